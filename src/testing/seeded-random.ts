/**
 * A `Math.random` that repeats itself: the same seed gives the same numbers, from 0 to below 1. Good for tests and
 * replays, not for secrets. Of the seed its lower 32 bits count.
 *
 * A Weyl sequence, its state mixed by the finaliser of MurmurHash3 (Austin Appleby, public domain).
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state) / 2 ** 32;
  };
}

function mix(state: number): number {
  let hash = state;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
