import type { Awaitable } from '../contracts/basics.js';
import type { Clock } from '../contracts/clock.js';
import type { ModelId } from '../contracts/model.js';
import type {
  Admission,
  Cooldown,
  CooldownStart,
  ModelStats,
  Reservation,
  Settlement,
  UsageSnapshot,
  UsageStore,
} from '../contracts/usage-store.js';
import { safeText } from '../errors/redact.js';
import { NoModelAvailableError } from '../errors/request-errors.js';
import { isPromise } from '../support/awaitable.js';
import { within } from '../support/within.js';

/** A call to a store of another machine may hold up a request so long. */
const CALL_LIMIT_MS = 100;
/** Between two tries to reach a store that is away. */
const RETRY_EVERY_MS = 1_000;
/** Settlements kept while the store is away; beyond that the oldest are lost. */
const MAX_REPLAYS = 10_000;

type Operation = keyof UsageStore;
type Cooled = Awaited<ReturnType<UsageStore['coolDown']>>;

export interface GuardedStoreOptions {
  readonly store: UsageStore;
  /** Takes over while the store is away. */
  readonly substitute: () => UsageStore;
  /** Refuse requests while it is away, instead. */
  readonly isRequired: boolean;
  readonly clock: Clock;
  readonly onDegraded: (operation: Operation, message: string) => void;
  readonly onRecovered: (degradedMs: number, replayed: number) => void;
}

/**
 * The store that requests talk to: whatever the user's store does, it answers, and soon. A call that throws, rejects
 * or takes over 100 ms is an outage: a store of this process takes over, the other is tried once a second, and what
 * was settled meanwhile is booked there when it is back. A store that answers without a promise costs no microtask.
 */
export class GuardedStore implements UsageStore {
  readonly #options: GuardedStoreOptions;
  readonly #replays: Settlement[] = [];
  /** What the store has been asked and has not answered, whether or not anybody waits for it. */
  readonly #pending = new Set<PromiseLike<unknown>>();
  #substitute: UsageStore | undefined;
  #awaySince: number | undefined;
  #retryAt = 0;
  /** Who rests, as far as the store has said, each with its end by this process's clock. */
  #rests: readonly { readonly cooldown: Cooldown; readonly endsAt: number }[] = [];

  constructor(options: GuardedStoreOptions) {
    this.#options = options;
  }

  get isDegraded(): boolean {
    return this.#awaySince !== undefined;
  }

  reserve(reservation: Reservation): Awaitable<Admission> {
    let goesOn = false;
    return this.#call(
      'reserve',
      (store) => {
        const admission = store.reserve(reservation);
        if (store === this.#substitute) goesOn = (admission as Admission).admitted;
        return admission;
      },
      // What the substitute admitted is settled in the end, there and here.
      (late) => {
        if (late.admitted && !goesOn) this.#release(reservation);
      },
    );
  }

