import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../src/http/metrics/metrics.js';
import { ModelIntentDetector } from '../../../src/index.js';
import type { AnyOrchestrator } from '../../../src/orchestrator.js';
import { ManualClock, ScriptedProvider } from '../../../src/testing/index.js';
import { MemoryUsageStore } from '../../../src/usage/memory-usage-store.js';
import { always, orchestrate, rejection, scripted } from '../../orchestrator/support.js';
import { readPrometheus } from './prometheus-text.js';

const USAGE = { inputTokens: 100, outputTokens: 20 };
const BEGUN = { operation: 'generate', preference: 'balanced', intent: 'general' };

function measure(
  providers: Parameters<typeof orchestrate>[0],
  options: Parameters<typeof orchestrate>[1] = {},
) {
  const made = orchestrate(providers, options);
  const metrics = new Metrics(made.orchestrator as AnyOrchestrator);
  const read = async () => readPrometheus(await metrics.text());
  /** The lines of a metric, without its prefix: labels that say nothing left out, as Prometheus does. */
  const samples = async (name: string) => {
    const family = (await read()).get(`llm_orchestrator_${name}`);
    if (family === undefined) throw new Error(`there is no ${name}`);
    return family.samples.map((sample) => ({
      name: sample.name.slice(`llm_orchestrator_${name}`.length),
      labels: Object.fromEntries(Object.entries(sample.labels).filter(([, value]) => value !== '')),
      value: sample.value,
    }));
  };
  const values = async (name: string) =>
    (await samples(name)).map(({ labels, value }) => [labels, value]);
  return { ...made, metrics, read, samples, values };
}

/** Two models: the first refuses once, the second answers. */
function afterARefusal(clock = new ManualClock()) {
  const price = { input: 2, output: 10 };
  const steady = new ScriptedProvider({
    name: 'b',
    models: [{ id: 'm', price }],
    script: [{ text: 'Hi', usage: USAGE, delayMs: 2_000 }],
    clock,
  });
  return measure([scripted('a', [{ error: 'rate-limit', delayMs: 500 }], clock), steady], {
    clock,
    routes: { general: ['a/m', 'b/m'] },
  });
}

