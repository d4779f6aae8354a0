import type { Budget, Window } from '../../../contracts/configuration.js';
import type { AttemptEndEvent, AttemptStartEvent } from '../../../contracts/events.js';
import type { ModelId } from '../../../contracts/model.js';
import type { SimulatedSettings } from '../simulation-options.js';
import type { WatchedModel } from '../watched-model.js';
import { Meter } from './meter.js';
import type { Violations } from './violations.js';

const WINDOW_MS: Readonly<Record<Window, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  month: 30 * 86_400_000,
};
const NANO_USD = 1e9;

/** The most that a meter may show. */
interface Bound {
  readonly name: string;
  readonly meter: Meter;
  readonly unit: 'requests' | 'tokens' | 'nanoUsd' | 'inFlight';
  readonly max: number;
  /** Not even what is under way may bring it beyond. */
  readonly isStrict: boolean;
}

/**
 * Limits of models, and budgets: never more attempts at once or within a window than they allow, and none begins when
 * more tokens or USD are spent already. A request counts from its start until its window has passed since its end.
 */
export class LimitInvariants {
  readonly #budgets: readonly Budget[];
  /** When an attempt has ended a store of the user's may not have booked it yet. */
  readonly #isBookedAtOnce: boolean;
  readonly #violations: Violations;
  readonly #meters = new Map<string, Meter>();
  /** By model and tenant. */
  readonly #bounds = new Map<string, readonly Bound[]>();
  /** Of attempts under way, by their id. */
  readonly #open = new Map<string, readonly Bound[]>();
  #isStoreAway = false;

  constructor({ budgets = [], store }: SimulatedSettings, violations: Violations) {
    this.#budgets = budgets;
    this.#isBookedAtOnce = store === undefined;
    this.#violations = violations;
  }

  /** The store is away, or has been: what takes its place knows nothing of what was used before. */
  loseStore(): void {
    this.#isStoreAway = true;
  }

  beginAttempt(event: AttemptStartEvent<ModelId>, model: WatchedModel, now: number): void {
    const { attemptId, tenant } = event;
    const bounds = this.#boundsOf(model, tenant);
    if (bounds.length === 0) return;
    this.#open.set(attemptId, bounds);
    for (const meter of metersOf(bounds)) {
      meter.begin();
      meter.expire(now);
    }
    for (const { name, meter, unit, max } of bounds) {
      const isSpent = unit === 'tokens' || unit === 'nanoUsd';
      if (isSpent && !this.#isBookedAtOnce) continue;
      const used = unit === 'requests' ? meter.inFlight + meter.requests : meter[unit];
      if (used > max) this.#violate(attemptId, `began with ${used} ${unit}, ${name} is ${max}`);
    }
  }

  endAttempt({ attemptId, usage, costUsd }: AttemptEndEvent<ModelId>, now: number): void {
    const bounds = this.#open.get(attemptId);
    if (bounds === undefined) return;
    this.#open.delete(attemptId);
    for (const meter of metersOf(bounds)) {
      meter.end(now, usage, costUsd);
      meter.expire(now);
    }
    for (const { name, meter, unit, max, isStrict } of bounds) {
      if (!isStrict || meter[unit] <= max) continue;
      this.#violate(attemptId, `ended with ${meter[unit]} ${unit}, ${name} is ${max} and strict`);
    }
  }

  #boundsOf(model: WatchedModel, tenant = ''): readonly Bound[] {
    const key = `${model.id} ${tenant}`;
    let bounds = this.#bounds.get(key);
    if (bounds === undefined) {
      const owners = { tenant, model: model.id, provider: model.provider };
      const budgets = this.#budgets.flatMap((budget) => this.#budgetBounds(budget, owners));
      bounds = [...this.#limitBounds(model), ...budgets];
      this.#bounds.set(key, bounds);
    }
    return bounds;
  }

  #limitBounds({ id, limits }: WatchedModel): readonly Bound[] {
    const { requestsPerMinute, tokensPerMinute, maxConcurrency } = limits;
    const meter = this.#meter(`limits of ${id}`, WINDOW_MS.minute);
    const bound = (name: string, unit: Bound['unit'], max: number | undefined): Bound[] =>
      max === undefined ? [] : [{ name: `${name} of ${id}`, meter, unit, max, isStrict: false }];
    return [
      ...bound('requestsPerMinute', 'requests', requestsPerMinute),
      ...bound('tokensPerMinute', 'tokens', tokensPerMinute),
      ...bound('maxConcurrency', 'inFlight', maxConcurrency),
    ];
  }

  #budgetBounds(
    { id, per, window, maxTokens, maxCostUsd, strict = false }: Budget,
    owners: Readonly<Record<NonNullable<Budget['per']>, string>>,
  ): readonly Bound[] {
    const name = per === undefined ? `budget ${id}` : `budget ${id} of ${per} ${owners[per]}`;
    const meter = this.#meter(name, WINDOW_MS[window]);
    const bounds: Bound[] = [];
    if (maxTokens !== undefined) {
      bounds.push({ name, meter, unit: 'tokens', max: maxTokens, isStrict: false });
    }
    if (maxCostUsd !== undefined) {
      const max = Math.floor(maxCostUsd * NANO_USD);
      bounds.push({ name, meter, unit: 'nanoUsd', max, isStrict: strict });
    }
    return bounds;
  }

  #meter(key: string, windowMs: number): Meter {
    let meter = this.#meters.get(key);
    if (meter === undefined) {
      meter = new Meter(windowMs);
      this.#meters.set(key, meter);
    }
    return meter;
  }

  #violate(attemptId: string, what: string): void {
    if (!this.#isStoreAway) this.#violations.add(`attempt ${attemptId}`, what);
  }
}

/** Each once, though several bounds may be of one meter. */
function metersOf(bounds: readonly Bound[]): Iterable<Meter> {
  return new Set(bounds.map(({ meter }) => meter));
}
