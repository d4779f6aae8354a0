import type { ModelProfile } from '../../contracts/model.js';
import type { SimulatedModel } from '../../testing/index.js';
import type { AnyOptions } from '../config-file.js';
import { profilesOf } from '../list-models.js';

/** By a `speed` of 0 and of 1, about as the router takes them to mean. */
const FIRST_TOKEN_MS = { slowest: 2_000, fastest: 400 };
const TOKENS_PER_SECOND = { slowest: 40, fastest: 150 };
/** How far the slow calls are from the usual ones. */
const SPREAD = 3;
/** What goes wrong on a good day. */
const FAILURES = { server: 0.002, overloaded: 0.001, network: 0.0005, hang: 0.0001 };

/** A model that is as fast as its profile says, within its vendor's limits, and fails now and then. */
export function behavingAs(
  provider: string,
  { id }: ModelProfile,
  options: AnyOptions,
): SimulatedModel {
  const profile = profilesOf(options).get(`${provider}/${id}`) ?? { id };
  const { speed = 0.5 } = profile;
  const firstToken = between(FIRST_TOKEN_MS, speed);
  return {
    ...profile,
    firstTokenMs: { median: firstToken, p95: firstToken * SPREAD },
    tokensPerSecond: between(TOKENS_PER_SECOND, speed),
    failures: FAILURES,
    interruptions: 0.001,
  };
}

function between(
  { slowest, fastest }: { readonly slowest: number; readonly fastest: number },
  speed: number,
): number {
  return slowest * (fastest / slowest) ** speed;
}
