import { type Meter, metrics, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError, Orchestrator } from '../../src/index.js';
import { instrument } from '../../src/otel/index.js';
import { ManualClock, MockSuccessProvider } from '../../src/testing/index.js';
import { orchestrate, rejection, scripted } from '../orchestrator/support.js';
import { makeTelemetry } from './telemetry.js';

afterEach(() => {
  vi.restoreAllMocks();
  trace.disable();
  metrics.disable();
});

function broken(): never {
  throw new Error('the exporter is down');
}

describe('instrument', () => {
  it('takes the SDK that is registered, a tracer even when it is registered later', async () => {
    const { tracerProvider, meterProvider, spans, metrics: measured } = makeTelemetry();
    metrics.setGlobalMeterProvider(meterProvider);
    const orchestrator = new Orchestrator({ providers: [new MockSuccessProvider()] });
    instrument(orchestrator);
    trace.setGlobalTracerProvider(tracerProvider);
    await orchestrator.generate('Hi');
    expect(spans().map(({ instrumentationScope: { name } }) => name)).toEqual([
      'llm-orchestrator',
      'llm-orchestrator',
    ]);
    expect(spans()[0]?.instrumentationScope.schemaUrl).toBe(
      'https://opentelemetry.io/schemas/1.41.0',
    );
    expect((await measured()).length).toBeGreaterThan(2);
  });

  it('does nothing where no SDK is registered', async () => {
    const orchestrator = new Orchestrator({ providers: [new MockSuccessProvider()] });
    const stop = instrument(orchestrator);
    expect((await orchestrator.generate('Hi')).finishReason).toBe('stop');
    stop();
  });

  it('stops: spans of what still runs end, and nothing is told any more', async () => {
    const { orchestrator, clock } = orchestrate([scripted('a', [{ hang: true }, 'Hello!'])]);
    const { tracer, meter, spans, points } = makeTelemetry();
    const stop = instrument(orchestrator, { tracer, meter });
    const controller = new AbortController();
    const pending = orchestrator.generate({ prompt: 'Hi', signal: controller.signal });
    await clock.advance(10);
    stop();
    stop();
    const [open, ...others] = spans();
    expect(others).toEqual([]);
    expect(open?.attributes).not.toHaveProperty('llm_orchestrator.outcome');
    controller.abort();
    await rejection(pending);
    await orchestrator.generate('Hi');
    expect(spans()).toHaveLength(1);
    expect(await points('llm_orchestrator.request.duration')).toEqual([]);
  });

  it('started while a request runs makes no spans of it, and measures what is left', async () => {
    const clock = new ManualClock();
    const { orchestrator } = orchestrate(
      [scripted('a', [{ delayMs: 10, error: 'overloaded' }], clock), scripted('b', ['Hi'], clock)],
      { clock, routes: { general: ['a/m', 'b/m'] } },
    );
    const pending = orchestrator.generate('Hi');
    const { tracer, meter, spans, points } = makeTelemetry();
    instrument(orchestrator, { tracer, meter });
    await clock.advance(10);
    await pending;
    expect(spans()).toEqual([]);
    const [point] = await points('llm_orchestrator.request.duration');
    expect(point?.attributes).toEqual({
      'llm_orchestrator.intent.name': 'general',
      'llm_orchestrator.outcome': 'success',
    });
    expect(await points('gen_ai.client.operation.duration')).toHaveLength(2);
  });

  it.each([
    ['an unknown option', { captureContent: true }, 'captureContent: unknown option'],
    ['no tracer', { tracer: {} }, 'tracer: expected a tracer with a method startSpan()'],
    ['no meter', { meter: 7 }, 'meter: expected a meter with a method createHistogram()'],
  ])('refuses %s', (_, options, message) => {
    const { orchestrator } = orchestrate([scripted('a', [])]);
    expect(() => instrument(orchestrator, options as never)).toThrow(message);
    expect(() => instrument(orchestrator, options as never)).toThrow(ConfigurationError);
  });

  it('refuses what is no orchestrator', () => {
    expect(() => instrument({} as never)).toThrow('orchestrator: expected an orchestrator');
  });
});

