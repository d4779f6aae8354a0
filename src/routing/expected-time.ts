import type { ModelProfile } from '../contracts/model.js';
import type { Candidate } from '../contracts/router.js';

/** How fast a model answers. */
export type Speed = NonNullable<Candidate['measured']>;

/** What a model's tier of speed is taken to mean until it is measured. */
const SLOW: Speed = { timeToFirstTokenMs: 2_000, tokensPerSecond: 40 };
const MEDIUM: Speed = { timeToFirstTokenMs: 800, tokensPerSecond: 80 };
const FAST: Speed = { timeToFirstTokenMs: 400, tokensPerSecond: 150 };

/** By the profile alone; between the tiers in proportion. */
export function profiledSpeed({ speed = 0.5 }: ModelProfile): Speed {
  return speed < 0.5 ? between(SLOW, MEDIUM, speed / 0.5) : between(MEDIUM, FAST, speed / 0.5 - 1);
}

function between(slower: Speed, faster: Speed, share: number): Speed {
  const mix = (from: number, to: number) => from + (to - from) * share;
  return {
    timeToFirstTokenMs: mix(slower.timeToFirstTokenMs, faster.timeToFirstTokenMs),
    tokensPerSecond: mix(slower.tokensPerSecond, faster.tokensPerSecond),
  };
}

/** From the call to the last token. */
export function expectedSeconds(
  profile: ModelProfile,
  measured: Speed | undefined,
  outputTokens: number,
): number {
  const { timeToFirstTokenMs, tokensPerSecond } = measured ?? profiledSpeed(profile);
  return timeToFirstTokenMs / 1_000 + outputTokens / tokensPerSecond;
}
