/** Odd, with bits in all places: those of MurmurHash3's 128-bit variant for 32-bit machines. */
const FACTORS = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;
const ROTATE = 15;

/** Seeds for {@link textHash} that nobody can guess, so that nobody can look for texts that meet. */
export function randomSeeds(): Int32Array {
  return crypto.getRandomValues(new Int32Array(FACTORS.length));
}

/**
 * 128 bits that stand for a text where the text itself is not to be kept. At once, unlike what WebCrypto offers, and no
 * cryptography: two texts meet by chance only, but whoever knows the seeds may make some that do.
 */
export function textHash(text: string, seeds: Int32Array): string {
  return FACTORS.map((factor, lane) => laneOf(text, factor, seeds[lane] ?? 0).toString(36)).join(
    '.',
  );
}

function laneOf(text: string, factor: number, seed: number): number {
  let state = seed ^ text.length;
  for (let index = 0; index < text.length; index++) {
    const rotated = (state << ROTATE) | (state >>> (32 - ROTATE));
    state = Math.imul(rotated ^ text.charCodeAt(index), factor);
  }
  state = Math.imul(state ^ (state >>> 16), factor);
  return (state ^ (state >>> 13)) >>> 0;
}
