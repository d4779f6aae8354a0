/**
 * A million requests on virtual time, every invariant checked, and how long that took: `node scripts/simulate-million.ts`,
 * or with another number of requests behind it. Fails on a violation.
 */
import './source-loader.mjs';

const PER_SECOND = 100;

// Only now are the names of sources known to Node.
const { simulate } = await import('../src/testing/simulation/simulate.js');
const requests = Number(process.argv[2] ?? 1_000_000);
const startedAt = performance.now();
const report = await simulate({
  orchestrator: {
    budgets: [{ id: 'all', window: 'hour', maxCostUsd: 2_000 }],
    timeouts: { totalMs: 60_000, attemptMs: 30_000 },
  },
  providers: [
    {
      name: 'openai',
      models: [
        {
          id: 'gpt-6-luna',
          price: { input: 0.4, output: 1.6 },
          failures: { server: 0.004, network: 0.001, hang: 0.0002 },
          limits: { requestsPerMinute: 6_000 },
        },
        { id: 'gpt-6', price: { input: 2, output: 8 }, failures: { server: 0.004 } },
      ],
      incidents: [
        { fromSeconds: 1_800, forSeconds: 300, failure: 'overloaded', share: 0.8 },
        { fromSeconds: 6_000, forSeconds: 120, failure: 'server' },
      ],
    },
    {
      name: 'anthropic',
      models: [
        {
          id: 'claude-opus-5',
          price: { input: 5, output: 25 },
          failures: { overloaded: 0.002 },
          interruptions: 0.005,
          limits: { tokensPerMinute: 1_500_000 },
        },
      ],
      incidents: [{ fromSeconds: 4_000, forSeconds: 600, slowdown: 4 }],
    },
    {
      name: 'ollama',
      models: [
        {
          id: 'local',
          price: { input: 0, output: 0 },
          tokensPerSecond: { min: 30, max: 60 },
          limits: { maxConcurrency: 200 },
        },
      ],
    },
  ],
  traffic: {
    perSecond: PER_SECOND,
    streams: 0.2,
    leaving: { share: 0.01, afterMs: { median: 4_000, p95: 20_000 } },
  },
  seconds: requests / PER_SECOND,
  clockSteps: [
    { atSeconds: 0.2 * (requests / PER_SECOND), byMs: -3_600_000 },
    { atSeconds: 0.7 * (requests / PER_SECOND), byMs: 3_600_000 },
  ],
});

console.log(report.toText());
const seconds = (performance.now() - startedAt) / 1_000;
const cpuSeconds = (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
const perRequest = ((cpuSeconds * 1e6) / report.requests).toFixed(1);
console.log(
  `\n${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of CPU, ${perRequest} us a request)`,
);
if (report.violations.length > 0) process.exitCode = 1;
