import type { ModelId } from '../contracts/model.js';

/** Who answered a request, and what it was for. */
export interface GivenAnswer {
  readonly model: ModelId;
  readonly intent: string;
}

/**
 * The last answers by the ids of their requests, the oldest overwritten. Three arrays, and a search where a rating
 * comes, as most answers are never rated: a map would cost every request more than all else that is remembered of it.
 */
export class RecentAnswers {
  readonly #capacity: number;
  readonly #ids: string[] = [];
  readonly #models: ModelId[] = [];
  readonly #intents: string[] = [];
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  note(requestId: string, model: ModelId, intent: string): void {
    const place = this.#next;
    this.#ids[place] = requestId;
    this.#models[place] = model;
    this.#intents[place] = intent;
    this.#next = (place + 1) % this.#capacity;
  }

  /** Undefined where it was never given, or too many have come since. */
  find(requestId: string): GivenAnswer | undefined {
    const place = this.#ids.indexOf(requestId);
    const model = this.#models[place];
    const intent = this.#intents[place];
    return model === undefined || intent === undefined ? undefined : { model, intent };
  }
}
