import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  InvalidRequestError,
  Orchestrator,
  type OrchestratorError,
  ProviderError,
} from '../../src/index.js';
import { ManualClock, MockSuccessProvider, recordEvents } from '../../src/testing/index.js';
import { always, orchestrate, rejection, scripted } from './support.js';

const request = { prompt: 'Tell me something', intent: 'general' } as const;

describe("the caller's abort", () => {
  it('is rethrown as it is, reaches the provider, and settles an estimate', async () => {
    const clock = new ManualClock();
    const first = scripted('first', [{ hang: true }], clock);
    const { orchestrator, recorded } = orchestrate([first, scripted('second', [])], { clock });
    const controller = new AbortController();
    const { signal } = controller;
    const pending = rejection(
      orchestrator.generate({ ...request, signal, model: 'first/m' as never }),
    );
    await clock.advance(0);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    const reason = new Error('changed my mind');
    controller.abort(reason);
    expect(await pending).toBe(reason);
    expect(first.calls[0]?.signal.aborted).toBe(true);
    expect(first.calls[0]?.signal.reason).toBe(reason);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(clock.pending).toBe(0);
    expect(recorded.of('request-end')).toMatchObject([{ outcome: 'aborted' }]);
    expect(recorded.of('attempt-end')).toMatchObject([{ outcome: 'aborted', health: 'neutral' }]);
    expect(recorded.of('usage')).toMatchObject([{ usage: { source: 'estimated' } }]);
    const { models } = await orchestrator.stats();
    expect(models[0]).toMatchObject({ inFlight: 0, lastMinute: { requests: 1, failures: 0 } });
  });

  it('before the start asks nobody', async () => {
    const first = scripted('first', []);
    const { orchestrator, recorded } = orchestrate([first]);
    const signal = AbortSignal.abort(new Error('too late'));
    expect(await rejection(orchestrator.generate({ ...request, signal }))).toBe(signal.reason);
    expect(first.calls).toHaveLength(0);
    expect(recorded.types()).toEqual(['request-start', 'request-end']);
  });

  it('ends the request at once even if the provider is deaf', async () => {
    const clock = new ManualClock();
    const first = scripted('first', [{ text: 'late', delayMs: 5_000, deaf: true }], clock);
    const { orchestrator } = orchestrate([first], { clock });
    const controller = new AbortController();
    const pending = rejection(orchestrator.generate({ ...request, signal: controller.signal }));
    await clock.advance(0);
    controller.abort();
    expect(await pending).toBe(controller.signal.reason);
  });

  it('ends a pause between two attempts', async () => {
    const clock = new ManualClock();
    const { orchestrator } = orchestrate([scripted('first', always({ error: 'server' }), clock)], {
      clock,
      random: () => 0.999,
    });
    const controller = new AbortController();
    const pending = rejection(orchestrator.generate({ ...request, signal: controller.signal }));
    await clock.advance(0);
    expect(clock.pending).toBe(1);
    controller.abort();
    expect(await pending).toBe(controller.signal.reason);
    expect(clock.pending).toBe(0);
  });
});

describe('close', () => {
  it('refuses new requests and lets running ones end', async () => {
    const clock = new ManualClock();
    const { orchestrator } = orchestrate(
      [scripted('first', [{ text: 'ok', delayMs: 1_000 }], clock)],
      {
        clock,
      },
    );
    const running = orchestrator.generate(request);
    await clock.advance(0);
    const closed = orchestrator.close();
    expect(await rejection(orchestrator.generate(request))).toBeInstanceOf(InvalidRequestError);
    await clock.advance(1_000);
    expect((await running).text).toBe('ok');
    await closed;
    expect(clock.pending).toBe(0);
  });

  it('aborts what still runs after the grace', async () => {
    const clock = new ManualClock();
    const { orchestrator, recorded } = orchestrate([scripted('first', [{ hang: true }], clock)], {
      clock,
    });
    const running = rejection(orchestrator.generate(request));
    await clock.advance(0);
    const closed = orchestrator.close({ graceMs: 200 });
    await clock.advance(200);
    expect(await running).toMatchObject({ name: 'AbortError' });
    await closed;
    expect(recorded.of('request-end')).toMatchObject([{ outcome: 'aborted' }]);
  });

  it('closes providers once, however often it is called, also by `await using`', async () => {
    let closed = 0;
    const provider = Object.assign(new MockSuccessProvider(), { close: () => void closed++ });
    {
      await using orchestrator = new Orchestrator({ providers: [provider] });
      await Promise.all([orchestrator.close(), orchestrator.close()]);
    }
    expect(closed).toBe(1);
  });
});

describe('reset', () => {
  it('forgets usage and rests, and tells of the rests that end with it', async () => {
    const { orchestrator, recorded } = orchestrate([scripted('first', [{ error: 'auth' }, 'ok'])]);
    await rejection(orchestrator.generate(request));
    expect(await orchestrator.health()).toMatchObject({ status: 'unavailable' });
    await orchestrator.reset();
    expect(recorded.of('cooldown-end')).toHaveLength(1);
    expect(await orchestrator.health()).toMatchObject({ status: 'ok' });
    expect((await orchestrator.stats()).models).toEqual([]);
    expect((await orchestrator.generate(request)).text).toBe('ok');
  });

  it('of a model that there is not is refused', async () => {
    const { orchestrator } = orchestrate([scripted('first', [])]);
    await expect(orchestrator.reset('first/n' as never)).rejects.toBeInstanceOf(
      InvalidRequestError,
    );
  });
});

