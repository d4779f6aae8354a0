import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { ModelIntentDetector, type Orchestrator } from '../../src/index.js';
import { instrument } from '../../src/otel/index.js';
import { Emitter } from '../../src/support/emitter.js';
import { ManualClock } from '../../src/testing/index.js';
import { orchestrate, rejection, scripted } from '../orchestrator/support.js';
import { inside, makeTelemetry, ms, parentId } from './telemetry.js';

const USAGE = {
  inputTokens: 100,
  outputTokens: 20,
  cachedInputTokens: 60,
  cacheWriteTokens: 5,
  reasoningTokens: 7,
};
const START = 1_767_225_600_000;

function watch(
  scripts: Parameters<typeof scripted>[1][],
  options: Parameters<typeof orchestrate>[1] = {},
) {
  const clock = new ManualClock({ now: START });
  const names = ['a', 'b', 'c'];
  const providers = scripts.map((script, index) => scripted(names[index] ?? 'd', script, clock));
  const routes = { general: providers.map(({ name }) => `${name}/m`) };
  const made = orchestrate(providers, { routes, clock, ...options });
  const telemetry = makeTelemetry();
  const { tracer, meter } = telemetry;
  const stop = instrument(made.orchestrator, { tracer, meter });
  return { ...made, ...telemetry, stop };
}

