import { Bench } from 'tinybench';

const ROUNDS = 25;
/** These make the engine compile; their times are thrown away. */
const WARM_UP_ROUNDS = 5;
/** Calls of each contestant in a round. */
const BATCHES = 10;
const CALLS_PER_BATCH = 128;

/**
 * Measures the contestants of one scenario in short turns, round after round: the speed of a machine drifts, and
 * only what ran in the same round is compared. Garbage collection counts: it is part of the price.
 *
 * @returns by contestant, the microseconds of one call in each round
 */
export async function measure({ contestants, parallel = 1 }) {
  const names = Object.keys(contestants);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const bench = new Bench({ iterations: BATCHES, time: 0, warmup: false, throws: true });
    // Nobody always follows the same one.
    for (const name of rotated(names, round)) bench.add(name, batch(contestants[name], parallel));
    await bench.run();
    if (round < WARM_UP_ROUNDS) continue;
    for (const { name, result } of bench.tasks) {
      times[name].push((result.latency.mean * 1_000) / CALLS_PER_BATCH);
    }
  }
  return times;
}

function batch(call, parallel) {
  return async () => {
    for (let done = 0; done < CALLS_PER_BATCH; done += parallel) {
      if (parallel === 1) await call();
      else await Promise.all(Array.from({ length: parallel }, call));
    }
  };
}

function rotated(names, by) {
  const first = by % names.length;
  return [...names.slice(first), ...names.slice(0, first)];
}
