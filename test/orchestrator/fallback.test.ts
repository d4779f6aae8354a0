import { describe, expect, it } from 'vitest';
import {
  AllAttemptsFailedError,
  NoModelAvailableError,
  ProviderError,
  RequestTimeoutError,
} from '../../src/index.js';
import { ManualClock, MockSuccessProvider } from '../../src/testing/index.js';
import { always, orchestrate, rejection, scripted } from './support.js';

const ROUTES = { general: ['first/m', 'second/m'] };
const request = { prompt: 'Tell me something', intent: 'general' } as const;

describe('a failing primary', () => {
  it('is replaced by the next model, and the whole story is told in order', async () => {
    const first = scripted('first', [{ error: 'server' }]);
    const second = scripted('second', [
      { text: 'hello', usage: { inputTokens: 5, outputTokens: 2 } },
    ]);
    const { orchestrator, recorded } = orchestrate([first, second], { routes: ROUTES });
    const answer = await orchestrator.generate(request);
    expect(answer).toMatchObject({ text: 'hello', model: 'second/m', fellBack: true });
    expect(recorded.types()).toEqual([
      'request-start',
      'intent',
      'route',
      'attempt-start',
      'attempt-end',
      'fallback',
      'attempt-start',
      'usage',
      'attempt-end',
      'request-end',
    ]);
    expect(recorded.of('fallback')[0]).toMatchObject({
      from: 'first/m',
      to: 'second/m',
      reason: 'server',
    });
    expect(answer.attempts.map(({ outcome }) => outcome)).toEqual(['error', 'success']);
    expect(recorded.of('request-end')[0]).toMatchObject({ outcome: 'success', model: 'second/m' });
  });

  it('stops the request where every model would refuse the same', async () => {
    const second = scripted('second', []);
    const { orchestrator } = orchestrate(
      [scripted('first', [{ error: 'invalid-request' }]), second],
      {
        routes: ROUTES,
      },
    );
    const error = await rejection(orchestrator.generate(request));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ kind: 'invalid-request', model: 'first/m' });
    expect((error as ProviderError).attempts).toHaveLength(1);
    expect(second.calls).toHaveLength(0);
  });

  it('may go on after a content filter where the user wants that', async () => {
    const providers = [
      scripted('first', [{ error: 'content-filter' }]),
      scripted('second', ['ok']),
    ];
    const { orchestrator } = orchestrate(providers, {
      routes: ROUTES,
      fallbackOn: ['content-filter'],
    });
    expect((await orchestrator.generate(request)).model).toBe('second/m');
  });

  it('that hangs leaves the next model its share of the time', async () => {
    const clock = new ManualClock();
    const providers = [
      scripted('first', [{ hang: true }], clock),
      scripted('second', ['ok'], clock),
    ];
    const { orchestrator } = orchestrate(providers, {
      clock,
      routes: ROUTES,
      timeouts: { totalMs: 10_000, attemptMs: 60_000 },
    });
    const pending = orchestrator.generate(request);
    await clock.advance(9_999);
    const answer = await pending;
    expect(answer.model).toBe('second/m');
    expect(answer.attempts[0]).toMatchObject({ error: { kind: 'timeout' } });
    expect(clock.pending).toBe(0);
  });

  it('is asked again at once, once, when a pooled connection had gone stale', async () => {
    const first = scripted('first', [{ error: 'network' }, 'back']);
    const { orchestrator, recorded } = orchestrate([first, scripted('second', [])], {
      routes: ROUTES,
    });
    const answer = await orchestrator.generate(request);
    expect(answer).toMatchObject({ text: 'back', model: 'first/m', fellBack: false });
    expect(recorded.of('fallback')).toEqual([]);
  });
});

describe('when nothing is left', () => {
  it('says what was tried, in one error', async () => {
    const providers = [
      scripted('first', [{ error: 'server' }]),
      scripted('second', [{ error: 'auth' }]),
    ];
    const { orchestrator, recorded } = orchestrate(providers, { routes: ROUTES, maxAttempts: 2 });
    const error = (await rejection(orchestrator.generate(request))) as AllAttemptsFailedError;
    expect(AllAttemptsFailedError.isInstance(error)).toBe(true);
    expect(error.attempts.map(({ model }) => model)).toEqual(['first/m', 'second/m']);
    expect(error.message).toContain('first/m: server');
    expect(error.message).toContain('second/m: auth');
    expect(error.cause).toMatchObject({ kind: 'auth' });
    expect(recorded.of('request-end')[0]).toMatchObject({
      outcome: 'error',
      error: { code: 'all-attempts-failed' },
    });
  });

  it('tries a failed model again after a pause when there is no other', async () => {
    const clock = new ManualClock();
    const only = scripted('first', [{ error: 'server' }, { error: 'server' }, 'third time'], clock);
    const { orchestrator } = orchestrate([only], { clock });
    const pending = orchestrator.generate(request);
    await clock.advance(0);
    expect(only.calls).toHaveLength(1);
    await clock.advance(1_000);
    expect((await pending).text).toBe('third time');
  });

  it('ends at the deadline with what was tried', async () => {
    const clock = new ManualClock();
    const { orchestrator } = orchestrate([scripted('first', [{ hang: true }], clock)], {
      clock,
      timeouts: { totalMs: 1_000 },
    });
    const pending = rejection(orchestrator.generate(request));
    await clock.advance(1_000);
    const error = (await pending) as RequestTimeoutError;
    expect(RequestTimeoutError.isInstance(error)).toBe(true);
    expect(error.message).toContain('1000 ms');
    expect(error.attempts).toHaveLength(1);
  });

  it('says of each model why it may not be asked', async () => {
    const models = [{ id: 'm', capabilities: [] }];
    const { orchestrator } = orchestrate([new MockSuccessProvider({ name: 'x', models })]);
    const image = { type: 'image', url: 'https://example.com/cat.png' } as const;
    const messages = [{ role: 'user', content: [image] }] as const;
    const error = (await rejection(orchestrator.generate({ messages }))) as NoModelAvailableError;
    expect(NoModelAvailableError.isInstance(error)).toBe(true);
    expect(error.excluded).toEqual([
      { model: 'x/m', reason: 'lacks-capability', detail: 'image-input' },
    ]);
  });

  it('a prompt that is too long goes only to a larger window', async () => {
    const models = [
      { id: 'small', contextWindow: 1_000 },
      { id: 'same', contextWindow: 1_000 },
      { id: 'large', contextWindow: 9_000 },
    ];
    const seen: string[] = [];
    const provider = {
      name: 'p',
      models,
      generate: async ({ model }: { model: string }) => {
        seen.push(model);
        if (model !== 'large') throw new ProviderError({ kind: 'context-length', message: 'no' });
        return { content: [{ type: 'text', text: 'ok' }], finishReason: 'stop' } as const;
      },
    };
    const { orchestrator } = orchestrate([provider], {
      routes: { general: ['p/small', 'p/same', 'p/large'] },
    });
    await orchestrator.generate(request);
    expect(seen).toEqual(['small', 'large']);
  });
});