describe('requests', () => {
  it('are counted by what they were, how they ended, and who answered', async () => {
    const { orchestrator, values } = measure([
      scripted('a', ['Hello!', { hang: true }, { error: 'invalid-request' }, 'Hello!']),
    ]);
    await orchestrator.generate({ prompt: 'Hi', preference: 'cost' });
    const controller = new AbortController();
    const aborted = orchestrator.generate({ prompt: 'Hi', signal: controller.signal });
    controller.abort();
    await rejection(aborted);
    await rejection(orchestrator.generate('Hi'));
    await orchestrator.stream('Hi').result;
    expect(await values('requests_total')).toEqual([
      [{ ...BEGUN, preference: 'cost', outcome: 'success', model: 'a/m' }, 1],
      [{ ...BEGUN, outcome: 'aborted' }, 1],
      [{ ...BEGUN, outcome: 'error', error_type: 'provider-error' }, 1],
      [{ ...BEGUN, operation: 'stream', outcome: 'success', model: 'a/m' }, 1],
    ]);
  });

  it('of the same kind are counted together', async () => {
    const { orchestrator, values } = measure([scripted('a', always('Hi'))]);
    for (let request = 0; request < 3; request++) await orchestrator.generate('Hi');
    expect(await values('requests_total')).toEqual([
      [{ ...BEGUN, outcome: 'success', model: 'a/m' }, 3],
    ]);
  });

  it('are timed in seconds, all attempts together', async () => {
    const { orchestrator, clock, samples } = afterARefusal();
    const pending = orchestrator.generate('Hi');
    await clock.advance(500);
    await clock.advance(2_000);
    await pending;
    const labels = { operation: 'generate', intent: 'general', outcome: 'success' };
    const timed = await samples('request_duration_seconds');
    expect(timed).toContainEqual({ name: '_bucket', labels: { ...labels, le: '2' }, value: 0 });
    expect(timed).toContainEqual({ name: '_bucket', labels: { ...labels, le: '4' }, value: 1 });
    expect(timed).toContainEqual({ name: '_sum', labels, value: 2.5 });
    expect(timed).toContainEqual({ name: '_count', labels, value: 1 });
  });

  it('that run are a gauge, until they have ended', async () => {
    const { orchestrator, values } = measure([scripted('a', [{ hang: true }])]);
    const controller = new AbortController();
    const pending = orchestrator.generate({ prompt: 'Hi', signal: controller.signal });
    expect(await values('requests_in_flight')).toEqual([[{}, 1]]);
    expect(await values('attempts_in_flight')).toEqual([[{ provider: 'a', model: 'a/m' }, 1]]);
    controller.abort();
    await rejection(pending);
    expect(await values('requests_in_flight')).toEqual([[{}, 0]]);
    expect(await values('attempts_in_flight')).toEqual([[{ provider: 'a', model: 'a/m' }, 0]]);
  });

  it('that a detector makes are told apart, and so is what they cost', async () => {
    const detector = new ModelIntentDetector({ intents: { billing: 'about money' } });
    const { orchestrator, values } = measure(
      [
        scripted('a', [
          { text: '{"intent":"billing"}', usage: USAGE },
          { text: 'Hi', usage: USAGE },
        ]),
      ],
      { detector: detector as never },
    );
    await orchestrator.generate('Refund me');
    const answered = { preference: 'balanced', outcome: 'success', model: 'a/m' };
    const counted = (await values('requests_total')).map(([labels]) => labels);
    expect(counted).toMatchObject([
      { operation: 'detect', intent: 'general', outcome: 'success', model: 'a/m' },
      { ...answered, operation: 'generate', intent: 'billing' },
    ]);
    const input = { provider: 'a', model: 'a/m', type: 'input', source: 'reported' };
    const tokens = await values('tokens_total');
    expect(tokens).toContainEqual([{ ...input, operation: 'detect' }, 100]);
    expect(tokens).toContainEqual([{ ...input, operation: 'generate' }, 100]);
  });

  it('that had begun before anybody listened are counted without what was missed', async () => {
    const clock = new ManualClock();
    const provider = scripted('a', [{ text: 'Hi', delayMs: 10 }], clock);
    const { orchestrator } = orchestrate([provider], { clock });
    const pending = orchestrator.generate('Hi');
    const metrics = new Metrics(orchestrator as AnyOrchestrator);
    await clock.advance(10);
    await pending;
    const family = readPrometheus(await metrics.text()).get('llm_orchestrator_requests_total');
    expect(family?.samples).toEqual([
      {
        name: 'llm_orchestrator_requests_total',
        labels: {
          ...{ operation: '', preference: '', intent: 'general' },
          ...{ outcome: 'success', model: 'a/m', error_type: '' },
        },
        value: 1,
      },
    ]);
  });
});

