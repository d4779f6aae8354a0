import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { Cooldown } from '../contracts/usage-store.js';

/** One rest, its end by this process's clock. */
interface Entry {
  readonly cooldown: Cooldown;
  readonly endsAt: number;
}

/** What a look at the store brought. */
interface Changes {
  readonly ended: readonly Cooldown[];
  /** Whichever process started them. */
  readonly proved: readonly Cooldown[];
}

/** The rests that cover a model now. */
export interface RestOfModel {
  /** Of the longest, ms. */
  readonly remainingMs: number;
  readonly detail: string;
  /** The most that one of them asks between two overrides; undefined: one of them is never overridden. */
  readonly overrideEveryMs: number | undefined;
}

/**
 * Who rests, as this process knows it: what the store said last, by the monotonic clock of this process. It also
 * remembers the rests that this process started, so that each gets its one end event.
 */
export class RestView {
  #entries: readonly Entry[] = [];
  readonly #started = new Map<string, Entry>();
  readonly #lastOverride = new Map<string, number>();

  /** Nobody rests, as far as this process knows. */
  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Takes over what the store says. Returns the rests of this process that ended, and those that needed a proof and got it. */
  refresh(cooldowns: readonly Cooldown[], now: number): Changes {
    const known = new Set(cooldowns.map(keyOf));
    const proved = this.#entries
      .map(({ cooldown }) => cooldown)
      .filter((cooldown) => cooldown.probe && !known.has(keyOf(cooldown)));
    this.#entries = cooldowns.map((cooldown) => entryOf(cooldown, now));
    // Another process may have lengthened it.
    for (const entry of this.#entries) {
      const key = keyOf(entry.cooldown);
      if (this.#started.has(key)) this.#started.set(key, entry);
    }
    return { ended: this.#end((entry, key) => !known.has(key) || isOver(entry, now)), proved };
  }

  /** Rests of this process that ended by time alone. */
  expire(now: number): readonly Cooldown[] {
    return this.#started.size === 0 ? [] : this.#end((entry) => isOver(entry, now));
  }

  /** A rest was asked for. Returns the one it follows, if that has had no end event yet. */
  note(cooldown: Cooldown, started: boolean, now: number): readonly Cooldown[] {
    const key = keyOf(cooldown);
    const entry = entryOf(cooldown, now);
    this.#entries = [...this.#entries.filter((other) => keyOf(other.cooldown) !== key), entry];
    const before = this.#started.get(key);
    if (started || before !== undefined) this.#started.set(key, entry);
    return started && before !== undefined ? [before.cooldown] : [];
  }

  of(model: ConfiguredModel, now: number): RestOfModel | undefined {
    let longest: Entry | undefined;
    let overrideEveryMs: number | undefined = 0;
    for (const entry of this.#entries) {
      if (entry.endsAt <= now || !covers(entry.cooldown, model)) continue;
      if (longest === undefined || entry.endsAt > longest.endsAt) longest = entry;
      const every = entry.cooldown.overrideEveryMs;
      overrideEveryMs =
        every === undefined || overrideEveryMs === undefined
          ? undefined
          : Math.max(every, overrideEveryMs);
    }
    if (longest === undefined) return undefined;
    const { policy, reason } = longest.cooldown;
    const remainingMs = Math.ceil(longest.endsAt - now);
    return { remainingMs, detail: `${policy}: ${reason}`, overrideEveryMs };
  }

  /** The rests of the model that are over and wait for a proof. */
  awaitingProof(model: ConfiguredModel, now: number): readonly Cooldown[] {
    return this.#entries
      .filter(({ cooldown, endsAt }) => cooldown.probe && endsAt <= now && covers(cooldown, model))
      .map(({ cooldown }) => cooldown);
  }

  /**
   * Whether the last resort may try the model in spite of its rests; if so they count as overridden now. The attempt
   * that a rest began with was the first try of its kind.
   */
  takeOverride(model: ConfiguredModel, now: number): boolean {
    const rests = this.#shutting(model, now);
    for (const { cooldown, endsAt } of rests) {
      const { overrideEveryMs, forMs } = cooldown;
      if (overrideEveryMs === undefined) return false;
      const last = this.#lastOverride.get(keyOf(cooldown)) ?? Number.NEGATIVE_INFINITY;
      if (overrideEveryMs > 0 && now - Math.max(last, endsAt - forMs) < overrideEveryMs)
        return false;
    }
    for (const { cooldown } of rests) this.#lastOverride.set(keyOf(cooldown), now);
    return rests.length > 0;
  }

  /** Whether all that shuts the model only guesses at its health; false where nothing does. */
  isGuess(model: ConfiguredModel, now: number): boolean {
    const rests = this.#shutting(model, now);
    return rests.length > 0 && rests.every(({ cooldown }) => cooldown.overrideEveryMs === 0);
  }

  /** The rests in force, and those that are over and let nobody in but a probe. */
  #shutting(model: ConfiguredModel, now: number): readonly Entry[] {
    return this.#entries.filter(
      ({ cooldown, endsAt }) => (endsAt > now || cooldown.probe) && covers(cooldown, model),
    );
  }

  #end(hasEnded: (entry: Entry, key: string) => boolean): readonly Cooldown[] {
    const ended: Cooldown[] = [];
    for (const [key, entry] of this.#started) {
      if (!hasEnded(entry, key)) continue;
      this.#started.delete(key);
      ended.push(entry.cooldown);
    }
    return ended;
  }
}

function entryOf(cooldown: Cooldown, now: number): Entry {
  return { cooldown, endsAt: now + cooldown.remainingMs };
}

/** A rest that needs a proof is over when the proof was given, which only the store can say. */
function isOver({ cooldown, endsAt }: Entry, now: number): boolean {
  return !cooldown.probe && endsAt <= now;
}

function keyOf({ target, policy }: Cooldown): string {
  return `${policy} ${target}`;
}

/** Whether it is one rest, and not one and the next. */
export function isSameRest(one: Cooldown, other: Cooldown): boolean {
  return keyOf(one) === keyOf(other) && one.startedAt === other.startedAt;
}

/** Whether the rest is the model's own, its pool's or its provider's. */
export function covers({ scope, target }: Cooldown, model: ConfiguredModel): boolean {
  if (scope === 'model') return target === model.id;
  return target === (scope === 'pool' ? model.pool : model.provider.name);
}
