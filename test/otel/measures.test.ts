import type { Context } from '@opentelemetry/api';
import {
  AggregationType,
  type DataPoint,
  type Histogram,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { instrument } from '../../src/otel/index.js';
import { ManualClock, ScriptedProvider } from '../../src/testing/index.js';
import { orchestrate, rejection, scripted } from '../orchestrator/support.js';
import { makeTelemetry, spanIdIn } from './telemetry.js';

const TARGET = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'a',
  'gen_ai.request.model': 'm',
};

function measure(
  providers: Parameters<typeof orchestrate>[0],
  options: Parameters<typeof orchestrate>[1] = {},
  views: ViewOptions[] = [],
) {
  const made = orchestrate(providers, options);
  const telemetry = makeTelemetry({ views });
  const { tracer, meter } = telemetry;
  instrument(made.orchestrator, { tracer, meter });
  return { ...made, ...telemetry };
}

describe('the metrics of the GenAI conventions', () => {
  it('have the units and buckets that the conventions ask for', async () => {
    const { orchestrator, metrics } = measure([
      scripted('a', [{ text: 'Hi', usage: { inputTokens: 5, outputTokens: 1 } }]),
    ]);
    await orchestrator.stream('Hi').result;
    const described = new Map<string, unknown>();
    for (const { descriptor, dataPoints } of await metrics()) {
      const [first] = dataPoints as DataPoint<Histogram>[];
      const bounds = first?.value.buckets?.boundaries ?? [];
      described.set(descriptor.name, [descriptor.unit, ...bounds.slice(0, 3), bounds.at(-1)]);
    }
    const seconds = ['s', 0.01, 0.02, 0.04, 81.92];
    expect(Object.fromEntries(described)).toMatchObject({
      'gen_ai.client.operation.duration': seconds,
      'gen_ai.client.operation.time_to_first_chunk': seconds,
      'gen_ai.client.token.usage': ['{token}', 1, 4, 16, 67_108_864],
      'llm_orchestrator.request.duration': seconds,
    });
  });

  it('time each attempt in seconds, failures apart from answers', async () => {
    const clock = new ManualClock();
    const { orchestrator, points } = measure(
      [
        scripted('a', [{ error: 'overloaded', delayMs: 500 }], clock),
        scripted('b', [{ text: 'Hi', delayMs: 2_000 }], clock),
      ],
      { clock, routes: { general: ['a/m', 'b/m'] } },
    );
    const pending = orchestrator.generate('Hi');
    await clock.advance(500);
    await clock.advance(2_000);
    await pending;
    expect(await points('gen_ai.client.operation.duration')).toMatchObject([
      {
        attributes: { ...TARGET, 'llm_orchestrator.outcome': 'error', 'error.type': 'overloaded' },
        value: { count: 1, sum: 0.5 },
      },
      {
        attributes: {
          ...TARGET,
          'gen_ai.provider.name': 'b',
          'llm_orchestrator.outcome': 'success',
        },
        value: { count: 1, sum: 2 },
      },
    ]);
    expect(await points('gen_ai.client.operation.time_to_first_chunk')).toEqual([]);
  });

  it('time the first content of a stream', async () => {
    const clock = new ManualClock();
    const events = [
      { delayMs: 300 },
      'Hi',
      { delayMs: 700 },
      { type: 'finish', finishReason: 'stop' },
    ] as const;
    const { orchestrator, points } = measure([scripted('a', [{ events }], clock)], { clock });
    const pending = orchestrator.stream('Hi').result;
    await clock.advance(300);
    await clock.advance(700);
    await pending;
    const [point, ...others] = await points('gen_ai.client.operation.time_to_first_chunk');
    expect(others).toEqual([]);
    expect(point).toMatchObject({ attributes: TARGET, value: { count: 1, sum: 0.3 } });
  });

  it('count the tokens that a vendor reported, and no guesses', async () => {
    const usage = { inputTokens: 100, outputTokens: 20 };
    const { orchestrator, points } = measure([
      scripted('a', [{ text: 'Hi', usage }, 'unreported']),
    ]);
    await orchestrator.generate('Hi');
    await orchestrator.generate('Hi');
    expect(await points('gen_ai.client.token.usage')).toMatchObject([
      { attributes: { ...TARGET, 'gen_ai.token.type': 'input' }, value: { count: 1, sum: 100 } },
      { attributes: { ...TARGET, 'gen_ai.token.type': 'output' }, value: { count: 1, sum: 20 } },
    ]);
  });
});

