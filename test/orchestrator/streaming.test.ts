import { getEventListeners } from 'node:events';
import { countTokens } from 'gpt-tokenizer';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  AllAttemptsFailedError,
  InvalidRequestError,
  OutputValidationError,
  ProviderError,
  type StreamEvent,
  StreamInterruptedError,
} from '../../src/index.js';
import { ManualClock } from '../../src/testing/index.js';
import type { Script, StreamEntry } from '../../src/testing/script.js';
import { always, orchestrate, rejection, scripted } from './support.js';

const ROUTES = { general: ['first/m', 'second/m'] };
const request = { prompt: 'Tell me something', intent: 'general' } as const;
const finish = { type: 'finish', finishReason: 'stop' } as const;
const reported = { ...finish, usage: { inputTokens: 10, outputTokens: 5 } } as const;

function setUp(first: Script, second: Script = always('all is well'), options = {}) {
  const clock = new ManualClock();
  const providers = [scripted('first', first, clock), scripted('second', second, clock)] as const;
  const made = orchestrate(providers, { clock, routes: ROUTES, ...options });
  return { ...made, first: providers[0], second: providers[1] };
}

async function read<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** What a reader got, and what it threw in the end. */
async function readUntilError<T>(stream: AsyncIterable<T>): Promise<{ got: T[]; error: unknown }> {
  const got: T[] = [];
  try {
    for await (const event of stream) got.push(event);
  } catch (error) {
    return { got, error };
  }
  throw new Error('expected it to throw');
}

describe('a stream', () => {
  it('gives the words as they come, then how it finished, then the whole answer', async () => {
    const { orchestrator, clock } = setUp([
      { events: ['It ', { delayMs: 40 }, 'rains', { delayMs: 60 }, reported] },
    ]);
    const stream = orchestrator.stream(request);
    const events = read(stream);
    await clock.advance(100);
    expect(await events).toEqual([
      { type: 'text-delta', text: 'It ' },
      { type: 'text-delta', text: 'rains' },
      { ...reported, usage: { ...reported.usage, totalTokens: 15, source: 'reported' } },
    ]);
    expect(await stream.result).toMatchObject({
      text: 'It rains',
      model: 'first/m',
      fellBack: false,
      latencyMs: 100,
      timeToFirstTokenMs: 0,
      usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15, source: 'reported' },
    });
  });

  it('sends nothing before it is read', async () => {
    const { orchestrator, first, recorded, clock } = setUp(['hello']);
    const stream = orchestrator.stream(request);
    await clock.advance(1_000);
    expect(first.calls).toHaveLength(0);
    expect(recorded.events).toHaveLength(0);
    await read(stream.textStream);
    expect(first.calls).toMatchObject([{ streaming: true }]);
  });

  it('refuses a wrong request at once, and after `close` any', async () => {
    const { orchestrator } = setUp([]);
    expect(() => orchestrator.stream('')).toThrow(InvalidRequestError);
    await orchestrator.close();
    expect(() => orchestrator.stream(request)).toThrow('closed');
  });

  it('gives the result alone where nobody reads, and the same events tell of it', async () => {
    const { orchestrator, recorded } = setUp(['hello there']);
    const { text } = await orchestrator.stream(request).result;
    expect(text).toBe('hello there');
    expect(recorded.types()).toEqual([
      'request-start',
      'intent',
      'route',
      'attempt-start',
      'usage',
      'attempt-end',
      'request-end',
    ]);
    expect(recorded.of('request-start')).toMatchObject([{ streaming: true }]);
    expect(recorded.of('request-end')).toMatchObject([{ outcome: 'success', model: 'first/m' }]);
  });

  it('carries reasoning and calls of tools, whole and in pieces', async () => {
    const call = {
      type: 'tool-call',
      toolCallId: '1',
      toolName: 'find',
      input: { q: 'x' },
    } as const;
    const content = [{ type: 'reasoning', text: 'Let me look.' }, call] as const;
    const { orchestrator } = setUp([{ content, finishReason: 'tool-calls' }]);
    const stream = orchestrator.stream(request);
    const types = (await read(stream)).map(({ type }) => type);
    expect(types).toEqual([
      'reasoning-delta',
      'reasoning-delta',
      'reasoning-delta',
      'reasoning',
      'tool-call-delta',
      'tool-call',
      'finish',
    ]);
    const { toolCalls, finishReason, content: whole } = await stream.result;
    expect(toolCalls).toEqual([call]);
    expect(finishReason).toBe('tool-calls');
    expect(whole[0]).toMatchObject({ type: 'reasoning', text: 'Let me look.' });
  });

  it('validates its output at the end', async () => {
    const { orchestrator } = setUp(['{"days": 3}', '{"days": "three"}']);
    const output = z.object({ days: z.number() });
    expect((await orchestrator.stream({ ...request, output }).result).output).toEqual({ days: 3 });
    const { got, error } = await readUntilError(
      orchestrator.stream({ ...request, output }).textStream,
    );
    expect(got.join('')).toBe('{"days": "three"}');
    expect(error).toBeInstanceOf(OutputValidationError);
  });

  it('comes in one piece from a provider that cannot stream', async () => {
    const provider = {
      name: 'plain',
      models: [{ id: 'm' }],
      generate: async () =>
        ({ content: [{ type: 'text', text: 'all at once' }], ...reported }) as const,
    };
    const { orchestrator } = orchestrate([provider]);
    expect(await read(orchestrator.stream(request).textStream)).toEqual(['all at once']);
  });

  it('that is empty, but finished, is an answer', async () => {
    const { orchestrator } = setUp([{ events: [{ ...finish, finishReason: 'length' }] }]);
    const stream = orchestrator.stream(request);
    expect(await read(stream)).toMatchObject([{ type: 'finish', finishReason: 'length' }]);
    expect((await stream.result).text).toBe('');
  });

  it('works as a web stream, and a cancelled one ends the request', async () => {
    const { orchestrator, first } = setUp(['one two three', 'one two three']);
    const whole = ReadableStream.from(orchestrator.stream(request).textStream);
    expect((await read(whole)).join('')).toBe('one two three');
    const reader = ReadableStream.from(orchestrator.stream(request).textStream).getReader();
    await reader.read();
    await reader.cancel();
    expect(first.calls[1]?.isOpen).toBe(false);
  });
});