describe('listeners', () => {
  it('that throw or reject break nothing, and are told of', async () => {
    const { orchestrator } = orchestrate([scripted('first', ['ok'])]);
    const errors: unknown[] = [];
    orchestrator.on('listener-error', ({ error }) => errors.push(error));
    orchestrator.on('request-start', () => {
      throw new Error('thrown');
    });
    orchestrator.on('request-end', (async () => {
      throw new Error('rejected');
    }) as () => void);
    expect((await orchestrator.generate(request)).text).toBe('ok');
    await Promise.resolve();
    expect(errors).toMatchObject([{ message: 'thrown' }, { message: 'rejected' }]);
  });

  it('get payloads that nobody can change', async () => {
    const { orchestrator, recorded } = orchestrate([scripted('first', ['ok'])]);
    await orchestrator.generate(request);
    for (const event of recorded.events) expect(Object.isFrozen(event)).toBe(true);
    const [route] = recorded.of('route');
    expect(Object.isFrozen(route?.plan.candidates)).toBe(true);
  });

  it('stop when told to', async () => {
    const { orchestrator } = orchestrate([scripted('first', always('ok'))]);
    let heard = 0;
    const off = orchestrator.on('request-end', () => void heard++);
    orchestrator.once('request-start', () => void heard++);
    await orchestrator.generate(request);
    off();
    await orchestrator.generate(request);
    expect(heard).toBe(2);
  });
});

describe('secrets', () => {
  const KEY = 'sk-canary-0123456789abcdef';
  const PROMPT = 'The canary sings at midnight behind the old lighthouse';

  it('prompts and completions are in no event, error or statistic', async () => {
    const echo = {
      name: 'first',
      models: [{ id: 'm' }],
      generate: async () => {
        throw new ProviderError({
          kind: 'server',
          message: `I choke on: ${PROMPT}`,
          cause: PROMPT,
        });
      },
    };
    const { orchestrator, recorded } = orchestrate(
      [echo, scripted('second', [`You said: ${PROMPT}`])],
      { routes: { general: ['first/m', 'second/m'] } },
    );
    const answer = await orchestrator.generate({ prompt: PROMPT, intent: 'general' });
    const told = inspect([recorded.events, answer.attempts, await orchestrator.stats()], {
      depth: 20,
    });
    expect(told).not.toContain('canary sings');
    const failing = orchestrate([echo], { maxAttempts: 1 }).orchestrator;
    const error = (await rejection(failing.generate(PROMPT))) as OrchestratorError;
    expect(inspect(error, { depth: 20 })).not.toContain('canary sings');
    expect(JSON.stringify(error)).not.toContain('canary sings');
  });

  it('a prompt that only the cause of an error quotes is not in it either', async () => {
    const cause = new Error('outer', { cause: new Error(`inner: ${PROMPT}`) });
    const error = new ProviderError({ kind: 'invalid-request', message: 'no', cause });
    const quoting = {
      name: 'first',
      models: [{ id: 'm' }],
      generate: () => Promise.reject(error),
    };
    const rejected = await rejection(orchestrate([quoting]).orchestrator.generate(PROMPT));
    expect(inspect(rejected, { depth: 20 })).not.toContain('canary sings');
    const other = await rejection(orchestrate([quoting]).orchestrator.generate('Hello there'));
    expect((other as ProviderError).cause).toBe(cause);
  });

  it('keys show up neither in the orchestrator nor in its providers', async () => {
    const { OpenAIProvider } = await import('../../src/providers/openai/index.js');
    const { AnthropicProvider } = await import('../../src/providers/anthropic/index.js');
    const providers = [new OpenAIProvider({ apiKey: KEY }), new AnthropicProvider({ apiKey: KEY })];
    const orchestrator = new Orchestrator({ providers });
    const shown = inspect([orchestrator, providers], { depth: 20, showHidden: true });
    expect(shown + JSON.stringify([orchestrator, providers])).not.toContain(KEY);
  });
});

describe('requests at once', () => {
  it('share nothing but the store: each gets its own answer, events and ids', async () => {
    const echo = new MockSuccessProvider({
      text: ({ messages }) => JSON.stringify(messages[0]?.content[0]),
    });
    const orchestrator = new Orchestrator({ providers: [echo] });
    const recorded = recordEvents(orchestrator);
    const prompts = Array.from({ length: 200 }, (_, index) => `prompt number ${index}`);
    const answers = await Promise.all(prompts.map((prompt) => orchestrator.generate(prompt)));
    for (const [index, answer] of answers.entries()) {
      expect(answer.text).toContain(`prompt number ${index}"`);
    }
    expect(new Set(answers.map(({ id }) => id)).size).toBe(200);
    expect(recorded.of('request-start')).toHaveLength(200);
    expect(recorded.of('request-end')).toHaveLength(200);
  });
});
