import type { Health } from '../contracts/attempt.js';
import type { ModelId } from '../contracts/model.js';
import type { ModelStats, WindowStats } from '../contracts/usage-store.js';
import { HOUR_MS, MINUTE_MS, RollingWindow } from './rolling-window.js';

/** What one model has done: all of it, and the part since its last rest, which is what policies may judge. */
export class ModelUsage {
  readonly model: ModelId;
  readonly provider: string;
  pool: string | undefined;
  inFlight = 0;
  /** Which rest of the store was the latest that covered it; 0 for none. */
  lastRest = 0;
  #all = new Windows();
  /** What counts since the last rest; undefined as long as that is all. */
  #sinceRest: Windows | undefined;
  #consecutiveFailures = 0;

  constructor(model: ModelId, provider: string) {
    this.model = model;
    this.provider = provider;
  }

  /** `counts`: the attempt was admitted after the last rest, so it may lead to the next one. */
  record(now: number, amounts: WindowStats, health: Health, counts: boolean): void {
    this.#all.record(now, amounts);
    if (!counts) return;
    this.#sinceRest?.record(now, amounts);
    if (health === 'bad') this.#consecutiveFailures++;
    if (health === 'good') this.#consecutiveFailures = 0;
  }

  /** @param rest Its number, growing from rest to rest; 0 for a beginning without one. */
  beginAfter(rest: number): void {
    this.lastRest = rest;
    this.#sinceRest = rest === 0 ? undefined : new Windows();
    this.#consecutiveFailures = 0;
  }

  /** Forgets all but what is in flight. */
  reset(): void {
    this.#all = new Windows();
    this.beginAfter(0);
  }

  statsSinceRest(now: number, cooldownsLastHour: ModelStats['cooldownsLastHour']): ModelStats {
    return this.#stats(now, cooldownsLastHour, this.#sinceRest ?? this.#all);
  }

  stats(now: number, cooldownsLastHour: ModelStats['cooldownsLastHour']): ModelStats {
    return this.#stats(now, cooldownsLastHour, this.#all);
  }

  #stats(
    now: number,
    cooldownsLastHour: ModelStats['cooldownsLastHour'],
    { minute, hour }: Windows,
  ): ModelStats {
    return {
      model: this.model,
      provider: this.provider,
      lastMinute: minute.read(now),
      lastHour: hour.read(now),
      consecutiveFailures: this.#consecutiveFailures,
      cooldownsLastHour,
      inFlight: this.inFlight,
    };
  }
}

/** The windows that policies and people see. */
class Windows {
  readonly minute = new RollingWindow(MINUTE_MS);
  readonly hour = new RollingWindow(HOUR_MS);

  record(now: number, amounts: WindowStats): void {
    this.minute.record(now, amounts);
    this.hour.record(now, amounts);
  }
}
