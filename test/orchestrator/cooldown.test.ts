import { describe, expect, it } from 'vitest';
import {
  type CooldownPolicy,
  defaultCooldown,
  NoModelAvailableError,
  ProviderError,
} from '../../src/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { always, orchestrate, rejection, scripted } from './support.js';

const ROUTES = { general: ['first/m', 'second/m'] };
const request = { prompt: 'Tell me something', intent: 'general' } as const;
const usage = (tokens: number) => ({ inputTokens: tokens, outputTokens: 0 });

describe('failures', () => {
  it('rest a model after five in a row; then one probe decides', async () => {
    const clock = new ManualClock();
    const first = scripted('first', [
      { step: { error: 'server' }, times: 5 },
      'back',
      'still back',
    ]);
    const { orchestrator, recorded } = orchestrate([first, scripted('second', always('ok'))], {
      clock,
      routes: ROUTES,
      random: () => 0,
    });
    for (let call = 0; call < 7; call++) await orchestrator.generate(request);
    expect(first.calls).toHaveLength(5);
    expect(recorded.of('cooldown-start')).toMatchObject([
      { target: 'first/m', policy: 'failure', forMs: 5_000, probe: true },
    ]);
    const plan = await orchestrator.explain(request);
    expect(plan.excluded).toMatchObject([
      { model: 'first/m', reason: 'cooling', retryAfterMs: 5_000 },
    ]);
    expect(await orchestrator.health()).toMatchObject({ status: 'degraded' });

    await clock.advance(5_000);
    expect((await orchestrator.generate(request)).model).toBe('first/m');
    expect(recorded.of('attempt-start').at(-1)).toMatchObject({ probe: true });
    expect(recorded.of('cooldown-end')).toMatchObject([{ target: 'first/m', policy: 'failure' }]);
    expect(await orchestrator.health()).toMatchObject({ status: 'ok' });
  });

  it('of the probe make the next rest twice as long', async () => {
    const clock = new ManualClock();
    const first = scripted('first', always({ error: 'server' }));
    const { orchestrator, recorded } = orchestrate([first, scripted('second', always('ok'))], {
      clock,
      routes: ROUTES,
      random: () => 0,
    });
    for (let call = 0; call < 5; call++) await orchestrator.generate(request);
    await clock.advance(5_000);
    await orchestrator.generate(request);
    expect(recorded.of('cooldown-start').map(({ forMs }) => forMs)).toEqual([5_000, 10_000]);
    expect(recorded.of('cooldown-end')).toHaveLength(1);
    expect(first.calls).toHaveLength(6);
  });

  it('let one probe through, and everybody else passes by at once', async () => {
    const clock = new ManualClock();
    const first = scripted(
      'first',
      [
        { step: { error: 'server' }, times: 5 },
        { text: 'back', delayMs: 1_000 },
        { step: 'back', times: 1_000 },
      ],
      clock,
    );
    const { orchestrator } = orchestrate([first, scripted('second', always('ok'))], {
      clock,
      routes: ROUTES,
      random: () => 0,
    });
    for (let call = 0; call < 5; call++) await orchestrator.generate(request);
    await clock.advance(5_000);
    const pending = Array.from({ length: 50 }, () => orchestrator.generate(request));
    await clock.advance(0);
    expect(first.calls).toHaveLength(6);
    await clock.advance(1_000);
    const models = (await Promise.all(pending)).map(({ model }) => model);
    expect(models.filter((model) => model === 'first/m')).toHaveLength(1);
    expect((await orchestrator.generate(request)).model).toBe('first/m');
  });

  it('never switch off the only model there is', async () => {
    const clock = new ManualClock();
    let isDown = true;
    const only = scripted(
      'first',
      always(() => (isDown ? { error: 'server' } : 'up again')),
      clock,
    );
    const { orchestrator, recorded } = orchestrate([only], { clock, maxAttempts: 1 });
    for (let call = 0; call < 8; call++) await rejection(orchestrator.generate(request));
    expect(only.calls).toHaveLength(8);
    expect(recorded.of('cooldown-start')).toHaveLength(1);
    isDown = false;
    expect((await orchestrator.generate(request)).text).toBe('up again');
    expect(recorded.of('cooldown-end')).toHaveLength(1);
  });

  it('of all models end in one attempt on the one that returns soonest', async () => {
    const clock = new ManualClock();
    const providers = [
      scripted('first', always({ error: 'server' })),
      scripted('second', always({ error: 'server' })),
    ];
    const { orchestrator, recorded } = orchestrate(providers, {
      clock,
      routes: ROUTES,
      maxAttempts: 2,
      random: () => 0,
    });
    for (let call = 0; call < 5; call++) await rejection(orchestrator.generate(request));
    const before = recorded.of('attempt-start').length;
    await rejection(orchestrator.generate(request));
    expect(recorded.of('attempt-start').length - before).toBe(1);
    expect(recorded.of('warning').at(-1)?.warning.message).toContain('tried although it rests');
  });

  it('of a model that hangs rest it although each attempt had but its share of the configured time', async () => {
    const clock = new ManualClock();
    const first = scripted('first', always({ hang: true }), clock);
    const { orchestrator, recorded } = orchestrate(
      [first, scripted('second', always('ok')), scripted('third', always('ok'))],
      { clock, routes: ROUTES, timeouts: { totalMs: 10_000 } },
    );
    for (let call = 0; call < 5; call++) {
      const pending = orchestrator.generate(request);
      await clock.advance(4_000);
      expect(await pending).toMatchObject({ model: 'second/m' });
    }
    expect(recorded.of('cooldown-start')).toMatchObject([{ target: 'first/m', policy: 'failure' }]);
    expect((await orchestrator.generate(request)).latencyMs).toBe(0);
  });

  it("of a caller's short deadline rest nobody", async () => {
    const clock = new ManualClock();
    const first = scripted('first', always({ hang: true }), clock);
    const { orchestrator, recorded } = orchestrate([first], { clock });
    for (let call = 0; call < 8; call++) {
      const pending = rejection(orchestrator.generate({ ...request, timeouts: { totalMs: 100 } }));
      await clock.advance(100);
      await pending;
    }
    expect(recorded.of('attempt-end').every(({ health }) => health === 'neutral')).toBe(true);
    expect(recorded.of('cooldown-start')).toEqual([]);
  });
});