  settle(settlement: Settlement): Awaitable<ModelStats> {
    return this.#call('settle', (store) => {
      const isKept = store === this.#substitute && settlement.probeOnly !== true;
      if (isKept) this.#keep(settlement);
      return store.settle(settlement);
    });
  }

  coolDown(cooldown: CooldownStart): Awaitable<Cooled> {
    const cooled = this.#call('coolDown', (store) => store.coolDown(cooldown));
    return isPromise(cooled) ? cooled.then((late) => this.#note(late)) : this.#note(cooled);
  }

  snapshot(query?: { readonly tenant?: string | undefined }): Awaitable<UsageSnapshot> {
    const snapshot = this.#call('snapshot', (store) => store.snapshot(query));
    return isPromise(snapshot)
      ? snapshot.then((late) => this.#remember(late))
      : this.#remember(snapshot);
  }

  reset(model?: ModelId): Awaitable<void> {
    return this.#call('reset', (store) => store.reset(model));
  }

  /** What is under way has its time to be booked first. */
  async close(): Promise<void> {
    await Promise.all(this.#pending);
    await this.#options.store.close?.();
  }

  #call<T>(
    operation: Operation,
    ask: (store: UsageStore) => Awaitable<T>,
    onLate?: (answer: T) => void,
  ): Awaitable<T> {
    if (this.#awaySince !== undefined) {
      const now = this.#options.clock.monotonic();
      if (now < this.#retryAt) return this.#instead(operation, ask);
      // One call tries it; those that come meanwhile do not wait with it.
      this.#retryAt = now + RETRY_EVERY_MS;
    }
    try {
      const answer = ask(this.#options.store);
      if (isPromise(answer)) return this.#tracked(this.#bounded(operation, answer, ask, onLate));
      if (this.#awaySince !== undefined) this.#recover();
      return answer;
    } catch (error) {
      return this.#degrade(operation, error, ask);
    }
  }

  #tracked<T>(asked: Promise<T>): Promise<T> {
    const over = asked.then(
      () => void this.#pending.delete(over),
      () => void this.#pending.delete(over),
    );
    this.#pending.add(over);
    return asked;
  }

  async #bounded<T>(
    operation: Operation,
    pending: PromiseLike<T>,
    ask: (store: UsageStore) => Awaitable<T>,
    onLate?: (answer: T) => void,
  ): Promise<T> {
    const answer = Promise.resolve(pending);
    try {
      const inTime = await within(answer, CALL_LIMIT_MS, this.#options.clock);
      if (this.#awaySince !== undefined) this.#recover();
      return inTime;
    } catch (error) {
      // It may still come, and must not hold what nobody uses.
      if (onLate !== undefined) answer.then(onLate, () => {});
      return this.#degrade(operation, error, ask);
    }
  }

  #degrade<T>(
    operation: Operation,
    error: unknown,
    ask: (store: UsageStore) => Awaitable<T>,
  ): Awaitable<T> {
    this.#goOnWithout(operation, error);
    return this.#instead(operation, ask);
  }

  #goOnWithout(operation: Operation, error: unknown): void {
    const now = this.#options.clock.monotonic();
    this.#retryAt = now + RETRY_EVERY_MS;
    if (this.#awaySince !== undefined) return;
    this.#awaySince = now;
    this.#substitute = this.#options.substitute();
    this.#handOverRests(this.#substitute, now);
    this.#options.onDegraded(
      operation,
      error instanceof Error ? safeText(error.message) : 'it failed',
    );
  }

  #instead<T>(operation: Operation, ask: (store: UsageStore) => Awaitable<T>): Awaitable<T> {
    if (this.#options.isRequired && operation === 'reserve') {
      throw new NoModelAvailableError(
        'The usage store is away and `onStoreFailure` is "closed", so no model may be asked. ' +
          'See the `store-degraded` event for why.',
        { excluded: [], attempts: [], retryAfterMs: RETRY_EVERY_MS },
      );
    }
    return ask(this.#substitute as UsageStore);
  }

  #remember(snapshot: UsageSnapshot): UsageSnapshot {
    const now = this.#options.clock.monotonic();
    this.#rests = snapshot.cooldowns.map((cooldown) => ({
      cooldown,
      endsAt: now + cooldown.remainingMs,
    }));
    return snapshot;
  }

  #note(cooled: Cooled): Cooled {
    const { cooldown } = cooled;
    const now = this.#options.clock.monotonic();
    const inForce = this.#rests.filter(({ endsAt }) => endsAt > now);
    this.#rests = [...inForce, { cooldown, endsAt: now + cooldown.remainingMs }];
    return cooled;
  }

  /** An outage of the store wakes nobody. */
  #handOverRests(substitute: UsageStore, now: number): void {
    for (const { cooldown, endsAt } of this.#rests) {
      if (endsAt > now) void substitute.coolDown({ ...restOf(cooldown), forMs: endsAt - now });
    }
  }

  #keep(settlement: Settlement): void {
    if (this.#replays.length === MAX_REPLAYS) this.#replays.shift();
    this.#replays.push(settlement);
  }

  #recover(): void {
    const now = this.#options.clock.monotonic();
    const degradedMs = now - (this.#awaySince ?? now);
    const replays = this.#replays.splice(0);
    const substitute = this.#substitute as UsageStore;
    this.#awaySince = undefined;
    this.#substitute = undefined;
    // The substitute is a store of this process: it answers at once.
    for (const cooldown of (substitute.snapshot() as UsageSnapshot).cooldowns) {
      if (cooldown.remainingMs === 0) continue;
      this.#quietly(() => this.#options.store.coolDown(restOf(cooldown)));
    }
    this.#options.onRecovered(degradedMs, replays.length);
    for (const settlement of replays) this.#replay(settlement);
  }

  /** The store is back, and may be away again before all is told: what it did not take it is told the next time. */
  #replay(settlement: Settlement): void {
    if (this.#awaySince !== undefined) {
      this.#keep(settlement);
      return;
    }
    const fail = (error: unknown) => {
      this.#keep(settlement);
      this.#goOnWithout('settle', error);
    };
    try {
      const answer = this.#options.store.settle(settlement);
      if (!isPromise(answer)) return;
      const inTime = within(Promise.resolve(answer), CALL_LIMIT_MS, this.#options.clock);
      this.#tracked(inTime).then(undefined, fail);
    } catch (error) {
      fail(error);
    }
  }

  #release(reservation: Reservation): void {
    const settlement = { reservation, spent: undefined, health: 'neutral' } as const;
    this.#quietly(() => this.#options.store.settle(settlement));
  }

  /** Nobody waits for it, and nobody can be told: the next call that fails says that the store is away. */
  #quietly(ask: () => Awaitable<unknown>): void {
    try {
      const answer = ask();
      if (isPromise(answer)) answer.then(undefined, () => {});
    } catch {
      // See above.
    }
  }
}

function restOf(cooldown: UsageSnapshot['cooldowns'][number]): CooldownStart {
  const { scope, target, reason, policy, probe, overrideEveryMs, remainingMs } = cooldown;
  const rest = { scope, target, reason, policy, probe, forMs: remainingMs };
  return overrideEveryMs === undefined ? rest : { ...rest, overrideEveryMs };
}