describe('attempts', () => {
  it('are counted by model, provider, outcome and what went wrong', async () => {
    const { orchestrator, clock, values } = afterARefusal();
    const pending = orchestrator.generate('Hi');
    await clock.advance(500);
    await clock.advance(2_000);
    await pending;
    const operation = 'generate';
    expect(await values('attempts_total')).toEqual([
      [{ operation, provider: 'a', model: 'a/m', outcome: 'error', error_type: 'rate-limit' }, 1],
      [{ operation, provider: 'b', model: 'b/m', outcome: 'success' }, 1],
    ]);
  });

  it('are timed in seconds, failures apart from answers', async () => {
    const { orchestrator, clock, samples } = afterARefusal();
    const pending = orchestrator.generate('Hi');
    await clock.advance(500);
    await clock.advance(2_000);
    await pending;
    const labels = { operation: 'generate', provider: 'a', model: 'a/m', outcome: 'error' };
    const timed = await samples('attempt_duration_seconds');
    // A bound belongs to its bucket.
    expect(timed).toContainEqual({ name: '_bucket', labels: { ...labels, le: '0.25' }, value: 0 });
    expect(timed).toContainEqual({ name: '_bucket', labels: { ...labels, le: '0.5' }, value: 1 });
    expect(timed.filter(({ name }) => name === '_sum').map(({ value }) => value)).toEqual([0.5, 2]);
  });

  it('that take longer than the last bound are in the last bucket, +Inf, alone', async () => {
    const clock = new ManualClock();
    const { orchestrator, samples } = measure(
      [scripted('a', [{ text: 'Hi', delayMs: 130_000 }], clock)],
      { clock, timeouts: { totalMs: 200_000, attemptMs: 200_000 } },
    );
    const pending = orchestrator.generate('Hi');
    await clock.advance(130_000);
    await pending;
    const buckets = (await samples('attempt_duration_seconds'))
      .filter(({ name }) => name === '_bucket')
      .map(({ labels, value }) => [labels['le'], value]);
    expect(buckets.slice(-2)).toEqual([
      ['120', 0],
      ['+Inf', 1],
    ]);
  });

  it('of streams tell when their first content came', async () => {
    const clock = new ManualClock();
    const events = [
      { delayMs: 300 },
      'Hi',
      { delayMs: 700 },
      { type: 'finish', finishReason: 'stop' },
    ] as const;
    const { orchestrator, samples } = measure([scripted('a', [{ events }, 'Hi'], clock)], {
      clock,
    });
    const pending = orchestrator.stream('Hi').result;
    await clock.advance(300);
    await clock.advance(700);
    await pending;
    await orchestrator.generate('Hi');
    const labels = { provider: 'a', model: 'a/m' };
    const timed = await samples('time_to_first_token_seconds');
    expect(timed).toContainEqual({ name: '_bucket', labels: { ...labels, le: '0.2' }, value: 0 });
    expect(timed).toContainEqual({ name: '_bucket', labels: { ...labels, le: '0.3' }, value: 1 });
    expect(timed).toContainEqual({ name: '_sum', labels, value: 0.3 });
    expect(timed).toContainEqual({ name: '_count', labels, value: 1 });
  });
});

describe('tokens and cost', () => {
  it('are summed by model, what was reported apart from what was estimated', async () => {
    const { orchestrator, values } = measure([
      scripted('a', [{ text: 'Hi', usage: USAGE }, { text: 'Hi', usage: USAGE }, 'Hello']),
    ]);
    for (let request = 0; request < 3; request++) await orchestrator.generate('Hi');
    const labels = { operation: 'generate', provider: 'a', model: 'a/m' };
    const tokens = await values('tokens_total');
    expect(tokens).toContainEqual([{ ...labels, type: 'input', source: 'reported' }, 200]);
    expect(tokens).toContainEqual([{ ...labels, type: 'output', source: 'reported' }, 40]);
    expect(tokens.map(([found]) => found)).toContainEqual({
      ...labels,
      type: 'output',
      source: 'estimated',
    });
    expect(tokens).toHaveLength(4);
  });

  it('that were cached or thought are told beside, so that a sum counts no token twice', async () => {
    const usage = { ...USAGE, cachedInputTokens: 60, cacheWriteTokens: 5, reasoningTokens: 7 };
    const { orchestrator, values } = measure([scripted('a', [{ text: 'Hi', usage }])]);
    await orchestrator.generate('Hi');
    const labels = { operation: 'generate', provider: 'a', model: 'a/m' };
    expect(await values('token_details_total')).toEqual([
      [{ ...labels, type: 'cached' }, 60],
      [{ ...labels, type: 'cache_write' }, 5],
      [{ ...labels, type: 'reasoning' }, 7],
    ]);
    const total = (await values('tokens_total')).reduce((sum, [, value]) => sum + Number(value), 0);
    expect(total).toBe(120);
  });

  it('cost what the price says, and nothing is said where it is unknown', async () => {
    const { orchestrator, clock, values } = afterARefusal();
    const pending = orchestrator.generate('Hi');
    await clock.advance(500);
    await clock.advance(2_000);
    await pending;
    expect(await values('cost_usd_total')).toEqual([
      [{ operation: 'generate', provider: 'b', model: 'b/m' }, 0.0004],
    ]);
  });

  it('of the last minute and hour are as the store sees them', async () => {
    const clock = new ManualClock();
    const { orchestrator, values } = measure(
      [
        scripted(
          'a',
          [
            { text: 'Hi', usage: USAGE },
            { text: 'Hi', usage: USAGE },
          ],
          clock,
        ),
      ],
      { clock },
    );
    await orchestrator.generate('Hi');
    await clock.advance(120_000);
    await orchestrator.generate('Hi');
    const labels = { provider: 'a', model: 'a/m' };
    expect(await values('window_tokens')).toEqual([
      [{ ...labels, window: 'minute', type: 'input' }, 100],
      [{ ...labels, window: 'minute', type: 'output' }, 20],
      [{ ...labels, window: 'hour', type: 'input' }, 200],
      [{ ...labels, window: 'hour', type: 'output' }, 40],
    ]);
  });
});