describe('a provider of somebody else', () => {
  const text = { content: [{ type: 'text', text: 'ok' }], finishReason: 'stop' } as const;

  for (const [what, garbage] of [
    ['undefined', undefined],
    ['a string', '<html>'],
    ['an empty object', {}],
    ['content of no known type', { content: [{ type: 'audio' }], finishReason: 'stop' }],
    ['a content that is no array', { content: 'hi', finishReason: 'stop' }],
  ] as const) {
    it(`that answers ${what} is a protocol failure, and the next model answers`, async () => {
      const bad = { name: 'first', models: [{ id: 'm' }], generate: async () => garbage as never };
      const good = { name: 'second', models: [{ id: 'm' }], generate: async () => text };
      const { orchestrator } = orchestrate([bad, good], { routes: ROUTES });
      const answer = await orchestrator.generate(request);
      expect(answer.attempts[0]).toMatchObject({ error: { kind: 'protocol' }, health: 'bad' });
      expect(answer.model).toBe('second/m');
    });
  }

  it('that throws what is no Error falls over as unknown', async () => {
    const bad = {
      name: 'first',
      models: [{ id: 'm' }],
      generate: () => {
        // A careless plug-in does such things.
        // oxlint-disable-next-line typescript/only-throw-error
        throw 'oops';
      },
    };
    const good = { name: 'second', models: [{ id: 'm' }], generate: async () => text };
    const { orchestrator } = orchestrate([bad, good], { routes: ROUTES });
    const answer = await orchestrator.generate(request);
    expect(answer.attempts[0]).toMatchObject({ error: { kind: 'unknown' }, health: 'neutral' });
  });

  it.each([
    ['is no answer', () => undefined as never],
    ['is no number', () => Number.NaN],
    [
      'fails',
      () => {
        throw new Error('no tokenizer');
      },
    ],
  ])('whose own estimate of tokens %s is planned by ours', async (_, estimateInputTokens) => {
    const odd = { name: 'first', models: [{ id: 'm' }], generate: async () => text };
    const { orchestrator } = orchestrate([{ ...odd, estimateInputTokens }]);
    const ours = await orchestrate([odd]).orchestrator.explain(request);
    expect(ours.inputTokens).toBeGreaterThan(0);
    expect((await orchestrator.explain(request)).inputTokens).toBe(ours.inputTokens);
    expect((await orchestrator.generate(request)).text).toBe('ok');
  });

  it('whose own estimate of tokens is a number is planned by it', async () => {
    const odd = { name: 'first', models: [{ id: 'm' }], generate: async () => text };
    const { orchestrator } = orchestrate([{ ...odd, estimateInputTokens: () => 41.5 }]);
    expect((await orchestrator.explain(request)).inputTokens).toBe(42);
  });

  it('whose usage is nonsense is booked by estimate, marked as one', async () => {
    const usage = { inputTokens: Number.NaN, outputTokens: -3 };
    const odd = {
      name: 'first',
      models: [{ id: 'm' }],
      generate: async () => ({ ...text, usage }),
    };
    const { orchestrator } = orchestrate([odd]);
    const answer = await orchestrator.generate(request);
    expect(answer.usage.source).toBe('estimated');
    expect(answer.usage.inputTokens).toBeGreaterThan(0);
  });

  it('that reports an explicit 0 keeps it', async () => {
    const usage = { inputTokens: 7, outputTokens: 0 };
    const odd = {
      name: 'first',
      models: [{ id: 'm' }],
      generate: async () => ({ ...text, usage }),
    };
    const { orchestrator } = orchestrate([odd]);
    expect((await orchestrator.generate(request)).usage).toMatchObject({
      outputTokens: 0,
      source: 'reported',
    });
  });
});

it('rejects with nothing but the failure of a model that always fails, even as the only one', async () => {
  const clock = new ManualClock();
  const { orchestrator } = orchestrate([scripted('first', always({ error: 'server' }), clock)], {
    clock,
  });
  for (let request = 0; request < 10; request++) {
    const pending = rejection(orchestrator.generate('Hello'));
    await clock.advance(60_000);
    expect(await pending).toBeInstanceOf(AllAttemptsFailedError);
  }
});
