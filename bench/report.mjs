/** Ours may cost so much of what the better peer costs. */
const MOST = 0.2;
const PEERS = ['LangChain', 'AI SDK'];

/** @param times by contestant, the microseconds of one call in each round */
export function printScenario({ name, detail }, times) {
  console.log(`\n${name}: ${detail}`);
  console.log(`  ${'contestant'.padEnd(28)}${'µs per call'.padStart(12)}${'to ours'.padStart(10)}`);
  for (const [contestant, own] of Object.entries(times)) {
    const ratio = times.ours === undefined ? '' : `${ratioOf(own, times.ours).toFixed(2)}x`;
    const micros = median(own).toFixed(2);
    console.log(`  ${contestant.padEnd(28)}${micros.padStart(12)}${ratio.padStart(10)}`);
  }
}

/**
 * Prints what ours costs of the better peer, and returns whether it passes: at most a fifth where ours does what the
 * peers do too. None of them finds out the intent, so with detection the ratio is told and not judged.
 */
export function printCriterion({ name }, times) {
  const peers = PEERS.filter((peer) => times[peer] !== undefined);
  const best = peers.sort((one, other) => median(times[one]) - median(times[other]))[0];
  const like = ratioOf(times['ours, intent given'], times[best]);
  const whole = ratioOf(times.ours, times[best]);
  const passes = like <= MOST;
  const most = `at most ${MOST.toFixed(2)}`;
  console.log(
    `${passes ? 'PASS' : 'FAIL'}  ${name}, intent given: ours / ${best} = ${like.toFixed(3)}, ${most}`,
  );
  console.log(`      ${name}, intent detected: ours / ${best} = ${whole.toFixed(3)}`);
  return passes;
}

/** Ours may take so much of what the vendor's SDK takes by itself. */
const MOST_OF_STREAMS = [
  ['firstToken', 'ms to the first token', 1.1],
  ['cpu', 'µs of CPU per chunk', 1.15],
];

/** Prints what streams cost beside the vendor's SDK used directly, and returns whether both criteria pass. */
export function printStreams(measured) {
  console.log('\nstreams: 200 chunks over loopback, the vendor in a process of its own');
  const verdicts = MOST_OF_STREAMS.map(([what, unit, most]) => {
    const times = measured[what];
    console.log(`  ${'contestant'.padEnd(28)}${unit.padStart(24)}${'to the SDK'.padStart(12)}`);
    for (const [contestant, own] of Object.entries(times)) {
      const ratio = `${ratioOf(own, times['openai SDK']).toFixed(2)}x`;
      console.log(
        `  ${contestant.padEnd(28)}${median(own).toFixed(2).padStart(24)}${ratio.padStart(12)}`,
      );
    }
    const ours = ratioOf(times.ours, times['openai SDK']);
    const passes = ours <= most;
    const verdict = `ours / openai SDK = ${ours.toFixed(3)}, at most ${most.toFixed(2)}`;
    return { passes, line: `${passes ? 'PASS' : 'FAIL'}  ${unit}: ${verdict}` };
  });
  console.log();
  for (const { line } of verdicts) console.log(line);
  return verdicts.every(({ passes }) => passes);
}

/** The long stream may leave so much more behind, and its vendor may go on for so long. */
const MOST_GROWTH_MB = 1;
const MOST_LEFT_MS = 50;

export function printLongStream({ heaps, leftMs }) {
  const [early, late] = heaps;
  const isFlat = late - early <= MOST_GROWTH_MB;
  const isSoon = leftMs <= MOST_LEFT_MS;
  console.log(
    `${isFlat ? 'PASS' : 'FAIL'}  10,000 chunks read slowly: ${early.toFixed(1)} MB of heap after 1,000, ${late.toFixed(1)} MB at the end`,
  );
  console.log(
    `${isSoon ? 'PASS' : 'FAIL'}  left at the third chunk: the vendor knows after ${leftMs.toFixed(1)} ms, at most ${MOST_LEFT_MS}`,
  );
  return isFlat && isSoon;
}

/** By scenario, of which peer a contestant's server may take so much. Whoever has no limit is told and not judged. */
const MOST_OF_SERVERS = {
  handler: [
    ['ours, intent given', 'hono', 1.25],
    ['ours', 'hono'],
  ],
  gateway: [['ours', 'Portkey', 0.5]],
};

/** Prints what servers cost, and returns whether all criteria pass. */
export function printHttp(measured) {
  const lines = [];
  for (const [{ name, detail }, times] of measured) {
    const judged = MOST_OF_SERVERS[name];
    const [[, peer]] = judged;
    const unit = 'µs of CPU per request';
    console.log(`\n${name}: ${detail}`);
    console.log(`  ${'contestant'.padEnd(28)}${unit.padStart(24)}${`to ${peer}`.padStart(12)}`);
    for (const [contestant, own] of Object.entries(times)) {
      const ratio = `${ratioOf(own, times[peer]).toFixed(2)}x`;
      const micros = median(own).toFixed(0);
      console.log(`  ${contestant.padEnd(28)}${micros.padStart(24)}${ratio.padStart(12)}`);
    }
    for (const [ours, other, most] of judged) {
      const ratio = ratioOf(times[ours], times[other]);
      lines.push({ passes: most === undefined || ratio <= most, name, ours, other, ratio, most });
    }
  }
  console.log();
  for (const { passes, name, ours, other, ratio, most } of lines) {
    const told = `${name}: ${ours} / ${other} = ${ratio.toFixed(3)}`;
    if (most === undefined) console.log(`      ${told}`);
    else console.log(`${passes ? 'PASS' : 'FAIL'}  ${told}, at most ${most.toFixed(2)}`);
  }
  return lines.every(({ passes }) => passes);
}

/** Of each round by itself, as the rounds did not have the same machine. */
function ratioOf(times, others) {
  return median(times.map((time, round) => time / others[round]));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
