import type {
  Admission,
  Cooldown,
  CooldownStart,
  ModelStats,
  Reservation,
  Settlement,
  UsageSnapshot,
  UsageStore,
} from '../../src/contracts/usage-store.js';
import {
  MemoryUsageStore,
  type MemoryUsageStoreOptions,
} from '../../src/usage/memory-usage-store.js';
import { Dice } from './dice.js';

/** On each way of a call. */
const MOST_TURNS = 4;

/**
 * A store that answers with promises, as one on another machine does, but at once: its calls may overtake one another,
 * and so may its answers.
 */
export class PromisedStore implements UsageStore {
  readonly #memory: MemoryUsageStore;
  readonly #dice: Dice;

  constructor(seed: number, options: MemoryUsageStoreOptions) {
    this.#memory = new MemoryUsageStore(options);
    this.#dice = new Dice(seed);
  }

  reserve(reservation: Reservation): Promise<Admission> {
    return this.#promise(() => this.#memory.reserve(reservation));
  }

  settle(settlement: Settlement): Promise<ModelStats> {
    return this.#promise(() => this.#memory.settle(settlement));
  }

  coolDown(
    cause: CooldownStart,
  ): Promise<{ readonly cooldown: Cooldown; readonly started: boolean }> {
    return this.#promise(() => this.#memory.coolDown(cause));
  }

  snapshot(query?: { readonly tenant?: string | undefined }): Promise<UsageSnapshot> {
    return this.#promise(() => this.#memory.snapshot(query));
  }

  reset(): Promise<void> {
    return this.#promise(() => this.#memory.reset());
  }

  async #promise<T>(answer: () => T): Promise<T> {
    await this.#turns();
    const answered = answer();
    await this.#turns();
    return answered;
  }

  async #turns(): Promise<void> {
    for (let turns = this.#dice.whole(0, MOST_TURNS); turns > 0; turns--) {
      await Promise.resolve();
    }
  }
}
