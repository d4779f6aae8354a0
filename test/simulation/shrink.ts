import type { World } from './scenario.js';

type Path = readonly (string | number)[];

/**
 * The smallest world that still fails: takes away part after part, large ones first, halves what is a time, and keeps
 * whatever makes no difference taken away, until nothing is left that can go.
 */
export async function shrink(
  world: World,
  fails: (world: World) => Promise<boolean>,
): Promise<World> {
  let smallest = world;
  for (;;) {
    const before = smallest;
    smallest = await shrinkOnce(smallest, fails);
    if (smallest === before) return smallest;
  }
}

async function shrinkOnce(world: World, fails: (world: World) => Promise<boolean>): Promise<World> {
  let smallest = world;
  let skipped = 0;
  for (;;) {
    const next = smallerWorlds(smallest)[skipped];
    if (next === undefined) return smallest;
    if (await fails(next)) smallest = next;
    else skipped++;
  }
}

/** Each without one of its parts, and then with half the time. */
function smallerWorlds(world: World): readonly World[] {
  const without = pathsOf(world).map((path) => withoutPart(world, path) as World);
  if (world.seconds <= 2) return without;
  return [...without, { ...world, seconds: Math.floor(world.seconds / 2) }];
}

/** Of all parts that are there, those with the shortest path first. */
function pathsOf(part: object): readonly Path[] {
  const paths: Path[] = [];
  for (const [key, value] of Object.entries(part)) {
    if (value === undefined) continue;
    const step = Array.isArray(part) ? Number(key) : key;
    paths.push([step]);
    if (typeof value === 'object' && value !== null) {
      paths.push(...pathsOf(value).map((path) => [step, ...path]));
    }
  }
  return paths.sort((one, other) => one.length - other.length);
}

function withoutPart(part: object, [step, ...rest]: Path): object {
  const entries = Object.entries(part).flatMap(([key, value]) => {
    if (key !== String(step)) return [[key, value] as const];
    return rest.length === 0 ? [] : [[key, withoutPart(value as object, rest)] as const];
  });
  return Array.isArray(part) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
