import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import type { ModelOf } from '../../src/contracts/provider.js';
import { ManualClock, ScriptedProvider } from '../../src/testing/index.js';
import { callWith, requestOf } from './requests.js';

describe('ScriptedProvider', () => {
  it('answers call by call, whichever model is asked', async () => {
    const provider = new ScriptedProvider({ models: ['a', 'b'], script: ['one', { text: 'two' }] });
    const first = await provider.generate(requestOf('Hi', 'a'), callWith());
    const second = await provider.generate(requestOf('Hi', 'b'), callWith());
    expect(first).toEqual({ content: [{ type: 'text', text: 'one' }], finishReason: 'stop' });
    expect(second).toEqual({ content: [{ type: 'text', text: 'two' }], finishReason: 'stop' });
  });

  it('follows a script for each model', async () => {
    const provider = new ScriptedProvider({ script: { a: ['a1', 'a2'], b: ['b1'] } });
    expect(provider.models).toEqual([{ id: 'a' }, { id: 'b' }]);
    const texts = [];
    for (const model of ['a', 'b', 'a']) {
      const { content } = await provider.generate(requestOf('Hi', model), callWith());
      texts.push(content[0]);
    }
    expect(texts).toMatchObject([{ text: 'a1' }, { text: 'b1' }, { text: 'a2' }]);
  });

  it('passes on all that an answer may hold, and reports nothing that the script does not say', async () => {
    const answer = {
      content: [{ type: 'tool-call', toolCallId: '1', toolName: 'search', input: {} }],
      finishReason: 'tool-calls',
      usage: { inputTokens: 3, outputTokens: 4 },
      warnings: [{ code: 'other', message: 'careful' }],
      limitResetMs: 500,
      providerRequestId: 'v1',
      raw: { any: 'thing' },
    } as const;
    const provider = new ScriptedProvider({ script: [{ ...answer, delayMs: 0, deaf: true }, {}] });
    await expect(provider.generate(requestOf('Hi'), callWith())).resolves.toEqual(answer);
    await expect(provider.generate(requestOf('Hi'), callWith())).resolves.toEqual({
      content: [{ type: 'text', text: 'This is a mock answer from scripted/default.' }],
      finishReason: 'stop',
    });
  });

  it('throws an error as it is, and makes a ProviderError of a kind', async () => {
    const error = new TypeError('broken');
    const provider = new ScriptedProvider({
      script: [{ error }, { error: 'overloaded' }, { error: 'no kind' }, { error: undefined }],
    });
    const ask = () => provider.generate(requestOf('Hi'), callWith());
    await expect(ask()).rejects.toBe(error);
    await expect(ask()).rejects.toMatchObject({
      name: 'ProviderError',
      kind: 'overloaded',
      message: 'scripted/default: overloaded, by script',
    });
    await expect(ask()).rejects.toBe('no kind');
    await expect(ask()).rejects.toBeUndefined();
  });

  it('takes its time over answers and errors, by the clock, and hears the signal meanwhile', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const provider = new ScriptedProvider({
      clock,
      script: [
        { text: 'late', delayMs: 100 },
        { error: 'server', delayMs: 100 },
        { text: 'never', delayMs: 500 },
      ],
    });
    const settled: string[] = [];
    const note = (promise: Promise<unknown>, name: string) =>
      promise.then(
        () => settled.push(name),
        () => settled.push(`${name} failed`),
      );
    void note(provider.generate(requestOf('Hi'), callWith()), 'answer');
    void note(provider.generate(requestOf('Hi'), callWith()), 'error');
    const aborted = provider.generate(requestOf('Hi'), callWith(controller.signal));
    await clock.advance(99);
    expect(settled).toEqual([]);
    await clock.advance(1);
    expect(settled).toEqual(['answer', 'error failed']);
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
  });

  it('goes by the clock of the system unless it is given another', async () => {
    vi.useFakeTimers();
    try {
      const provider = new ScriptedProvider({ script: [{ delayMs: 100 }] });
      const answer = provider.generate(requestOf('Hi'), callWith());
      await vi.advanceTimersByTimeAsync(100);
      await expect(answer).resolves.toMatchObject({ finishReason: 'stop' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('hangs until its signal fires', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const provider = new ScriptedProvider({ clock, script: [{ hang: true }] });
    const answer = provider.generate(requestOf('Hi'), callWith(controller.signal));
    let settled = false;
    answer.catch(() => {
      settled = true;
    });
    await clock.advance(3_600_000);
    expect(settled).toBe(false);
    controller.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });

  it('is deaf to the signal where the script says so', async () => {
    const clock = new ManualClock();
    const provider = new ScriptedProvider({ clock, script: [{ deaf: true, delayMs: 100 }] });
    const answer = provider.generate(requestOf('Hi'), callWith(AbortSignal.abort()));
    await clock.advance(100);
    await expect(answer).resolves.toMatchObject({ finishReason: 'stop' });
  });

  it('asks a function for its step', async () => {
    const provider = new ScriptedProvider({
      script: [({ model }, { attemptId }) => ({ text: `${model} ${attemptId}` })],
    });
    const answer = await provider.generate(requestOf('Hi'), callWith());
    expect(answer.content).toEqual([{ type: 'text', text: 'default attempt-1' }]);
  });

  it('repeats a step as often as it is told', async () => {
    const provider = new ScriptedProvider({
      script: [
        { step: 'twice', times: 2 },
        { step: 'ever after', times: Number.POSITIVE_INFINITY },
      ],
    });
    const texts = [];
    for (let call = 0; call < 5; call++) {
      const { content } = await provider.generate(requestOf('Hi'), callWith());
      texts.push(content[0]);
    }
    const ever = { text: 'ever after' };
    expect(texts).toMatchObject([{ text: 'twice' }, { text: 'twice' }, ever, ever, ever]);
    expect(() => provider.assertDone()).not.toThrow();
  });

  it('remembers every call', async () => {
    const provider = new ScriptedProvider({ script: ['one'] });
    const request = requestOf('Hi');
    const { signal } = new AbortController();
    await provider.generate(request, callWith(signal));
    await provider.generate(request, callWith(signal)).catch(() => {});
    const call = {
      request,
      model: 'default',
      streaming: false,
      attemptId: 'attempt-1',
      timeoutMs: 60_000,
      signal,
    };
    expect(provider.calls).toEqual([call, call]);
    expect(provider.calls[0]?.signal).toBe(signal);
  });

  it('refuses a call it does not expect so that an orchestrator stops, and says which', async () => {
    const provider = new ScriptedProvider({
      models: ['a', 'b'],
      script: { a: ['one'], b: undefined },
    });
    await provider.generate(requestOf('Hi', 'a'), callWith());
    const second = provider.generate(requestOf('Hi', 'a'), callWith());
    await expect(second).rejects.toMatchObject({ name: 'ProviderError', kind: 'invalid-request' });
    await expect(second).rejects.toThrow('scripted: unexpected call 2 of a');
    await expect(provider.generate(requestOf('Hi', 'b'), callWith())).rejects.toThrow(
      'unexpected call 1 of b',
    );
    await expect(provider.generate(requestOf('Hi', 'nobody'), callWith())).rejects.toThrow(
      'unexpected call 1 of nobody',
    );
  });

  it('tells at the end what was left over and what was unexpected', async () => {
    const provider = new ScriptedProvider({
      name: 'acme',
      script: { a: ['one', { step: 'two', times: 3 }], b: [] },
    });
    await provider.generate(requestOf('Hi', 'a'), callWith());
    await provider.generate(requestOf('Hi', 'b'), callWith()).catch(() => {});
    expect(() => provider.assertDone()).toThrow(
      'acme: steps left over of a: 3; unexpected call 1 of b',
    );
  });

  it('counts the steps left over of a script for all models once', () => {
    const provider = new ScriptedProvider({ models: ['a', 'b'], script: ['one', 'two'] });
    expect(() => provider.assertDone()).toThrow(/^scripted: steps left over: 2$/);
  });

  it('is done when all steps were played and nothing else came', async () => {
    const provider = new ScriptedProvider({ script: ['one'] });
    await provider.generate(requestOf('Hi'), callWith());
    expect(() => provider.assertDone()).not.toThrow();
  });

  it('refuses a script of a model that it does not offer', () => {
    const models: string[] = ['alpha'];
    expect(() => new ScriptedProvider({ models, script: { alpah: ['one'] } })).toThrow(
      'script.alpah: unknown option "alpah"; did you mean "alpha"?',
    );
  });

  it('knows its models by type', () => {
    const shared = new ScriptedProvider({ script: ['one', { error: 'server' }] });
    const each = new ScriptedProvider({
      name: 'acme',
      script: { a: ['one'], b: [{ hang: true }] },
    });
    const listed = new ScriptedProvider({ models: ['a', { id: 'b' }], script: { a: [] } });
    expectTypeOf<ModelOf<typeof shared>>().toEqualTypeOf<'scripted/default'>();
    expectTypeOf<ModelOf<typeof each>>().toEqualTypeOf<'acme/a' | 'acme/b'>();
    expectTypeOf<ModelOf<typeof listed>>().toEqualTypeOf<'scripted/a' | 'scripted/b'>();
    expect(listed.models).toEqual([{ id: 'a' }, { id: 'b' }]);
  });
});
