import type { Health } from '../contracts/attempt.js';
import type { ModelId } from '../contracts/model.js';
import type { ModelStats, WindowStats } from '../contracts/usage-store.js';
import { addTo, HOUR_MS, MINUTE_MS, newTally, RollingWindow } from './rolling-window.js';

/** What one model has done: all of it, and the part since its last rest, which is what policies may judge. */
export class ModelUsage {
  readonly model: ModelId;
  readonly provider: string;
  pool: string | undefined;
  inFlight = 0;
  /** Which rest of the store was the latest that covered it; 0 for none. */
  lastRest = 0;
  #minute = new RollingWindow(MINUTE_MS);
  #hour = new RollingWindow(HOUR_MS);
  /** What counts since the last rest, however long ago: caps what the windows still hold from before it. */
  #sinceRest = newTally();
  #consecutiveFailures = 0;

  constructor(model: ModelId, provider: string) {
    this.model = model;
    this.provider = provider;
  }

  /** `counts`: the attempt was admitted after the last rest, so it may lead to the next one. */
  record(now: number, amounts: WindowStats, health: Health, counts: boolean): void {
    this.#minute.record(now, amounts);
    this.#hour.record(now, amounts);
    if (!counts) return;
    addTo(this.#sinceRest, amounts);
    if (health === 'bad') this.#consecutiveFailures++;
    if (health === 'good') this.#consecutiveFailures = 0;
  }

  /** @param rest Its number, growing from rest to rest; 0 for a beginning without one. */
  beginAfter(rest: number): void {
    this.lastRest = rest;
    this.#sinceRest = newTally();
    this.#consecutiveFailures = 0;
  }

  /** Forgets all but what is in flight. */
  reset(): void {
    this.#minute = new RollingWindow(MINUTE_MS);
    this.#hour = new RollingWindow(HOUR_MS);
    this.beginAfter(0);
  }

  statsSinceRest(now: number, cooldownsLastHour: ModelStats['cooldownsLastHour']): ModelStats {
    return this.#stats(now, cooldownsLastHour, this.#sinceRest);
  }

  stats(now: number, cooldownsLastHour: ModelStats['cooldownsLastHour']): ModelStats {
    return this.#stats(now, cooldownsLastHour);
  }

  #stats(
    now: number,
    cooldownsLastHour: ModelStats['cooldownsLastHour'],
    atMost?: WindowStats,
  ): ModelStats {
    return {
      model: this.model,
      provider: this.provider,
      lastMinute: this.#minute.read(now, atMost),
      lastHour: this.#hour.read(now, atMost),
      consecutiveFailures: this.#consecutiveFailures,
      cooldownsLastHour,
      inFlight: this.inFlight,
    };
  }
}
