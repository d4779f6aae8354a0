import { percentile } from './percentile.js';

/** How many are looked at: enough for a 99th percentile that is more than the slowest one. */
export const KEPT_SAMPLES = 200;

/** Percentiles of what was measured last. */
export interface Latencies {
  readonly count: number;
  readonly p50: number | undefined;
  readonly p90: number | undefined;
  readonly p99: number | undefined;
}

/** The last measurements, each by an id, so that one that is told twice counts once. */
export class Samples {
  readonly #values = new Map<string, number>();

  add(id: string, value: number): void {
    if (this.#values.has(id)) return;
    this.#values.set(id, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > KEPT_SAMPLES && oldest !== undefined) this.#values.delete(oldest);
  }

  latencies(): Latencies {
    const ascending = [...this.#values.values()].sort((one, other) => one - other);
    return {
      count: ascending.length,
      p50: percentile(ascending, 0.5),
      p90: percentile(ascending, 0.9),
      p99: percentile(ascending, 0.99),
    };
  }
}
