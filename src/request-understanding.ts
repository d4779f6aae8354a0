import type { Awaitable, Warning } from './contracts/basics.js';
import type { Detection } from './contracts/intent-detector.js';
import type { Score } from './contracts/model.js';
import type { Core } from './core.js';
import { type Ask, type DetectedIntent, detectIntent } from './intent/detect-intent.js';
import type { NormalizedRequest } from './request/normalize-request.js';
import { onBehalfOf } from './request/on-behalf-of.js';
import type { RequestEvents } from './request-events.js';
import type { RequestTime } from './request-time.js';
import { type Judged, judgeDifficulty } from './routing/judge-difficulty.js';
import type { AnswerLimits } from './support/answer-in-time.js';
import { isPromise } from './support/awaitable.js';
import type { Cancellation } from './support/cancellation.js';
import { judgedText } from './support/human-text.js';

/** The request that is to be understood. */
interface Asked {
  readonly id: string;
  readonly request: NormalizedRequest;
  readonly cancellation: Cancellation;
  readonly events: RequestEvents;
  readonly time: RequestTime;
  readonly warn: (warning: Warning) => void;
}

/** What one request is for, and how hard it is: what plug-ins say of its prompt before anybody is chosen. */
export class RequestUnderstanding {
  readonly #core: Core;
  readonly #asked: Asked;
  #detection: Detection<string> = { intent: 'general', confidence: 0 };
  #difficulty: Score | undefined;
  #at: number;

  constructor(core: Core, asked: Asked) {
    this.#core = core;
    this.#asked = asked;
    this.#at = asked.time.startedAt;
  }

  get detection(): Detection<string> {
    return this.#detection;
  }

  /** 0 to 1, where anybody says. */
  get difficulty(): Score | undefined {
    return this.#difficulty;
  }

  /** When it was understood, by the monotonic clock: the request's start, unless a plug-in took its time. */
  get at(): number {
    return this.#at;
  }

  understand(): Awaitable<void> {
    const detected = this.#detect();
    if (this.#core.settings.difficultyOf === undefined) return detected;
    return isPromise(detected) ? detected.then(() => this.#judge()) : this.#judge();
  }

  #detect(): Awaitable<void> {
    const { request, events } = this.#asked;
    const { intent, chat } = request;
    if (intent !== undefined) {
      this.#detection = { intent, confidence: 1 };
      return events.intent(this.#detection, false, 0);
    }
    const limits = { ...this.#limits, ask: this.#ask() };
    const detected = detectIntent(this.#core.settings.detector, chat, limits);
    if (!isPromise(detected)) return this.#takeIntent(detected);
    return detected.then((late) => {
      this.#at = this.#core.settings.clock.monotonic();
      this.#takeIntent(late);
    });
  }

  /** How its detector asks a model; where the caller names the models, no intent decides anything. */
  #ask(): Ask | undefined {
    const { ask } = this.#core;
    const { id, request } = this.#asked;
    if (ask === undefined || request.only !== undefined) return undefined;
    return (question, signal) => ask(onBehalfOf(request, question, signal), id);
  }

  #takeIntent({ detection, warning }: DetectedIntent): void {
    const { events, time, warn } = this.#asked;
    this.#detection = detection;
    if (warning !== undefined) warn(warning);
    if (events.hears('intent')) events.intent(detection, true, time.latencyMs);
  }

  #judge(): Awaitable<void> {
    const { difficultyOf, clock } = this.#core.settings;
    const { chat, only } = this.#asked.request;
    // Where the caller names the models their order is given.
    const text = only === undefined ? judgedText(chat.messages) : '';
    if (difficultyOf === undefined || text === '') return undefined;
    const { intent } = this.#detection;
    const judged = judgeDifficulty(difficultyOf, { text, intent }, this.#limits);
    if (!isPromise(judged)) return this.#takeDifficulty(judged);
    return judged.then((late) => {
      this.#at = clock.monotonic();
      this.#takeDifficulty(late);
    });
  }

  #takeDifficulty({ difficulty, warning }: Judged): void {
    this.#difficulty = difficulty;
    if (warning !== undefined) this.#asked.warn(warning);
  }

  get #limits(): AnswerLimits {
    const { time, cancellation } = this.#asked;
    const leftMs = time.understandingMs - (this.#at - time.startedAt);
    return { limitMs: Math.max(1, leftMs), clock: this.#core.settings.clock, cancellation };
  }
}
