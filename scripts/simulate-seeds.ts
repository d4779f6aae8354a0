/**
 * Simulates random worlds and looks for what should never happen: `node scripts/simulate-seeds.ts --from 1 --count
 * 10000`. With `--seed 77` one of them, with its report, and the events of the requests that something happened to;
 * with `--shrink` besides the smallest world in which it still does. Fails when anything was found.
 */
import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';

/** Of requests with their events, and of violations in the smallest world. */
const SHOWN = 5;

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    shrink: { type: 'boolean', default: false },
  },
});

const { worldOf, violationsOf, recordedSimulation, replayCommand, shrink } = await loadSimulation();
const isFound = values.seed === undefined ? await search() : await replay(Number(values.seed));
if (isFound) process.exitCode = 1;

/** Node strips types but resolves no `.js` to a `.ts`. */
async function loadSimulation() {
  registerHooks({
    resolve: (specifier, context, next) => {
      const isOurs = specifier.startsWith('.') && !context.parentURL?.includes('/node_modules/');
      return next(isOurs ? specifier.replace(/\.js$/, '.ts') : specifier, context);
    },
  });
  return {
    ...(await import('../test/simulation/scenario.js')),
    ...(await import('../test/simulation/replay.js')),
    ...(await import('../test/simulation/shrink.js')),
  };
}

async function search(): Promise<boolean> {
  const from = Number(values.from);
  const count = Number(values.count);
  const start = performance.now();
  let failed = 0;
  for (let seed = from; seed < from + count; seed++) {
    const violations = await violationsOf(worldOf(seed));
    if (violations.length === 0) continue;
    failed++;
    console.log(`seed ${seed}: ${violations[0]}\n  ${replayCommand(seed)}`);
  }
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  console.log(`${count} seeds from ${from} in ${seconds} s: ${failed} with violations`);
  return failed > 0;
}

async function replay(seed: number): Promise<boolean> {
  const world = worldOf(seed);
  const { report, events } = await recordedSimulation(world);
  const { violations } = report;
  console.log(report.toText());
  const ids = new Set(
    violations.flatMap((violation) => requestIn(violation) ?? []).slice(0, SHOWN),
  );
  const concerned = events.filter(({ requestId }) => requestId === undefined || ids.has(requestId));
  if (ids.size > 0) for (const event of concerned) console.log(JSON.stringify(event));
  console.log(violations.length === 0 ? 'no violations' : violations.join('\n'));
  if (values.shrink && violations.length > 0) await printSmallest(world, violations[0] as string);
  return violations.length > 0;
}

/** The id in `request 12: …` and in `attempt 12/3: …`. */
function requestIn(violation: string): string | undefined {
  return /^(?:request|attempt) ([^\s:/]+)/.exec(violation)?.[1];
}

async function printSmallest(world: ReturnType<typeof worldOf>, violation: string): Promise<void> {
  const smallest = await shrink(world, async (smaller) => {
    try {
      const found = await violationsOf(smaller);
      return found.some((other) => kindOf(other) === kindOf(violation));
    } catch {
      return false;
    }
  });
  console.log('\nThe smallest world in which that happens:');
  console.log(JSON.stringify(smallest, undefined, 2));
  console.log((await violationsOf(smallest)).slice(0, SHOWN).join('\n'));
}

/** What is wrong, whoever it happened to. */
function kindOf(violation: string): string {
  return violation.replace(/^[^:]*: /, '').replace(/[\w-]+\/[\w-]+|[\d.]+/g, '#');
}