describe('what goes wrong', () => {
  it('counts fallbacks by from, to and why, and rests by whose and by which policy', async () => {
    const { orchestrator, clock, values } = afterARefusal();
    const pending = orchestrator.generate('Hi');
    await clock.advance(500);
    await clock.advance(2_000);
    await pending;
    expect(await values('fallbacks_total')).toEqual([
      [{ from: 'a/m', to: 'b/m', error_type: 'rate-limit' }, 1],
    ]);
    expect(await values('cooldowns_total')).toEqual([
      [{ scope: 'model', target: 'a/m', policy: 'rate-limit' }, 1],
    ]);
  });

  it('shows who rests for how long, and that it is not available meanwhile', async () => {
    const { orchestrator, clock, values } = afterARefusal();
    expect(await values('cooldown_remaining_seconds')).toEqual([]);
    const pending = orchestrator.generate('Hi');
    await clock.advance(500);
    await clock.advance(2_000);
    await pending;
    const { cooldowns } = await orchestrator.stats();
    const [rest] = await values('cooldown_remaining_seconds');
    expect(rest).toEqual([
      { scope: 'model', target: 'a/m', policy: 'rate-limit' },
      (cooldowns[0]?.remainingMs ?? 0) / 1_000,
    ]);
    expect(rest?.[1]).toBeGreaterThan(5);
    expect(await values('model_available')).toEqual([
      [{ provider: 'a', model: 'a/m' }, 0],
      [{ provider: 'b', model: 'b/m' }, 1],
    ]);
    expect(await values('status')).toEqual([
      [{ status: 'ok' }, 0],
      [{ status: 'degraded' }, 1],
      [{ status: 'unavailable' }, 0],
    ]);
  });

  it('counts refusals of limits by model and unit, not by whose budget it is', async () => {
    const { orchestrator, values, metrics } = measure([scripted('a', always('Hi'))], {
      budgets: [{ id: 'daily', per: 'tenant', window: 'day', maxTokens: 1 }],
      whenExhausted: { limits: 'fail' },
    });
    await orchestrator.generate({ prompt: 'Hi', tenant: 'acme' });
    await rejection(orchestrator.generate({ prompt: 'Hi', tenant: 'acme' }));
    const [refusal, ...others] = await values('refusals_total');
    expect(refusal?.[0]).toEqual({ model: 'a/m', quota_unit: 'tokens' });
    expect(refusal?.[1]).toBeGreaterThan(0);
    expect(others).toEqual([]);
    expect(await metrics.text()).not.toContain('acme');
  });

  it('counts outages of the store, and shows that it is away', async () => {
    const clock = new ManualClock();
    let isAway = false;
    class Store extends MemoryUsageStore {
      override snapshot(...args: Parameters<MemoryUsageStore['snapshot']>) {
        if (isAway) throw new Error('connection refused');
        return super.snapshot(...args);
      }
    }
    const { values } = measure([scripted('a', [])], { clock, store: new Store({ clock }) });
    expect(await values('store_outages_total')).toEqual([[{}, 0]]);
    expect(await values('store_degraded')).toEqual([[{}, 0]]);
    isAway = true;
    expect(await values('store_degraded')).toEqual([[{}, 1]]);
    expect(await values('store_outages_total')).toEqual([[{}, 1]]);
  });
});