const BEFORE_CONTENT: readonly (readonly [string, Script[number]])[] = [
  ['an error instead of a stream', { error: 'overloaded' }],
  ['an error inside it', { events: [{ type: 'keep-alive' }, { error: 'server' }] }],
  ['a clean end without a word', { events: [] }],
  [
    'openings and then an end',
    { events: [{ type: 'keep-alive' }, { type: 'text-delta', text: '' }] },
  ],
  ['an event of no known type', { events: [{ type: 'surprise' } as unknown as StreamEntry] }],
];

describe('before the first content', () => {
  it.each(BEFORE_CONTENT)('%s falls back unseen', async (_, step) => {
    const { orchestrator, recorded } = setUp([step]);
    const stream = orchestrator.stream(request);
    expect((await read(stream.textStream)).join('')).toBe('all is well');
    expect(await stream.result).toMatchObject({ model: 'second/m', fellBack: true });
    expect(recorded.of('fallback')).toHaveLength(1);
    expect(recorded.of('attempt-end')[0]?.error).not.toHaveProperty('emitted');
  });

  it('silence falls back after `firstTokenMs`, whatever else the vendor sends', async () => {
    const alive = [{ type: 'keep-alive' }, { delayMs: 400 }] as const;
    const { orchestrator, clock, first } = setUp([
      { events: [...alive, ...alive, ...alive, ...alive, 'too late', finish] },
    ]);
    const stream = orchestrator.stream({ ...request, timeouts: { firstTokenMs: 1_000 } });
    const text = read(stream.textStream);
    await clock.advance(1_000);
    expect((await text).join('')).toBe('all is well');
    expect(first.calls[0]?.isOpen).toBe(false);
    expect((await stream.result).attempts[0]?.error).toMatchObject({ kind: 'timeout' });
    expect(clock.pending).toBe(0);
  });

  it('a wrong request stops, and a failure of all says what was tried', async () => {
    const wrong = setUp([{ error: 'invalid-request' }]);
    const { error } = await readUntilError(wrong.orchestrator.stream(request));
    expect(error).toBeInstanceOf(ProviderError);
    const broken = setUp([{ error: 'server' }], always({ error: 'overloaded' }), {
      maxAttempts: 2,
    });
    const failed = await readUntilError(broken.orchestrator.stream(request));
    expect(failed.error).toBeInstanceOf(AllAttemptsFailedError);
    expect((failed.error as AllAttemptsFailedError).attempts).toHaveLength(2);
  });
});

