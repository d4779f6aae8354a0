/**
 * Two hundred thousand requests, and whether anything is left of them: `node --expose-gc scripts/soak.ts`, or with
 * another number behind it. Answers, failures, fallbacks, rests, budgets, tenants, streams read to their end and left
 * half-way, aborts. Prints the heap after each twentieth and its slope, and ends by itself.
 */
import './source-loader.mjs';

const { Orchestrator, defaultCooldown } = await import('llm-orchestrator');
const { MockFailureProvider, MockSuccessProvider, seededRandom } = await import(
  'llm-orchestrator/testing'
);

/** Minutes pass in a fraction of a second, so that the windows of the store are full before anything is measured. */
const SPEED = 500;
const clock = {
  now: () => Date.now(),
  monotonic: () => performance.now() * SPEED,
  setTimeout: (callback: () => void, ms: number) => setTimeout(callback, ms / SPEED),
  clearTimeout: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout),
};

const REQUESTS = Number(process.argv[2] ?? 200_000);
const STEPS = 20;
const AT_ONCE = 50;
const collect = globalThis.gc;
if (collect === undefined) throw new Error('run it with node --expose-gc');

const random = seededRandom(7);
const price = { input: 1, output: 2 };
const orchestrator = new Orchestrator({
  providers: [
    new MockSuccessProvider({ name: 'steady', models: [{ id: 'm', price }] }),
    new MockFailureProvider({ name: 'broken', models: [{ id: 'm', price }] }),
    new MockSuccessProvider({ name: 'spare', models: [{ id: 'm', price }] }),
  ],
  routes: { general: ['broken/m', 'steady/m', 'spare/m'] },
  cooldown: defaultCooldown({ tokenThreshold: { tokens: 50_000, window: 'minute', forMs: 50 } }),
  clock,
  budgets: [{ id: 'fair', per: 'tenant', window: 'hour', maxTokens: 1e12 }],
  models: { 'steady/m': { limits: { maxConcurrency: 40 } } },
});
let heard = 0;
orchestrator.onAny(() => heard++);

async function request(): Promise<void> {
  const draw = random();
  const tenant = `tenant ${Math.floor(random() * 500)}`;
  const controller = new AbortController();
  const common = { prompt: 'Tell me something', intent: 'general', tenant } as const;
  const asked = { ...common, signal: controller.signal };
  if (draw < 0.6) await orchestrator.generate(asked);
  else if (draw < 0.65) await aborted(orchestrator.generate(asked), controller);
  else if (draw < 0.85) await orchestrator.stream(asked).result;
  else if (draw < 0.95) for await (const _ of orchestrator.stream(asked).textStream) break;
  else await orchestrator.explain(asked);
}

async function aborted(answer: Promise<unknown>, controller: AbortController): Promise<void> {
  controller.abort('enough');
  await answer.catch(() => {});
}

async function ask(requests: number): Promise<void> {
  for (let done = 0; done < requests; done += AT_ONCE) {
    await Promise.allSettled(Array.from({ length: AT_ONCE }, request));
  }
}

// As many again before that: code is compiled anew for a long time, and what is bounded fills.
await ask(REQUESTS);
const heap: number[] = [];
for (let step = 0; step < STEPS; step++) {
  await ask(REQUESTS / STEPS);
  collect();
  heap.push(process.memoryUsage().heapUsed);
}
await orchestrator.close();

const bytesPerRequest = slope(heap) / (REQUESTS / STEPS);
const inMb = heap.map((bytes) => (bytes / 2 ** 20).toFixed(2));
console.log(`${REQUESTS} requests, ${heard} events; heap in MB: ${inMb.join(' ')}`);
console.log(`slope: ${bytesPerRequest.toFixed(2)} bytes a request`);
// The smallest object that could be kept for each request has 16 bytes; the collector's own noise is about 2.
if (bytesPerRequest > 4) process.exitCode = 1;

/** Of the line that fits best, per step. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let covariance = 0;
  let variance = 0;
  values.forEach((value, index) => {
    covariance += (index - middle) * (value - mean);
    variance += (index - middle) ** 2;
  });
  return covariance / variance;
}