describe('the span of a request', () => {
  it('has that of its attempt in it, both with the times of what happened', async () => {
    const { orchestrator, clock, spans } = watch([
      [{ text: 'Hello!', usage: USAGE, providerRequestId: 'req-7', delayMs: 250 }],
    ]);
    const pending = orchestrator.generate({ prompt: 'Hi', tenant: 'acme', preference: 'cost' });
    await clock.advance(250);
    await pending;
    const [attempt, request, ...others] = spans();
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      name: 'llm_orchestrator.generate',
      kind: SpanKind.INTERNAL,
      status: { code: SpanStatusCode.UNSET },
      events: [],
    });
    expect(request?.attributes).toEqual({
      'llm_orchestrator.request.id': 'request-1',
      'llm_orchestrator.operation': 'generate',
      'llm_orchestrator.preference': 'cost',
      'llm_orchestrator.tenant': 'acme',
      'llm_orchestrator.intent.name': 'general',
      'llm_orchestrator.intent.confidence': expect.any(Number),
      'llm_orchestrator.intent.detected': true,
      'llm_orchestrator.outcome': 'success',
      'llm_orchestrator.model': 'a/m',
      'llm_orchestrator.attempts': 1,
    });
    expect(parentId(request)).toBeUndefined();
    expect(attempt).toMatchObject({
      name: 'chat m',
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
    });
    expect(attempt?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'a',
      'gen_ai.request.model': 'm',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      'gen_ai.usage.cache_read.input_tokens': 60,
      'gen_ai.usage.cache_creation.input_tokens': 5,
      'gen_ai.usage.reasoning.output_tokens': 7,
      'llm_orchestrator.usage.source': 'reported',
      'llm_orchestrator.provider.request_id': 'req-7',
      'llm_orchestrator.request.id': 'request-1',
      'llm_orchestrator.attempt.id': 'request-1/1',
      'llm_orchestrator.outcome': 'success',
    });
    expect(parentId(attempt)).toBe(request?.spanContext().spanId);
    for (const span of [attempt, request]) {
      expect(span && [ms(span.startTime), ms(span.endTime)]).toEqual([START, START + 250]);
    }
  });

  it('shows a fallback: who failed, why, and who answered', async () => {
    const { orchestrator, clock, spans } = watch([
      [{ error: 'overloaded', delayMs: 40 }],
      [{ text: 'Hello!', delayMs: 10, finishReason: 'tool-calls' }],
    ]);
    const pending = orchestrator.generate('Hi');
    await clock.advance(40);
    await clock.advance(10);
    await pending;
    const [failed, answered, request] = spans();
    expect(failed?.status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'a/m: overloaded, by script',
    });
    expect(failed?.attributes).toMatchObject({
      'gen_ai.provider.name': 'a',
      'error.type': 'overloaded',
      'llm_orchestrator.outcome': 'error',
    });
    expect(failed && [ms(failed.startTime), ms(failed.endTime)]).toEqual([START, START + 40]);
    expect(answered?.attributes).toMatchObject({
      'gen_ai.provider.name': 'b',
      'gen_ai.response.finish_reasons': ['tool_calls'],
      'llm_orchestrator.attempt.id': 'request-1/2',
    });
    expect(answered && ms(answered.startTime)).toBe(START + 40);
    expect(request).toMatchObject({
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'llm_orchestrator.model': 'b/m', 'llm_orchestrator.attempts': 2 },
    });
    const [event] = request?.events ?? [];
    expect(event && ms(event.time)).toBe(START + 40);
    expect(event).toMatchObject({
      name: 'llm_orchestrator.fallback',
      attributes: {
        'llm_orchestrator.fallback.from': 'a/m',
        'llm_orchestrator.fallback.to': 'b/m',
        'error.type': 'overloaded',
        'llm_orchestrator.message': 'a/m: overloaded, by script',
      },
    });
  });

  it('is an error where nobody answered, with what the caller was told', async () => {
    const { orchestrator, spans } = watch([[{ error: 'overloaded' }], [{ error: 'overloaded' }]], {
      maxAttempts: 2,
    });
    const error = (await rejection(orchestrator.generate('Hi'))) as Error;
    const request = spans().at(-1);
    expect(request?.status).toEqual({ code: SpanStatusCode.ERROR, message: error.message });
    expect(request?.attributes).toMatchObject({
      'llm_orchestrator.outcome': 'error',
      'error.type': 'all-attempts-failed',
      'llm_orchestrator.attempts': 2,
    });
  });

  it('is no error where the caller gave up', async () => {
    const { orchestrator, spans } = watch([[{ hang: true }]]);
    const controller = new AbortController();
    const pending = orchestrator.generate({ prompt: 'Hi', signal: controller.signal });
    controller.abort();
    await rejection(pending);
    const request = spans().at(-1);
    expect(request?.attributes['llm_orchestrator.outcome']).toBe('aborted');
    expect(spans().map(({ status }) => status.code)).not.toContain(SpanStatusCode.ERROR);
    expect(request?.attributes).not.toHaveProperty('error.type');
  });

  it('says of a stream when its first content came, and ends with it', async () => {
    const { orchestrator, clock, spans } = watch([
      [
        {
          events: [
            { delayMs: 1_500 },
            'Hel',
            { delayMs: 500 },
            'lo',
            { type: 'finish', finishReason: 'length' },
          ],
        },
      ],
    ]);
    const result = orchestrator.stream('Hi').result;
    await clock.advance(1_500);
    await clock.advance(500);
    await result;
    const [attempt, request] = spans();
    expect(request?.name).toBe('llm_orchestrator.stream');
    expect(attempt?.attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.time_to_first_chunk': 1.5,
      'gen_ai.response.finish_reasons': ['length'],
      'llm_orchestrator.usage.source': 'estimated',
    });
    expect(request && ms(request.endTime) - ms(request.startTime)).toBe(2_000);
  });

  it('ends where the reader of a stream leaves', async () => {
    const { orchestrator, spans } = watch([[{ events: ['Hel', { hang: true }] }]]);
    for await (const _ of orchestrator.stream('Hi').textStream) break;
    const outcomes = spans().map(({ attributes }) => attributes['llm_orchestrator.outcome']);
    expect(outcomes).toEqual(['aborted', 'aborted']);
  });

  it('ends as the failed attempt does where a stream breaks off after its first content', async () => {
    const { orchestrator, spans } = watch([[{ events: ['Hel', { error: 'server' }] }]]);
    await rejection(orchestrator.stream('Hi').result);
    const types = spans().map(({ attributes }) => attributes['error.type']);
    expect(types).toEqual(['server', 'stream-interrupted']);
  });
});

