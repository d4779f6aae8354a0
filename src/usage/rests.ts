import type {
  Cooldown,
  CooldownScope,
  CooldownStart,
  ModelStats,
} from '../contracts/usage-store.js';
import { HOUR_MS } from './rolling-window.js';

/** What a rest may apply to: a model, with the pool and the provider that it belongs to. */
export interface Place {
  readonly model: string;
  readonly provider: string;
  readonly pool?: string | undefined;
}

/** What holds something until then, unless it ends before. */
export interface Lease {
  /** Monotonic. */
  readonly expiresAt: number;
}

/** One rest, from its start until it is closed or replaced. */
export interface Rest {
  /** Of the calls that started or lengthened it, the one that lasts longest. */
  cause: CooldownStart;
  /** Monotonic. From then on it is over, though it may wait for its probe. */
  until: number;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Epoch ms. */
  endsAt: number;
  /** The attempt that is to prove that the others may return. */
  probe: Lease | undefined;
}

type Refusal = {
  readonly admitted: false;
  readonly reason: 'cooling' | 'probing';
  readonly retryAfterMs: number;
};

/** What the rests that cover a model say to one attempt. */
export interface Passage {
  readonly refusal?: Refusal | undefined;
  /** These are over and wait for a probe, which this attempt becomes. */
  readonly toProbe: readonly Rest[];
  /** These would refuse it, were it no last resort. */
  readonly overridden: readonly Rest[];
}

/** All that rests, or has rested within the last hour, under one name; both by policy. */
interface Target {
  readonly rests: Map<string, Rest>;
  /** When rests began, monotonic. */
  readonly starts: Map<string, number[]>;
}

const NO_TARGETS: readonly Target[] = Object.freeze([]);
const MAX_STARTS = 32;
const FREE: Passage = Object.freeze({ toProbe: [], overridden: [] });
// No prototype: a policy may be called `constructor`.
const NO_COOLDOWNS: ModelStats['cooldownsLastHour'] = Object.freeze(Object.create(null));