describe('the text', () => {
  it('announces every metric before anything has happened, by the conventions for names', async () => {
    const { read } = measure([scripted('a', [])]);
    const families = await read();
    const named = [...families].map(([name, { type }]) => `${name} ${type}`);
    expect(named).toEqual([
      'llm_orchestrator_requests_total counter',
      'llm_orchestrator_request_duration_seconds histogram',
      'llm_orchestrator_attempts_total counter',
      'llm_orchestrator_attempt_duration_seconds histogram',
      'llm_orchestrator_time_to_first_token_seconds histogram',
      'llm_orchestrator_tokens_total counter',
      'llm_orchestrator_token_details_total counter',
      'llm_orchestrator_cost_usd_total counter',
      'llm_orchestrator_fallbacks_total counter',
      'llm_orchestrator_cooldowns_total counter',
      'llm_orchestrator_refusals_total counter',
      'llm_orchestrator_store_outages_total counter',
      'llm_orchestrator_status gauge',
      'llm_orchestrator_model_available gauge',
      'llm_orchestrator_store_degraded gauge',
      'llm_orchestrator_requests_in_flight gauge',
      'llm_orchestrator_attempts_in_flight gauge',
      'llm_orchestrator_window_tokens gauge',
      'llm_orchestrator_cooldown_remaining_seconds gauge',
    ]);
    for (const { help } of families.values()) expect(help).toMatch(/^[A-Z0-9].+\.$/);
  });

  it('holds names of models that no label could, as they are', async () => {
    const ids = ['say "hi"', 'back\\slash', 'two\nlines', '\\n', 'ends with \\', '}', '__proto__'];
    const models = [...ids, 'größe 🦊'];
    const provider = new ScriptedProvider({ name: 'a', models, script: always('Hi') });
    const { orchestrator, values } = measure([provider]);
    for (const id of models)
      await orchestrator.generate({ prompt: 'Hi', model: `a/${id}` as never });
    const answered = (await values('requests_total')).map(([labels]) => (labels as never)['model']);
    expect(answered).toEqual(models.map((id) => `a/${id}`));
    const available = (await values('model_available')).map(([labels]) => labels);
    expect(available).toEqual(models.map((id) => ({ provider: 'a', model: `a/${id}` })));
  });

  it('leaves out models that are switched off or retired: nobody waits for them', async () => {
    const models = ['on', 'off', { id: 'old', status: 'retired' }] as const;
    const provider = new ScriptedProvider({ name: 'a', models: models as never, script: [] });
    const { values } = measure([provider], { models: { 'a/off': { enabled: false } } as never });
    expect(await values('model_available')).toEqual([[{ provider: 'a', model: 'a/on' }, 1]]);
  });

  it('is no longer after a hundred requests of a hundred tenants than after a few', async () => {
    const { orchestrator, metrics } = measure([
      scripted('a', always({ text: 'Hi', usage: USAGE })),
    ]);
    const ask = (tenant: string) =>
      orchestrator.generate({ prompt: 'Hi', tenant, session: tenant, metadata: { tenant } });
    await ask('first');
    const lines = (await metrics.text()).split('\n').length;
    for (let request = 0; request < 100; request++) await ask(`tenant-${request}`);
    const text = await metrics.text();
    expect(text.split('\n')).toHaveLength(lines);
    expect(text).not.toContain('tenant-');
    expect(text).not.toContain('request-');
  });

  it('is made of what is cheap to hear: no plan is built for it', () => {
    const heard: string[] = [];
    const on = (name: string) => {
      heard.push(name);
      return () => {};
    };
    new Metrics({ on, onAny: () => on('*') } as unknown as AnyOrchestrator);
    expect(heard).not.toContain('*');
    expect(heard).not.toContain('route');
  });
});