describe('after the first content', () => {
  const broken: Script = [{ events: ['Once upon ', { error: 'server' }] }];

  it('a failure is an error that carries what was delivered, and nobody else is asked', async () => {
    const { orchestrator, second, recorded } = setUp(broken);
    const stream = orchestrator.stream(request);
    const { got, error } = await readUntilError(stream.textStream);
    expect(got).toEqual(['Once upon ']);
    expect(error).toBeInstanceOf(StreamInterruptedError);
    expect(error).toMatchObject({ kind: 'server', model: 'first/m', text: 'Once upon ' });
    expect((error as StreamInterruptedError).content).toEqual([
      { type: 'text', text: 'Once upon ' },
    ]);
    expect(JSON.stringify(error)).not.toContain('Once upon');
    expect(await rejection(stream.result)).toBe(error);
    expect(second.calls).toHaveLength(0);
    const [end] = recorded.of('attempt-end');
    expect(end?.error).toMatchObject({ kind: 'server', emitted: true });
    expect(end?.usage).toMatchObject({ source: 'estimated', outputTokens: 2 });
    expect(recorded.of('request-end')).toMatchObject([
      { outcome: 'error', error: { code: 'stream-interrupted' } },
    ]);
  });

  it('a stream that ends without its finish is broken, not whole', async () => {
    const { orchestrator } = setUp([{ events: ['Once upon '] }]);
    const { error } = await readUntilError(orchestrator.stream(request).textStream);
    expect(error).toMatchObject({ code: 'stream-interrupted', kind: 'protocol' });
  });

  it('one that stalls is cut off after `idleMs`; signs of life prolong it', async () => {
    const alive = [{ delayMs: 900 }, { type: 'keep-alive' }] as const;
    const { orchestrator, clock, first } = setUp([
      { events: ['Once ', ...alive, ...alive, 'upon ', { hang: true }] },
    ]);
    const ended = readUntilError(
      orchestrator.stream({ ...request, timeouts: { idleMs: 1_000 } }).textStream,
    );
    await clock.advance(1_800 + 1_000);
    const { got, error } = await ended;
    expect(got).toEqual(['Once ', 'upon ']);
    expect(error).toMatchObject({ kind: 'timeout' });
    expect(first.calls[0]?.isOpen).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('with `restart` says so and begins anew, for a reader of events and for the result', async () => {
    const { orchestrator, recorded } = setUp([...broken, ...broken], always('all is well'), {
      onStreamFailure: 'restart',
    });
    const stream = orchestrator.stream(request);
    const events = await read(stream);
    expect(events.slice(0, 2)).toEqual([
      { type: 'text-delta', text: 'Once upon ' },
      { type: 'restart', from: 'first/m', to: 'second/m', reason: 'server' },
    ]);
    expect(textOf(events.slice(2))).toBe('all is well');
    expect((await stream.result).text).toBe('all is well');
    expect((await orchestrator.stream(request).result).text).toBe('all is well');
    expect(recorded.of('fallback')).toHaveLength(2);
  });

  it('never joins two answers in a text stream, `restart` or not', async () => {
    const { orchestrator, second } = setUp(broken, always('x'), { onStreamFailure: 'restart' });
    const { got, error } = await readUntilError(orchestrator.stream(request).textStream);
    expect(got).toEqual(['Once upon ']);
    expect(error).toBeInstanceOf(StreamInterruptedError);
    expect(second.calls).toHaveLength(0);
  });

  it('with `restart` and nobody left is the error of what was begun', async () => {
    const { orchestrator } = setUp(broken, always({ error: 'auth' }), {
      onStreamFailure: 'restart',
      maxAttempts: 2,
    });
    const { error } = await readUntilError(orchestrator.stream(request));
    expect(error).toMatchObject({ code: 'stream-interrupted', text: 'Once upon ' });
    expect((error as StreamInterruptedError).attempts).toHaveLength(2);
  });

  it('the deadline of the request ends it, and says nothing about the model', async () => {
    const slow: Script = [
      { events: ['Once ', { delayMs: 800 }, 'upon ', { delayMs: 800 }, finish] },
    ];
    const { orchestrator, clock, recorded } = setUp(slow);
    const ended = readUntilError(
      orchestrator.stream({ ...request, timeouts: { totalMs: 1_000 } }).textStream,
    );
    await clock.advance(1_000);
    expect((await ended).error).toMatchObject({ code: 'stream-interrupted', kind: 'timeout' });
    expect(recorded.of('attempt-end')).toMatchObject([{ health: 'neutral' }]);
  });

  it('a stream may take as long as it likes while no limit is set', async () => {
    const minutes = Array.from({ length: 40 }, () => [{ delayMs: 20_000 }, 'word '] as const);
    const { orchestrator, clock } = setUp([{ events: [...minutes.flat(), finish] }]);
    const text = read(orchestrator.stream(request).textStream);
    await clock.advance(40 * 20_000);
    expect(await text).toHaveLength(40);
  });
});

describe('a reader that leaves', () => {
  const endless: Script = [{ events: ['one ', 'two ', 'three ', { hang: true }] }];

  it('ends the upstream at once, and what was used is booked before it goes on', async () => {
    const { orchestrator, first, recorded, clock } = setUp(endless);
    for await (const text of orchestrator.stream(request).textStream) if (text === 'two ') break;
    expect(first.calls[0]?.isOpen).toBe(false);
    expect(first.calls[0]?.signal.aborted).toBe(true);
    expect(recorded.of('attempt-end')).toMatchObject([
      { outcome: 'aborted', health: 'neutral', usage: { source: 'estimated' } },
    ]);
    expect(recorded.of('request-end')).toMatchObject([{ outcome: 'aborted' }]);
    const { models } = await orchestrator.stats();
    expect(models[0]).toMatchObject({ inFlight: 0, lastMinute: { requests: 1, failures: 0 } });
    expect(models[0]?.lastMinute.outputTokens).toBeGreaterThan(0);
    expect(clock.pending).toBe(0);
  });

  it('ends it while a read is pending, even if the provider is deaf', async () => {
    const { orchestrator } = setUp([{ events: ['one ', { hang: true }], deaf: true }]);
    const iterator = orchestrator.stream(request)[Symbol.asyncIterator]();
    await iterator.next();
    const pending = iterator.next();
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    expect(await pending).toEqual({ done: true, value: undefined });
  });

  it('before it has read a word ends the request too', async () => {
    const { orchestrator, recorded, first } = setUp([{ hang: true }]);
    const stream = orchestrator.stream(request);
    const iterator = stream[Symbol.asyncIterator]();
    const pending = iterator.next();
    await Promise.resolve();
    await iterator.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(recorded.types().at(-1)).toBe('request-end');
    expect(first.calls.every(({ isOpen }) => !isOpen)).toBe(true);
    expect(await rejection(stream.result)).toMatchObject({ name: 'AbortError' });
  });

  it('while its output is validated ends it once', async () => {
    const { orchestrator, recorded } = setUp(['{"a": 1}']);
    const validated = Promise.withResolvers<void>();
    const output = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: async (value: unknown) => {
          await validated.promise;
          return { value };
        },
        jsonSchema: { input: () => ({ type: 'object' }) },
      },
    } as const;
    const iterator = orchestrator.stream({ ...request, output })[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const last = iterator.next();
    await iterator.return?.();
    validated.resolve();
    expect(await last).toMatchObject({ done: true });
    expect(recorded.of('request-end')).toMatchObject([{ outcome: 'aborted' }]);
  });

  it('slowly lets an attempt run out of its time, which is no fault of the model', async () => {
    const { orchestrator, clock, recorded } = setUp(endless);
    const stream = orchestrator.stream({ ...request, timeouts: { attemptMs: 5_000 } });
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await clock.advance(5_000);
    expect(recorded.of('attempt-end')).toMatchObject([{ outcome: 'error', health: 'neutral' }]);
    expect(await rejection(iterator.next())).toMatchObject({ kind: 'timeout' });
  });

  it('is taken as gone after `consumerMs`', async () => {
    const { orchestrator, clock, first, recorded } = setUp(endless);
    const stream = orchestrator.stream({ ...request, timeouts: { consumerMs: 5_000 } });
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await clock.advance(5_000);
    expect(first.calls[0]?.isOpen).toBe(false);
    expect(recorded.of('request-end')).toMatchObject([{ outcome: 'aborted' }]);
    expect(await rejection(iterator.next())).toMatchObject({ name: 'TimeoutError' });
    expect(clock.pending).toBe(0);
  });

  it('slowly is no fault of the model: only waiting for the vendor counts as idle', async () => {
    const { orchestrator, clock } = setUp([{ events: ['one ', 'two ', 'three ', finish] }]);
    const stream = orchestrator.stream({ ...request, timeouts: { idleMs: 1_000 } });
    const got: string[] = [];
    const reading = (async () => {
      for await (const text of stream.textStream) {
        got.push(text);
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 10_000));
      }
    })();
    await clock.advance(30_000);
    await reading;
    expect(got).toEqual(['one ', 'two ', 'three ']);
  });
});

