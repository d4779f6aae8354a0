import type { UsageEvent } from '../../../contracts/events.js';
import type { ModelId } from '../../../contracts/model.js';
import type { UsageSnapshot, WindowStats } from '../../../contracts/usage-store.js';
import type { Violations } from './violations.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** How much too old may be what a store still counts: a 60th of its window. */
const OVERHANG_MS = HOUR_MS / 60;
const NANO_USD = 1e9;

/** What one model used within one minute. */
interface Booked {
  readonly minute: number;
  inputTokens: number;
  outputTokens: number;
  nanoUsd: number;
}

const METRICS = ['inputTokens', 'outputTokens', 'nanoUsd'] as const;

/** The sums that the store gives are those of the `usage` events. */
export class UsageInvariants {
  /** What a store misses is known to be missing. */
  isStoreAway = false;

  readonly #violations: Violations;
  /** The minutes in which each model was used, as far back as a store may remember. */
  readonly #booked = new Map<ModelId, Booked[]>();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  book({ model, usage, costUsd = 0 }: UsageEvent<ModelId>, now: number): void {
    const booked = this.#minuteOf(model, Math.floor(now / MINUTE_MS));
    booked.inputTokens += usage.inputTokens;
    booked.outputTokens += usage.outputTokens;
    booked.nanoUsd += Math.round(costUsd * NANO_USD);
  }

  compare({ models }: UsageSnapshot, now: number): void {
    if (this.isStoreAway) return;
    const hours = new Map(models.map(({ model, lastHour }) => [model, lastHour]));
    for (const { model, inFlight } of models) {
      if (inFlight !== 0) this.#violations.add(model, `${inFlight} are in flight when idle`);
    }
    for (const model of new Set([...hours.keys(), ...this.#booked.keys()])) {
      this.#compare(model, hours.get(model), now);
    }
  }

  /** Minutes that are partly within the window may count or not. */
  #compare(model: ModelId, counted: WindowStats | undefined, now: number): void {
    const booked = this.#booked.get(model) ?? [];
    const surely = booked.filter(({ minute }) => minute * MINUTE_MS > now - HOUR_MS);
    const oldest = now - HOUR_MS - OVERHANG_MS;
    const perhaps = booked.filter(({ minute }) => (minute + 1) * MINUTE_MS > oldest);
    for (const metric of METRICS) {
      const least = sumOf(surely, metric);
      const most = sumOf(perhaps, metric);
      const count = counted?.[metric] ?? 0;
      if (count >= least && count <= most) continue;
      const expected = least === most ? `${least}` : `${least} to ${most}`;
      this.#violations.add(model, `its events tell of ${expected} ${metric}, stats() of ${count}`);
    }
  }

  #minuteOf(model: ModelId, minute: number): Booked {
    let minutes = this.#booked.get(model);
    if (minutes === undefined) {
      minutes = [];
      this.#booked.set(model, minutes);
    }
    const last = minutes.at(-1);
    if (last?.minute === minute) return last;
    const booked = { minute, inputTokens: 0, outputTokens: 0, nanoUsd: 0 };
    minutes.push(booked);
    while ((minutes[0] as Booked).minute < minute - (HOUR_MS + OVERHANG_MS) / MINUTE_MS - 1) {
      minutes.shift();
    }
    return booked;
  }
}

function sumOf(booked: readonly Booked[], metric: (typeof METRICS)[number]): number {
  return booked.reduce((sum, minute) => sum + minute[metric], 0);
}