describe('a rate limit without a word of when it frees', () => {
  it.each([undefined, 0])(
    'is waited for by the only model’s callers (Retry-After: %s)',
    async (retryAfterMs) => {
      const clock = new ManualClock();
      const failure = new ProviderError({
        ...{ kind: 'rate-limit', message: 'slow down', status: 429 },
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
      const first = scripted('first', [{ error: failure }, 'back'], clock);
      const { orchestrator } = orchestrate([first], { clock, random: () => 0.999 });
      const asked = orchestrator.generate(request);
      await clock.advance(8_999);
      expect(first.calls).toHaveLength(1);
      await clock.advance(1_001);
      expect((await asked).text).toBe('back');
    },
  );
});

describe('limits and rejections', () => {
  const limited = (retryAfterMs: number) =>
    new ProviderError({ kind: 'rate-limit', message: 'slow down', status: 429, retryAfterMs });

  it('rest every model that shares the limit', async () => {
    const models = [
      { id: 'opus-a', pool: 'opus' },
      { id: 'opus-b', pool: 'opus' },
      { id: 'haiku', pool: 'haiku' },
    ];
    const provider = {
      name: 'p',
      models,
      generate: async ({ model }: { model: string }) => {
        if (model !== 'haiku') throw limited(30_000);
        return { content: [{ type: 'text', text: 'ok' }], finishReason: 'stop' } as const;
      },
    };
    const { orchestrator, recorded } = orchestrate([provider], {
      routes: { general: ['p/opus-a', 'p/opus-b', 'p/haiku'] },
    });
    expect((await orchestrator.generate(request)).attempts.map(({ model }) => model)).toEqual([
      'p/opus-a',
      'p/haiku',
    ]);
    expect(recorded.of('cooldown-start')).toMatchObject([{ scope: 'pool', target: 'p#opus' }]);
  });

  it('are waited for when that is soon, and no other model is left', async () => {
    const clock = new ManualClock();
    const only = scripted('first', [{ error: limited(2_000) }, 'free again']);
    const { orchestrator } = orchestrate([only], { clock, random: () => 0 });
    const pending = orchestrator.generate(request);
    await clock.advance(1_999);
    expect(only.calls).toHaveLength(1);
    await clock.advance(1);
    expect((await pending).text).toBe('free again');
    expect(clock.pending).toBe(0);
  });

  it('that last too long are not waited for: the error says when to come back', async () => {
    const clock = new ManualClock();
    const only = scripted('first', [{ error: limited(30_000) }]);
    const { orchestrator } = orchestrate([only], { clock, random: () => 0 });
    await rejection(orchestrator.generate(request));
    const error = (await rejection(orchestrator.generate(request))) as NoModelAvailableError;
    expect(NoModelAvailableError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ retryAfterMs: 30_000, excluded: [{ reason: 'cooling' }] });
    expect(error.message).toContain('30000 ms');
  });

  it('a refused key rests the whole provider, and one request every 30 s may still try it', async () => {
    const clock = new ManualClock();
    const only = scripted('first', always({ error: 'auth' }));
    const { orchestrator, recorded } = orchestrate([only], { clock });
    await rejection(orchestrator.generate(request));
    expect(recorded.of('cooldown-start')).toMatchObject([{ scope: 'provider', target: 'first' }]);
    expect(await rejection(orchestrator.generate(request))).toMatchObject({
      code: 'no-model-available',
      excluded: [{ reason: 'cooling', detail: expect.stringContaining('credentials') }],
    });
    await clock.advance(30_000);
    expect(await rejection(orchestrator.generate(request))).toMatchObject({
      cause: { kind: 'auth' },
    });
    expect(await rejection(orchestrator.generate(request))).toMatchObject({
      code: 'no-model-available',
    });
    expect(only.calls).toHaveLength(2);
  });

  it('an answer that says its limit is used up keeps the next request away', async () => {
    const first = scripted('first', [{ text: 'last one', limitResetMs: 4_000 }]);
    const { orchestrator } = orchestrate([first, scripted('second', ['ok'])], { routes: ROUTES });
    expect((await orchestrator.generate(request)).model).toBe('first/m');
    expect((await orchestrator.generate(request)).model).toBe('second/m');
  });
});

describe('a token threshold', () => {
  const cooldown = defaultCooldown({
    tokenThreshold: { tokens: 1_000, window: 'minute', forMs: 300_000 },
  });

  it('rests a model that used more, not one that used just as much', async () => {
    const script = [1_000, 1, 1].map((tokens) => ({ text: 'ok', usage: usage(tokens) }));
    const { orchestrator, recorded, clock } = orchestrate([scripted('first', script)], {
      cooldown,
    });
    await orchestrator.generate(request);
    expect(recorded.of('cooldown-start')).toEqual([]);
    await orchestrator.generate(request);
    expect(recorded.of('cooldown-start')).toMatchObject([
      { policy: 'token-threshold', forMs: 300_000, probe: false },
    ]);
    const error = await rejection(orchestrator.generate(request));
    expect(error).toMatchObject({ code: 'no-model-available', retryAfterMs: 300_000 });
    // Tokens from before the rest never trip it again.
    await clock.advance(300_000);
    await orchestrator.generate(request);
    expect(recorded.of('cooldown-start')).toHaveLength(1);
    expect(recorded.of('cooldown-end')).toHaveLength(1);
  });

  it('is started once by 10,000 requests at once, and their late settlements trip no second', async () => {
    const clock = new ManualClock();
    const step = { text: 'ok', usage: usage(7), delayMs: 100 };
    const { orchestrator, recorded } = orchestrate([scripted('first', always(step), clock)], {
      clock,
      cooldown,
    });
    const pending = Array.from({ length: 10_000 }, () => orchestrator.generate(request));
    await clock.advance(0);
    clock.step(100);
    const answers = await Promise.all(pending);
    const stats = await orchestrator.stats();
    expect(answers).toHaveLength(10_000);
    expect(stats.models[0]?.lastMinute).toMatchObject({ requests: 10_000, inputTokens: 70_000 });
    expect(stats.models[0]?.inFlight).toBe(0);
    expect(stats.providers[0]).toMatchObject({
      provider: 'first',
      lastHour: { inputTokens: 70_000 },
    });
    expect(recorded.of('cooldown-start')).toHaveLength(1);
    await clock.advance(300_000);
    const next = orchestrator.generate(request);
    await clock.advance(100);
    await next;
    expect(recorded.of('cooldown-end')).toHaveLength(1);
    expect(recorded.of('cooldown-start')).toHaveLength(1);
  });
});

describe("a policy of one's own", () => {
  it('sees every attempt, fallbacks included', async () => {
    const seen: string[] = [];
    const watcher: CooldownPolicy = {
      name: 'watcher',
      assess: ({ model, outcome }) => {
        seen.push(`${model} ${outcome}`);
        return undefined;
      },
    };
    const providers = [scripted('first', [{ error: 'server' }]), scripted('second', ['ok'])];
    const { orchestrator } = orchestrate(providers, { routes: ROUTES, cooldown: watcher });
    await orchestrator.generate(request);
    expect(seen).toEqual(['first/m error', 'second/m success']);
  });

  it('that throws or answers nonsense costs a warning and no request', async () => {
    const thrower: CooldownPolicy = {
      name: 'thrower',
      assess: () => {
        throw new Error('mistake');
      },
    };
    const nonsense: CooldownPolicy = {
      name: 'nonsense',
      assess: () => ({ forMs: Number.NaN, reason: 'no' }),
    };
    const { orchestrator, recorded } = orchestrate([scripted('first', ['ok'])], {
      cooldown: [thrower, nonsense],
    });
    expect((await orchestrator.generate(request)).text).toBe('ok');
    const messages = recorded.of('warning').map(({ warning }) => warning.message);
    expect(messages).toHaveLength(2);
    expect(messages[0]).toContain('"thrower" was ignored');
    expect(messages[1]).toContain('"nonsense" was ignored');
  });
});