describe('our own metrics', () => {
  it('time requests by what they were, and how they ended', async () => {
    const { orchestrator, points } = measure([
      scripted('a', ['Hello!', { hang: true }, { error: 'invalid-request' }, 'Hello!']),
    ]);
    await orchestrator.generate({ prompt: 'Hi', tenant: 'acme' });
    const controller = new AbortController();
    const aborted = orchestrator.generate({ prompt: 'Hi', signal: controller.signal });
    controller.abort();
    await rejection(aborted);
    await rejection(orchestrator.generate('Hi'));
    await orchestrator.stream('Hi').result;
    const attributes = (await points('llm_orchestrator.request.duration')).map(
      (point) => point.attributes,
    );
    const request = {
      'llm_orchestrator.operation': 'generate',
      'llm_orchestrator.intent.name': 'general',
    };
    expect(attributes).toEqual([
      { ...request, 'llm_orchestrator.outcome': 'success' },
      { ...request, 'llm_orchestrator.outcome': 'aborted' },
      { ...request, 'llm_orchestrator.outcome': 'error', 'error.type': 'provider-error' },
      { ...request, 'llm_orchestrator.operation': 'stream', 'llm_orchestrator.outcome': 'success' },
    ]);
  });

  it('count fallbacks, rests, refusals, and what everything cost', async () => {
    const usage = { inputTokens: 1_000_000, outputTokens: 0 };
    const price = { input: 2, output: 10 };
    const models = [{ id: 'm', contextWindow: 2_000_000, maxOutputTokens: 1_000, price }];
    const dear = new ScriptedProvider({
      name: 'b',
      models: models as never,
      script: [
        { text: 'Hello!', usage },
        { text: 'Hello!', usage },
      ],
    });
    const { orchestrator, points } = measure([scripted('a', [{ error: 'rate-limit' }]), dear], {
      routes: { general: ['a/m', 'b/m'] },
      models: { 'b/m': { limits: { requestsPerMinute: 2 } } } as never,
      whenExhausted: { limits: 'fail' },
    });
    for (let request = 1; request <= 2; request++) await orchestrator.generate('Hi');
    await rejection(orchestrator.generate({ prompt: 'Hi', tenant: 'acme' }));
    expect(await points('llm_orchestrator.fallbacks')).toMatchObject([
      {
        attributes: {
          'llm_orchestrator.fallback.from': 'a/m',
          'llm_orchestrator.fallback.to': 'b/m',
          'error.type': 'rate-limit',
        },
        value: 1,
      },
    ]);
    expect(await points('llm_orchestrator.cooldowns')).toMatchObject([
      {
        attributes: {
          'llm_orchestrator.cooldown.scope': 'model',
          'llm_orchestrator.cooldown.target': 'a/m',
          'llm_orchestrator.cooldown.policy': 'rate-limit',
        },
        value: 1,
      },
    ]);
    expect(await points('llm_orchestrator.refusals')).toMatchObject([
      {
        attributes: { 'llm_orchestrator.model': 'b/m', 'llm_orchestrator.quota.unit': 'requests' },
      },
    ]);
    expect(await points('llm_orchestrator.cost')).toMatchObject([
      { attributes: { ...TARGET, 'gen_ai.provider.name': 'b' }, value: 4 },
    ]);
  });

  it('have no id, tenant or message among their attributes, however many requests there are', async () => {
    const { orchestrator, metrics } = measure([
      scripted(
        'a',
        Array.from({ length: 50 }, () => 'Hi'),
      ),
    ]);
    for (let request = 0; request < 50; request++) {
      await orchestrator.generate({ prompt: `Hi ${request}`, tenant: `tenant-${request}` });
    }
    for (const { dataPoints } of await metrics()) expect(dataPoints.length).toBeLessThan(3);
  });
});

describe('exemplars', () => {
  it('lead to the attempt, and to the request with its id: each figure is recorded in its span', async () => {
    const seen = new Map<string, Context[]>();
    const views = [
      'gen_ai.client.operation.duration',
      'gen_ai.client.token.usage',
      'llm_orchestrator.request.duration',
      'llm_orchestrator.fallbacks',
    ].map((instrumentName): ViewOptions => {
      const contexts: Context[] = [];
      seen.set(instrumentName, contexts);
      const process = (attributes: object, context?: Context) => {
        if (context !== undefined) contexts.push(context);
        return { ...attributes };
      };
      return {
        instrumentName,
        attributesProcessors: [{ process }],
        aggregation: { type: AggregationType.DEFAULT },
      };
    });
    const usage = { inputTokens: 1, outputTokens: 1 };
    const { orchestrator, spans } = measure(
      [scripted('a', [{ error: 'overloaded' }]), scripted('b', [{ text: 'Hi', usage }])],
      { routes: { general: ['a/m', 'b/m'] } },
      views,
    );
    await orchestrator.generate('Hi');
    const [failed, answered, request] = spans().map((span) => span.spanContext().spanId);
    const ids = (name: string) => seen.get(name)?.map(spanIdIn);
    expect(ids('gen_ai.client.operation.duration')).toEqual([failed, answered]);
    expect(ids('gen_ai.client.token.usage')).toEqual([answered, answered]);
    expect(ids('llm_orchestrator.request.duration')).toEqual([request]);
    expect(ids('llm_orchestrator.fallbacks')).toEqual([request]);
  });
});
