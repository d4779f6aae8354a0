/** What the time in which requests arrive is divided into. */
const STEPS = 240;
/** Those under way then may take longer than all the rest: with more steps than this they become twice as long. */
const MOST_STEPS = 480;

/** How often something happened within each step of the time. */
export type Series = number[];

/** The time of a simulation in some hundred steps, however long it takes. */
export class Timeline {
  readonly #series: Series[] = [];
  #stepMs: number;
  #used = STEPS;

  constructor(seconds: number) {
    this.#stepMs = (seconds * 1_000) / STEPS;
  }

  get stepMs(): number {
    return this.#stepMs;
  }

  series(): Series {
    const series = Array<number>(MOST_STEPS).fill(0);
    this.#series.push(series);
    return series;
  }

  /** @param at ms since the start */
  count(series: Series, at: number): void {
    let step = Math.floor(at / this.#stepMs);
    while (step >= MOST_STEPS) {
      this.#lengthenSteps();
      step = Math.floor(at / this.#stepMs);
    }
    series[step] = (series[step] as number) + 1;
    this.#used = Math.max(this.#used, step + 1);
  }

  /** As far as anything happened in any of them, and the time of arrivals at least. */
  upToNow(series: Series): readonly number[] {
    return series.slice(0, this.#used);
  }

  #lengthenSteps(): void {
    this.#stepMs *= 2;
    this.#used = STEPS;
    for (const series of this.#series) {
      for (let step = 0; step < MOST_STEPS; step++) {
        series[step] = (series[2 * step] ?? 0) + (series[2 * step + 1] ?? 0);
      }
    }
  }
}