describe('the caller’s signal', () => {
  it('ends a stream between two reads, and its reason is what is thrown', async () => {
    const controller = new AbortController();
    const { orchestrator, first, recorded, clock } = setUp(endlessWords());
    const { signal } = controller;
    const iterator = orchestrator.stream({ ...request, signal })[Symbol.asyncIterator]();
    await iterator.next();
    const reason = new Error('the user pressed stop');
    controller.abort(reason);
    await clock.advance(0);
    expect(recorded.types().slice(-3)).toEqual(['usage', 'attempt-end', 'request-end']);
    expect(first.calls[0]?.isOpen).toBe(false);
    expect(await rejection(iterator.next())).toBe(reason);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('that has fired already sends nothing', async () => {
    const { orchestrator, first } = setUp([]);
    const stream = orchestrator.stream({ ...request, signal: AbortSignal.abort('no') });
    expect(await rejection(stream.result)).toBe('no');
    expect(first.calls).toHaveLength(0);
  });

  it('is not listened to before the first read, nor after the end', async () => {
    const { signal } = new AbortController();
    const { orchestrator } = setUp(['hello']);
    const stream = orchestrator.stream({ ...request, signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    await stream.result;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('a counter of tokens of the user', () => {
  it('reckons the input of a plan, and what a stream that was left has used', async () => {
    const text = 'Öffentlichkeitsarbeit ';
    const { orchestrator } = setUp([{ events: [text, text, { hang: true }] }], [], { countTokens });
    const plan = await orchestrator.explain(request);
    expect(plan.inputTokens).toBeGreaterThanOrEqual(countTokens(request.prompt));
    const stream = orchestrator.stream(request).textStream[Symbol.asyncIterator]();
    await stream.next();
    await stream.next();
    await stream.return?.();
    const { models } = await orchestrator.stats();
    expect(models[0]?.lastMinute.outputTokens).toBe(countTokens(text + text));
  });
});

describe('a probe', () => {
  it('has succeeded with its first content: others are let in while it goes on', async () => {
    const clock = new ManualClock();
    const first = scripted(
      'first',
      [
        { step: { error: 'server' }, times: 5 },
        { events: ['back ', { hang: true }] },
        'answers again',
      ],
      clock,
    );
    const { orchestrator, recorded } = orchestrate([first, scripted('second', always('ok'))], {
      clock,
      routes: ROUTES,
      random: () => 0,
    });
    for (let call = 0; call < 5; call++) await orchestrator.generate(request);
    await clock.advance(5_000);
    const iterator = orchestrator.stream(request)[Symbol.asyncIterator]();
    expect(await iterator.next()).toMatchObject({ value: { text: 'back ' } });
    expect(recorded.of('cooldown-end')).toHaveLength(1);
    expect((await orchestrator.generate(request)).model).toBe('first/m');
    await iterator.return?.();
    expect(await orchestrator.health()).toMatchObject({ status: 'ok' });
  });
});

describe('closing', () => {
  it('lets a running stream end within its grace, then aborts it', async () => {
    const { orchestrator, clock, first } = setUp(endlessWords());
    const iterator = orchestrator.stream(request)[Symbol.asyncIterator]();
    await iterator.next();
    const closed = orchestrator.close({ graceMs: 1_000 });
    await clock.advance(1_000);
    await closed;
    expect(first.calls[0]?.isOpen).toBe(false);
    expect(await rejection(iterator.next())).toMatchObject({ name: 'AbortError' });
  });
});

function endlessWords(): Script {
  return [{ events: ['one ', 'two ', { hang: true }] }];
}

function textOf(events: readonly StreamEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}
