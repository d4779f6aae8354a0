import type {
  AttemptEndEvent,
  AttemptStartEvent,
  CooldownEndEvent,
  CooldownStartEvent,
} from '../../../contracts/events.js';
import type { ModelId } from '../../../contracts/model.js';
import type { SimulatedSettings } from '../simulation-options.js';
import type { WatchedModel } from '../watched-model.js';
import type { Violations } from './violations.js';

/** Events tell of rests in whole ms, rounded up. */
const ROUNDING_MS = 1;
/** Two answers of a store, that to an attempt and that to a rest: the orchestrator waits for each up to 100 ms. */
const STORE_MS = 2 * 100;

/** A rest that has begun, and no end was told of. */
interface Rest {
  readonly cause: CooldownStartEvent;
  /** By the monotonic clock, like its end. */
  readonly startedAt: number;
  readonly endsAt: number;
  /** The attempt that is to prove that it is over. */
  probe: string | undefined;
  /** The proof was given: its end is told of when it is noticed. */
  isProven: boolean;
  /** A last resort has been tried in spite of it, and may have ended it. */
  isOverridden: boolean;
}

/**
 * No attempt on a model that rests, one probe after it, one end for each start. A store of the user's may take time to
 * answer: then who asked before a rest is let in after its start, and who asked after a proof before its end is told.
 * There only the time of rests is held against attempts, as far as that cannot be the reason.
 */
export class RestInvariants {
  readonly #violations: Violations;
  readonly #rests = new Map<string, Rest>();
  /** How long two answers of the store may be on their way. */
  readonly #storeMs: number;
  #isStoreAway = false;

  constructor({ store }: SimulatedSettings, violations: Violations) {
    this.#violations = violations;
    this.#storeMs = store === undefined ? 0 : STORE_MS;
  }

  /** The store is away, or has been: nobody knows any more what it has heard of. */
  loseStore(): void {
    this.#isStoreAway = true;
  }

  start(cause: CooldownStartEvent, now: number): void {
    const key = keyOf(cause);
    if (this.#rests.has(key)) this.#violations.add(key, 'rests again, and its rest has not ended');
    const endsAt = now + cause.remainingMs - ROUNDING_MS - this.#storeMs;
    const state = { probe: undefined, isProven: this.#storeMs > 0, isOverridden: false };
    this.#rests.set(key, { cause, startedAt: now, endsAt, ...state });
  }

  end(event: CooldownEndEvent, now: number): void {
    const key = keyOf(event);
    const rest = this.#rests.get(key);
    this.#rests.delete(key);
    if (rest === undefined) this.#violations.add(key, 'a rest ended that had not begun');
    else if (now < rest.endsAt && !rest.isOverridden && !this.#isStoreAway) {
      this.#violations.add(key, `its rest ended ${Math.round(rest.endsAt - now)} ms early`);
    }
  }

  /** @param mayOverride whether the request may try the model although it rests */
  beginAttempt(
    { attemptId, probe }: AttemptStartEvent<ModelId>,
    model: WatchedModel,
    mayOverride: boolean,
    now: number,
  ): void {
    if (this.#isStoreAway) return;
    let isProbe = this.#storeMs > 0;
    for (const [key, rest] of this.#rests) {
      if (!covers(rest.cause, model)) continue;
      const problem = problemWith(rest, probe, now);
      if (problem === undefined) isProbe = (probe && take(rest, attemptId, now)) || isProbe;
      else if (mayOverride && rest.cause.overrideEveryMs !== undefined) rest.isOverridden = true;
      else if (now - rest.startedAt >= this.#storeMs)
        this.#violate(attemptId, `${problem} (${key})`);
    }
    if (probe && !isProbe) this.#violate(attemptId, 'a probe, but no rest waits for one');
  }

  endAttempt({ attemptId, outcome }: AttemptEndEvent<ModelId>): void {
    for (const rest of this.#rests.values()) {
      if (rest.probe !== attemptId) continue;
      rest.probe = undefined;
      rest.isProven = outcome === 'success';
    }
  }

  #violate(attemptId: string, what: string): void {
    this.#violations.add(`attempt ${attemptId}`, what);
  }
}

/** Why an attempt must not begin now, as far as this rest is concerned. */
function problemWith(rest: Rest, probe: boolean, now: number): string | undefined {
  if (now < rest.endsAt) {
    return `began ${Math.round(rest.endsAt - now)} ms before the end of a rest`;
  }
  if (!rest.cause.probe || rest.isProven) return undefined;
  if (rest.probe !== undefined) return `began beside ${rest.probe}, the probe of a rest`;
  return probe ? undefined : 'began after a rest without being its probe';
}

function take(rest: Rest, attemptId: string, now: number): boolean {
  const isTaken = rest.cause.probe && !rest.isProven && now >= rest.endsAt;
  if (isTaken) rest.probe = attemptId;
  return isTaken;
}

function covers({ scope, target }: CooldownStartEvent, model: WatchedModel): boolean {
  if (scope === 'model') return target === model.id;
  return target === (scope === 'pool' ? model.pool : model.provider);
}

function keyOf({ scope, target, policy }: CooldownEndEvent | CooldownStartEvent): string {
  return `${scope} ${target}, policy ${policy}`;
}