/** Who rests until when, who may prove that it is over, and how often it happened. Times are monotonic and never go back. */
export class Rests {
  readonly #targets: Readonly<Record<CooldownScope, Map<string, Target>>> = {
    model: new Map(),
    pool: new Map(),
    provider: new Map(),
  };

  /** Lengthens the rest in force of this target and policy, or starts a new one. */
  begin(cause: CooldownStart, now: number, wallNow: number): { rest: Rest; started: boolean } {
    const target = this.#targetFor(cause);
    const current = target.rests.get(cause.policy);
    const end = { cause: { ...cause }, until: now + cause.forMs, endsAt: wallNow + cause.forMs };
    if (current !== undefined && current.until > now) {
      if (end.until > current.until) Object.assign(current, end);
      return { rest: current, started: false };
    }
    const rest: Rest = { ...end, startedAt: wallNow, probe: undefined };
    target.rests.set(cause.policy, rest);
    noteStart(target, cause.policy, now);
    return { rest, started: true };
  }

  /** Changes nothing: the attempt becomes the probe when it is booked. */
  passage(place: Place, lastResort: boolean, now: number): Passage {
    const targets = this.#covering(place, now);
    if (targets.length === 0) return FREE;
    const rests = targets.flatMap((target) => [...target.rests.values()]);
    const toProbe = rests.filter((rest) => rest.until <= now && rest.probe === undefined);
    const shut = rests.filter((rest) => !toProbe.includes(rest));
    const overridden = lastResort ? shut.filter(isOverridable) : [];
    const refusal = refusalBy(
      shut.filter((rest) => !overridden.includes(rest)),
      now,
    );
    return { refusal, toProbe, overridden };
  }

  /** Whether any rest covers it whose time is not over. */
  isInForce(place: Place, now: number): boolean {
    return this.#covering(place, now).some((target) =>
      [...target.rests.values()].some((rest) => rest.until > now),
    );
  }

  /** Nothing happens when it has been closed before, or when another rest has taken its place. */
  close(rest: Rest): void {
    const { scope, target, policy } = rest.cause;
    const rests = this.#targets[scope].get(target)?.rests;
    if (rests?.get(policy) === rest) rests.delete(policy);
  }

  /** By policy, how many rests of this model, its pool and its provider began within the last hour. */
  startedLastHour(place: Place, now: number): ModelStats['cooldownsLastHour'] {
    const targets = this.#covering(place, now);
    if (targets.length === 0) return NO_COOLDOWNS;
    const counts: Record<string, number> = Object.create(null);
    for (const { starts } of targets) {
      for (const [policy, times] of starts) counts[policy] = (counts[policy] ?? 0) + times.length;
    }
    return counts;
  }

  /** Those in force, and those that are over and wait for their probe. */
  list(now: number): Cooldown[] {
    return Object.values(this.#targets)
      .flatMap((targets) => [...targets.values()])
      .flatMap((target) => [...target.rests.values()])
      .filter((rest) => !isGone(rest, now))
      .map((rest) => describeRest(rest, now));
  }

  /** Forgets those of one model, not those of its pool or provider; without a model all. */
  reset(model?: string): void {
    if (model !== undefined) this.#targets.model.delete(model);
    else for (const targets of Object.values(this.#targets)) targets.clear();
  }

  #targetFor({ scope, target: name }: CooldownStart): Target {
    const existing = this.#targets[scope].get(name);
    if (existing !== undefined) return existing;
    const target: Target = { rests: new Map(), starts: new Map() };
    this.#targets[scope].set(name, target);
    return target;
  }

  #covering({ model, pool, provider }: Place, now: number): readonly Target[] {
    const targets = this.#targets;
    // Nothing rests, which is how it mostly is: this is asked twice per attempt.
    if (targets.model.size + targets.pool.size + targets.provider.size === 0) return NO_TARGETS;
    const found = [tidied(targets.model, model, now), tidied(targets.provider, provider, now)];
    if (pool !== undefined) found.push(tidied(targets.pool, pool, now));
    return found.filter((target) => target !== undefined);
  }
}

/** A rest as others may see it. */
export function describeRest(rest: Rest, now: number): Cooldown {
  const { cause, startedAt, endsAt } = rest;
  return { ...cause, remainingMs: Math.max(0, Math.ceil(rest.until - now)), startedAt, endsAt };
}

function noteStart(target: Target, policy: string, now: number): void {
  const starts = target.starts.get(policy) ?? [];
  starts.push(now);
  if (starts.length > MAX_STARTS) starts.shift();
  target.starts.set(policy, starts);
}

/** The target without what is past; undefined, and forgotten, when nothing is left. */
function tidied(targets: Map<string, Target>, name: string, now: number): Target | undefined {
  const target = targets.get(name);
  if (target === undefined) return undefined;
  for (const [policy, rest] of target.rests) if (isGone(rest, now)) target.rests.delete(policy);
  for (const [policy, times] of target.starts) {
    while (times.length > 0 && (times[0] as number) <= now - HOUR_MS) times.shift();
    if (times.length === 0) target.starts.delete(policy);
  }
  if (target.rests.size + target.starts.size > 0) return target;
  targets.delete(name);
  return undefined;
}

function isGone(rest: Rest, now: number): boolean {
  return rest.until <= now && !rest.cause.probe;
}

function isOverridable(rest: Rest): boolean {
  return rest.cause.overrideEveryMs !== undefined;
}

function refusalBy(rests: readonly Rest[], now: number): Refusal | undefined {
  if (rests.length === 0) return undefined;
  const coolingMs = Math.max(...rests.map((rest) => rest.until)) - now;
  if (coolingMs > 0) {
    return { admitted: false, reason: 'cooling', retryAfterMs: Math.ceil(coolingMs) };
  }
  // What is over and refuses has its probe out.
  const probingMs = Math.max(...rests.map((rest) => (rest.probe as Lease).expiresAt)) - now;
  return { admitted: false, reason: 'probing', retryAfterMs: Math.ceil(probingMs) };
}
