import type { Incident, SimulatedFailure } from '../simulation-options.js';

/** An incident, by the monotonic clock. */
interface RunningIncident {
  readonly from: number;
  readonly until: number;
  readonly failure: SimulatedFailure | undefined;
  readonly share: number;
  readonly slowdown: number;
}

/**
 * What is the matter with one model. It is asked at each call, so it looks only at the incidents whose time it is:
 * from their first millisecond up to, not including, the one after their last. The times asked with must never go back.
 */
export class Incidents {
  /** Those that have not begun, the next one last. */
  readonly #coming: RunningIncident[];
  #running: RunningIncident[] = [];

  /** @param startedAt What their seconds count from. */
  constructor(incidents: readonly Incident[], model: string, startedAt: number) {
    this.#coming = incidents
      .filter(({ models }) => models === undefined || models.includes(model))
      .map((incident) => timed(incident, startedAt))
      .sort((one, other) => one.from - other.from)
      .reverse();
  }

  /** How a call fails that comes in now, if it does. Where several are at work, the first to strike decides. */
  failure(now: number, random: () => number): SimulatedFailure | undefined {
    for (const { failure, share } of this.#at(now)) {
      if (failure !== undefined && random() < share) return failure;
    }
    return undefined;
  }

  /** How many times as long everything takes that begins now: the product of all that are at work. */
  slowdown(now: number): number {
    let product = 1;
    for (const { from, until, slowdown } of this.#at(now)) {
      product *= 1 + ((slowdown - 1) * (now - from)) / (until - from);
    }
    return product;
  }

  #at(now: number): readonly RunningIncident[] {
    for (let next = this.#coming.at(-1); next && next.from <= now; next = this.#coming.at(-1)) {
      this.#running.push(next);
      this.#coming.pop();
    }
    if (this.#running.some(({ until }) => until <= now)) {
      this.#running = this.#running.filter(({ until }) => until > now);
    }
    return this.#running;
  }
}

function timed(
  { fromSeconds, forSeconds, failure, share = 1, slowdown = 1 }: Incident,
  startedAt: number,
): RunningIncident {
  const from = startedAt + fromSeconds * 1_000;
  return { from, until: from + forSeconds * 1_000, failure, share, slowdown };
}
