import type { ReportedUsage, TokenUsage } from '../../../contracts/chat.js';
import type { AttemptEndEvent, AttemptStartEvent, UsageEvent } from '../../../contracts/events.js';
import type { ModelId } from '../../../contracts/model.js';
import type { Violations } from './violations.js';

/** One attempt, as its events tell of it and as its vendor sees it. */
export class AttemptWatch {
  readonly id: string;
  readonly model: ModelId;
  readonly #violations: Violations;
  #isCalled = false;
  #hasEnded = false;
  /** By the vendor, last. */
  #reported: ReportedUsage | undefined;
  /** By the `usage` event. */
  #booked: TokenUsage | undefined;

  constructor({ attemptId, model }: AttemptStartEvent<ModelId>, violations: Violations) {
    this.id = attemptId;
    this.model = model;
    this.#violations = violations;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Undefined: it used nothing. */
  get usage(): TokenUsage | undefined {
    return this.#booked;
  }

  /** Its vendor gets a request. */
  call(): void {
    if (this.#isCalled) this.#violate('called twice');
    this.#isCalled = true;
  }

  report(usage: ReportedUsage): void {
    this.#reported = usage;
  }

  book({ usage }: UsageEvent<ModelId>): void {
    if (this.#booked !== undefined) this.#violate('its usage was booked twice');
    this.#booked = usage;
  }

  end(event: AttemptEndEvent<ModelId>): void {
    const { model, outcome, usage } = event;
    this.#hasEnded = true;
    if (model !== this.model) this.#violate(`began on ${this.model} and ended on ${model}`);
    if (!this.#isCalled && outcome !== 'aborted') this.#violate(`${outcome} without a call`);
    if (!isSame(usage, this.#booked)) {
      this.#violate(`booked ${shown(this.#booked)}, but its end says ${shown(usage)}`);
    }
    if (outcome === 'success') this.#checkReported(usage);
  }

  #checkReported(usage: TokenUsage | undefined): void {
    const reported = this.#reported;
    if (usage === undefined) this.#violate('answered without any usage');
    else if (usage.source === 'reported' && !isSame(usage, reported)) {
      this.#violate(`booked ${shown(usage)}, but its vendor reported ${shown(reported)}`);
    } else if (usage.source === 'estimated' && reported !== undefined) {
      this.#violate(`booked an estimate, but its vendor reported ${shown(reported)}`);
    }
  }

  #violate(what: string): void {
    this.#violations.add(`attempt ${this.id}`, what);
  }
}

/** Whether both are of as many tokens, or of none at all. */
export function isSame(one: ReportedUsage | undefined, other: ReportedUsage | undefined): boolean {
  return one?.inputTokens === other?.inputTokens && one?.outputTokens === other?.outputTokens;
}

/** `120 + 35 tokens`, of input and of output. */
export function shown(usage: ReportedUsage | undefined): string {
  return usage === undefined ? 'nothing' : `${usage.inputTokens} + ${usage.outputTokens} tokens`;
}
