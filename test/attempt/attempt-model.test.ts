import { describe, expect, it } from 'vitest';
import { attemptModel } from '../../src/attempt/attempt-model.js';
import type { AttemptCall } from '../../src/attempt/running-attempt.js';
import type { ChatRequest, ChatResponse } from '../../src/contracts/chat.js';
import type { CallContext, Provider } from '../../src/contracts/provider.js';
import { Cancellation } from '../../src/support/cancellation.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { aFailure } from '../support/builders.js';
import { LateClock } from './late-clock.js';

const request: ChatRequest = { model: 'alpha', messages: [] };
const response: ChatResponse = { content: [], finishReason: 'stop' };

type Generate = (request: ChatRequest, context: CallContext) => Promise<ChatResponse>;

/** An attempt of 1 s, and the signal that its provider was given. */
function callOf(generate: Generate, fields: Partial<AttemptCall> = {}) {
  const calls: { readonly request: ChatRequest; readonly context: CallContext }[] = [];
  const provider: Provider = {
    name: 'north',
    models: [],
    generate: (request, context) => {
      calls.push({ request, context });
      return generate(request, context);
    },
  };
  const clock = new ManualClock();
  const cancellation = new Cancellation();
  const call = {
    attemptId: 'request-1/1',
    provider,
    request,
    timeoutMs: 1_000,
    clock,
    cancellation,
  };
  return { call: { ...call, ...fields }, clock, cancellation, calls };
}

const deaf: Generate = () => new Promise(() => {});

describe('attemptModel', () => {
  it('ends with the answer, and says how long it took', async () => {
    const { promise, resolve } = Promise.withResolvers<ChatResponse>();
    const { call, clock } = callOf(() => promise);
    await clock.advance(5);
    const ending = attemptModel(call);
    await clock.advance(300);
    resolve(response);
    expect(await ending).toStrictEqual({
      outcome: 'success',
      response,
      latencyMs: 300,
      endedAt: 305,
    });
    expect(clock.pending).toBe(0);
  });

  it('gives the provider the request, the id, a signal and whole milliseconds', async () => {
    const { call, calls } = callOf(async () => response, { timeoutMs: 999.2 });
    await attemptModel(call);
    const [made] = calls;
    expect(calls).toHaveLength(1);
    expect(made?.request).toBe(request);
    expect(made?.context).toMatchObject({ attemptId: 'request-1/1', timeoutMs: 1_000 });
    expect(made?.context.signal.aborted).toBe(false);
  });

  it('ends with the failure of the provider as it is', async () => {
    const failure = aFailure('server', { status: 500 });
    const { call, clock } = callOf(() => Promise.reject(failure));
    expect(await attemptModel(call)).toStrictEqual({
      outcome: 'error',
      failure,
      latencyMs: 0,
      endedAt: 0,
    });
    expect(clock.pending).toBe(0);
  });

  it('makes a failure of whatever else a provider rejects with or throws', async () => {
    const rejecting = callOf(() => Promise.reject(new TypeError('fetch failed')));
    const rejected = await attemptModel(rejecting.call);
    expect(rejected).toMatchObject({ outcome: 'error', failure: { kind: 'network' } });
    const throwing = callOf(() => {
      throw Object.assign(new Error('no'), { status: 401 });
    });
    const thrown = await attemptModel(throwing.call);
    expect(thrown).toMatchObject({ outcome: 'error', failure: { kind: 'auth', status: 401 } });
    expect(throwing.clock.pending).toBe(0);
  });

  it('takes a provider that returns no promise for one that fails', async () => {
    const { call } = callOf(() => undefined as unknown as Promise<ChatResponse>);
    const ending = await attemptModel(call);
    expect(ending).toMatchObject({ outcome: 'error', failure: { kind: 'unknown' } });
  });

  it('fails on an answer that is none', async () => {
    const { call } = callOf(async () => ({}) as ChatResponse);
    const ending = await attemptModel(call);
    expect(ending).toMatchObject({ outcome: 'error', failure: { kind: 'protocol' } });
  });
});

