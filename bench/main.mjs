import { execSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import {
  printCriterion,
  printHttp,
  printLongStream,
  printScenario,
  printStreams,
} from './report.mjs';
import { measure } from './rounds.mjs';

const root = new URL('..', import.meta.url);
const entry = new URL('dist/index.js', root);
if (!existsSync(entry)) execSync('npm run build', { cwd: root, stdio: 'inherit' });

// LangChain would send traces, which is not its own work either.
for (const name of ['LANGSMITH_TRACING', 'LANGCHAIN_TRACING_V2']) delete process.env[name];
const { SCENARIOS } = await import('./contestants.mjs');

const { platform, arch, version } = process;
const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown CPU'}`;
console.log(`Node ${version} on ${platform} ${arch}, ${machine}`);
console.log(`dist built ${statSync(entry).mtime.toISOString()}`);

const measured = [];
for (const scenario of SCENARIOS) {
  const times = await measure(scenario);
  printScenario(scenario, times);
  measured.push([scenario, times]);
}

console.log();
const [[oneAnswer, times]] = measured;
const { measureHttp } = await import('./http.mjs');
const { measureLongStream, measureStreams } = await import('./streams.mjs');
const passes = [
  printCriterion(oneAnswer, times),
  printStreams(await measureStreams()),
  printLongStream(await measureLongStream()),
  printHttp(await measureHttp()),
];
if (passes.includes(false)) process.exitCode = 1;
