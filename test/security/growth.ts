/** Between the 2 of work that is linear and the 4 of work that is quadratic. */
export const LINEAR = 3;
/** Between the 1 of work that stays the same and the 2 of work that is linear. */
export const CONSTANT = 1.7;
/** Enough for the clock to tell, ms. */
const LEAST_MS = 1;
const ROUNDS = 3;
const TRIES = 4;

/** Makes the input of so much, and returns what is to be measured of it. */
type Work = (size: number) => () => unknown;

interface Expectation {
  /** It is measured again where it is more, as that may be noise. @default LINEAR */
  readonly most?: number;
  /** @default 3 */
  readonly doublings?: number;
}

/**
 * How many times as long it takes when the input is doubled, on the average of several doublings: what a busy machine
 * does to one measurement then matters little. Both ends are measured in turns in the same process, and the best counts.
 */
export async function growth(
  work: Work,
  size: number,
  { most = LINEAR, doublings = 3 }: Expectation = {},
): Promise<number> {
  const large = size * 2 ** doublings;
  return (await ratio(work(large), work(size), most ** doublings)) ** (1 / doublings);
}

/** How many times as long one takes as the other. Measured again where it is more than `most`, as that may be noise. */
export async function ratio(
  one: () => unknown,
  other: () => unknown,
  most: number,
): Promise<number> {
  const times = await timesToNotice(other);
  let least = Number.POSITIVE_INFINITY;
  for (let tried = 0; tried < TRIES && least > most; tried++) {
    const best = { one: Number.POSITIVE_INFINITY, other: Number.POSITIVE_INFINITY };
    for (let round = 0; round < ROUNDS; round++) {
      best.other = Math.min(best.other, await elapsedMs(other, times));
      best.one = Math.min(best.one, await elapsedMs(one, times));
    }
    least = Math.min(least, best.one / best.other);
  }
  return least;
}

async function timesToNotice(work: () => unknown): Promise<number> {
  let times = 1;
  while ((await elapsedMs(work, times)) < LEAST_MS) times *= 2;
  return times;
}

async function elapsedMs(work: () => unknown, times: number): Promise<number> {
  const start = performance.now();
  for (let time = 0; time < times; time++) {
    const pending = work();
    if (pending instanceof Promise) await pending;
  }
  return performance.now() - start;
}