describe('the time limit of an attempt', () => {
  it('ends it on the dot, and tells the provider', async () => {
    const { call, clock, calls } = callOf(deaf);
    const ending = attemptModel(call);
    const signal = calls[0]?.context.signal as AbortSignal;
    await clock.advance(999);
    expect(signal.aborted).toBe(false);
    await clock.advance(1);
    expect(await ending).toMatchObject({
      outcome: 'error',
      failure: { kind: 'timeout', message: 'no answer within 1000 ms', billed: 'maybe' },
      latencyMs: 1_000,
    });
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
    expect(signal.reason).toMatchObject({ message: 'no answer within 1000 ms' });
    expect(clock.pending).toBe(0);
  });

  it('is told in whole milliseconds', async () => {
    const { call, clock } = callOf(deaf, { timeoutMs: 333.333 });
    const ending = attemptModel(call);
    await clock.advance(400);
    expect(await ending).toMatchObject({ failure: { message: 'no answer within 333 ms' } });
  });

  it('says time-out, whatever the provider makes of its signal', async () => {
    const { call, clock } = callOf(
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(aFailure('network')));
        }),
    );
    const ending = attemptModel(call);
    await clock.advance(1_000);
    expect(await ending).toMatchObject({ failure: { kind: 'timeout' } });
  });
});

describe('a cancelled attempt', () => {
  it('ends at once, even with a deaf provider, which is told why', async () => {
    const { call, clock, cancellation, calls } = callOf(deaf);
    const ending = attemptModel(call);
    await clock.advance(20);
    cancellation.abort('enough');
    expect(await ending).toStrictEqual({
      outcome: 'aborted',
      isSent: true,
      latencyMs: 20,
      endedAt: 20,
    });
    expect(calls[0]?.context.signal.reason).toBe('enough');
    expect(clock.pending).toBe(0);
  });

  it('is no failure of the model, although the provider rejects on its signal', async () => {
    const { call, cancellation } = callOf(
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const ending = attemptModel(call);
    cancellation.abort(new Error('enough'));
    expect((await ending).outcome).toBe('aborted');
  });

  it('listens no longer than it runs', async () => {
    const { call, cancellation, calls } = callOf(async () => response);
    await attemptModel(call);
    cancellation.abort('too late');
    expect(calls[0]?.context.signal.aborted).toBe(false);
  });

  it('is not even made when the request was cancelled before', async () => {
    const { call, cancellation, calls } = callOf(async () => response);
    cancellation.abort('enough');
    expect(await attemptModel(call)).toStrictEqual({
      outcome: 'aborted',
      isSent: false,
      latencyMs: 0,
      endedAt: 0,
    });
    expect(calls).toHaveLength(0);
  });
});

describe('a blocked event loop', () => {
  it('gets one more turn when the timer fires over 50 ms late, because the answer may be there', async () => {
    const clock = new LateClock();
    const { promise, resolve } = Promise.withResolvers<ChatResponse>();
    const { call, calls } = callOf(() => promise, { clock });
    const ending = attemptModel(call);
    clock.fireAt(1_050.1);
    expect([...clock.timers.values()]).toMatchObject([{ delayMs: 0 }]);
    resolve(response);
    expect(await ending).toMatchObject({ outcome: 'success', latencyMs: 1_050.1 });
    expect(clock.timers.size).toBe(0);
    expect(calls[0]?.context.signal.aborted).toBe(false);
  });

  it('gets no second turn', async () => {
    const clock = new LateClock();
    const { call, calls } = callOf(deaf, { clock });
    const ending = attemptModel(call);
    clock.fireAt(3_000);
    clock.fireAt(5_000);
    expect(await ending).toMatchObject({ failure: { kind: 'timeout' }, latencyMs: 5_000 });
    expect(calls[0]?.context.signal.aborted).toBe(true);
  });

  it('does not excuse a timer that is 50 ms late', async () => {
    const clock = new LateClock();
    const { call } = callOf(deaf, { clock });
    clock.time = 7;
    const ending = attemptModel(call);
    clock.fireAt(1_057);
    expect(await ending).toMatchObject({ failure: { kind: 'timeout' }, latencyMs: 1_050 });
  });
});