describe('telemetry that fails', () => {
  it('disturbs no request: a tracer that throws is told of, and everything is measured', async () => {
    const { orchestrator, recorded } = orchestrate(
      [scripted('a', [{ error: 'overloaded' }]), scripted('b', ['Hello!'])],
      { routes: { general: ['a/m', 'b/m'] } },
    );
    const { meter, points } = makeTelemetry();
    instrument(orchestrator, { tracer: { startSpan: broken, startActiveSpan: broken }, meter });
    expect((await orchestrator.generate('Hi')).text).toBe('Hello!');
    expect(recorded.of('listener-error').map(({ event }) => event)).toEqual(['request-start']);
    expect(await points('gen_ai.client.operation.duration')).toHaveLength(2);
    expect(await points('llm_orchestrator.fallbacks')).toHaveLength(1);
    expect(await points('llm_orchestrator.request.duration')).toHaveLength(1);
  });

  it('disturbs no request: a span that throws is told of each time, and everything is measured', async () => {
    const { orchestrator, recorded } = orchestrate(
      [scripted('a', [{ error: 'overloaded' }]), scripted('b', ['Hello!'])],
      { routes: { general: ['a/m', 'b/m'] } },
    );
    const { tracer, meter, points } = makeTelemetry();
    const startSpan: typeof tracer.startSpan = (...args) => {
      const span = tracer.startSpan(...args);
      return Object.assign(span, { setAttributes: broken, addEvent: broken, end: broken });
    };
    instrument(orchestrator, { tracer: { startSpan, startActiveSpan: broken }, meter });
    expect((await orchestrator.generate('Hi')).text).toBe('Hello!');
    expect(recorded.of('listener-error').map(({ event }) => event)).toEqual([
      'intent',
      'attempt-end',
      'fallback',
      'attempt-end',
      'request-end',
    ]);
    expect(await points('gen_ai.client.operation.duration')).toHaveLength(2);
    expect(await points('llm_orchestrator.fallbacks')).toHaveLength(1);
    expect(await points('llm_orchestrator.request.duration')).toHaveLength(1);
  });

  it('disturbs no request: a meter that throws is told of, and all spans are there', async () => {
    const { orchestrator, recorded } = orchestrate([scripted('a', ['Hello!'])]);
    const { tracer, spans } = makeTelemetry();
    const instrumentOf = () => ({ record: broken, add: broken });
    const meter = { createHistogram: instrumentOf, createCounter: instrumentOf } as never as Meter;
    instrument(orchestrator, { tracer, meter });
    expect((await orchestrator.generate('Hi')).text).toBe('Hello!');
    expect(recorded.of('listener-error').map(({ event }) => event)).toEqual([
      'attempt-end',
      'request-end',
    ]);
    expect(spans()).toHaveLength(2);
  });

  it('hides no error of other listeners: it is a warning of the process as without it', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const orchestrator = new Orchestrator({ providers: [new MockSuccessProvider()] });
    const { tracer, meter } = makeTelemetry();
    instrument(orchestrator, { tracer, meter });
    orchestrator.on('route', broken);
    await orchestrator.generate('Hi');
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('the exporter is down'));
  });
});

it('nothing of a prompt, an answer or a tool is in any span or metric', async () => {
  const canary = 'canary-4711';
  const { orchestrator } = orchestrate(
    [
      scripted('a', [{ error: new Error(`you sent ${canary} prompt, which is too much`) }]),
      scripted('b', [{ text: `${canary} answer` }]),
    ],
    { routes: { general: ['a/m', 'b/m'] } },
  );
  const { tracer, meter, spans, metrics: measured } = makeTelemetry();
  instrument(orchestrator, { tracer, meter });
  const inputSchema = { type: 'object', properties: { [canary]: { type: 'string' } } };
  const { text } = await orchestrator.generate({
    prompt: `${canary} prompt`,
    system: `${canary} system`,
    tools: [{ name: 'search', description: `${canary} tool`, inputSchema }],
    metadata: { note: `${canary} note` },
  });
  expect(text).toContain(canary);
  const told = spans().map(({ name, attributes, events, status }) => {
    return { name, attributes, events, status };
  });
  expect(JSON.stringify(told)).toContain('request-1');
  expect(JSON.stringify([told, await measured()])).not.toContain(canary);
});