describe('where a request is made', () => {
  it('inside a span, its own span is a child of that one', async () => {
    const { orchestrator, spans, tracer } = watch([['Hello!']]);
    const handler = tracer.startSpan('GET /chat');
    await inside(handler, () => orchestrator.generate('Hi'));
    const [attempt, request] = spans();
    expect(parentId(request)).toBe(handler.spanContext().spanId);
    expect(attempt?.spanContext().traceId).toBe(handler.spanContext().traceId);
  });

  it('of a stream, it is the span in which it is read first', async () => {
    const { orchestrator, spans, tracer } = watch([['Hello!']]);
    const stream = orchestrator.stream('Hi');
    const handler = tracer.startSpan('GET /chat');
    await inside(handler, () => stream.result);
    expect(parentId(spans().at(-1))).toBe(handler.spanContext().spanId);
  });

  it('by a detector, its span is a child of the request that the detector serves', async () => {
    const detector = new ModelIntentDetector({ intents: { billing: 'about money' } });
    const { orchestrator, spans } = watch([['{"intent":"billing"}', 'Hello!']], {
      detector: detector as never,
    });
    await orchestrator.generate('Refund me');
    const named = (name: string) => spans().filter((span) => span.name === name);
    const [question] = named('llm_orchestrator.detect');
    const [request] = named('llm_orchestrator.generate');
    expect(parentId(question)).toBe(request?.spanContext().spanId);
    expect(question?.attributes['llm_orchestrator.request.parent_id']).toBe('request-1');
    expect(request?.attributes['llm_orchestrator.intent.name']).toBe('billing');
    const parents = named('chat m').map((span) => parentId(span));
    expect(parents).toEqual([question, request].map((span) => span?.spanContext().spanId));
  });

  it('at the same time as others, each attempt is in the span of its own request', async () => {
    const { orchestrator, clock, spans } = watch([
      [
        { text: 'slow', delayMs: 20 },
        { text: 'fast', delayMs: 10 },
      ],
    ]);
    const both = [orchestrator.generate('Hi'), orchestrator.generate('Hi')];
    await clock.advance(10);
    await clock.advance(10);
    await Promise.all(both);
    const ids = spans().map(({ attributes }) => attributes['llm_orchestrator.request.id']);
    expect(ids).toEqual(['request-2', 'request-2', 'request-1', 'request-1']);
    const [fast, second, slow, first] = spans();
    expect(parentId(fast)).toBe(second?.spanContext().spanId);
    expect(parentId(slow)).toBe(first?.spanContext().spanId);
  });
});

describe('on the span of a request', () => {
  it('a model that was passed by for its limit is an event', async () => {
    const { orchestrator, spans } = watch([['Hello!'], ['Hello!']], {
      models: { 'a/m': { limits: { requestsPerMinute: 1 } } } as never,
    });
    await orchestrator.generate('Hi');
    await orchestrator.generate('Hi');
    const [event] = spans().at(-1)?.events ?? [];
    expect(event).toMatchObject({
      name: 'llm_orchestrator.quota_exceeded',
      attributes: {
        'llm_orchestrator.model': 'a/m',
        'llm_orchestrator.quota.id': 'a/m requestsPerMinute',
        'llm_orchestrator.quota.unit': 'requests',
        'llm_orchestrator.quota.max': 1,
        'llm_orchestrator.quota.used': 1,
        'llm_orchestrator.retry_after_ms': expect.any(Number),
      },
    });
  });

  it('a warning is an event', async () => {
    const detect = () => {
      throw new Error('it is down');
    };
    const detector = { intents: ['billing'], detect } as never;
    const { orchestrator, spans } = watch([['Hello!']], { detector });
    const { warnings } = await orchestrator.generate('Hi');
    const [event, ...others] = spans().at(-1)?.events ?? [];
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      name: 'llm_orchestrator.warning',
      attributes: {
        'llm_orchestrator.warning.code': 'intent-undetected',
        'llm_orchestrator.message': warnings[0]?.message,
      },
    });
  });
});

describe('a tracer', () => {
  it('that samples nothing costs nobody an answer', async () => {
    const { orchestrator } = orchestrate([scripted('a', ['Hello!'])]);
    const { tracer, meter, spans, points } = makeTelemetry({ sampler: new AlwaysOffSampler() });
    instrument(orchestrator, { tracer, meter });
    expect((await orchestrator.generate('Hi')).text).toBe('Hello!');
    expect(spans()).toEqual([]);
    expect(await points('llm_orchestrator.request.duration')).toHaveLength(1);
  });

  it('holds no more than ten thousand requests that never end: the oldest is ended then', () => {
    const emitter = new Emitter(() => START);
    const { tracer, meter, spans } = makeTelemetry();
    instrument(emitter as unknown as Orchestrator, { tracer, meter });
    const begin = (id: number) =>
      emitter.emit({
        type: 'request-start',
        at: START + id,
        requestId: `request-${id}`,
        preference: 'cost',
        streaming: false,
      });
    for (let id = 1; id <= 10_000; id++) begin(id);
    expect(spans()).toEqual([]);
    begin(10_001);
    const [oldest, ...others] = spans();
    expect(others).toEqual([]);
    expect(oldest?.attributes['llm_orchestrator.request.id']).toBe('request-1');
    expect(oldest?.attributes).not.toHaveProperty('llm_orchestrator.outcome');
    expect(oldest && ms(oldest.endTime)).toBe(START + 10_001);
  });
});
