import { describe, expect, it } from 'vitest';
import type { ErrorKind } from '../../../../src/contracts/attempt.js';
import { STEADY, vendor, watch } from './vendors.js';

describe('SimulatedProvider, when calls fail', () => {
  it.each<[ErrorKind, number | undefined]>([
    ['rate-limit', 429],
    ['quota', 429],
    ['overloaded', 529],
    ['timeout', 408],
    ['network', undefined],
    ['server', 500],
    ['protocol', undefined],
    ['auth', 401],
    ['permission', 403],
    ['model-not-found', 404],
    ['not-found', 404],
    ['invalid-request', 400],
    ['context-length', 400],
    ['content-filter', 400],
    ['unknown', undefined],
  ])('fails with %s and status %s, and says nothing but that', async (kind, status) => {
    const { clock, ask } = vendor({ models: [{ ...STEADY, failures: { [kind]: 1 } }] });
    const seen = watch(ask().answer);
    await clock.advance(49);
    expect(seen).toEqual({});
    await clock.advance(1);
    expect(seen.error).toMatchObject({
      name: 'ProviderError',
      kind,
      message: `openai/gpt: ${kind}, as simulated`,
    });
    expect((seen.error as { status?: number }).status).toBe(status);
    expect(seen.error).not.toHaveProperty('retryAfterMs');
  });

  it('fails at once for a model that it does not have', async () => {
    const { clock, ask, told } = vendor();
    await expect(ask({ model: 'gtp' }).answer).rejects.toMatchObject({
      kind: 'model-not-found',
      status: 404,
      message: 'openai/gtp: model-not-found, as simulated',
    });
    expect(clock.pending).toBe(0);
    expect(told).toEqual(['call 1 starts', 'call 1 ends']);
  });

  it('fails the shares of its calls that it is told to, each kind its own', async () => {
    const failures = { server: 0.2, overloaded: 0.3 };
    const { clock, ask } = vendor({ models: [{ ...STEADY, failures }] });
    const calls = Array.from({ length: 5_000 }, () => ask().answer);
    const settled = Promise.allSettled(calls);
    clock.step(1_000);
    const kinds = new Map<string, number>();
    for (const outcome of await settled) {
      const kind = outcome.status === 'fulfilled' ? 'none' : outcome.reason.kind;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    expect(Math.abs((kinds.get('server') ?? 0) - 1_000)).toBeLessThan(100);
    expect(Math.abs((kinds.get('overloaded') ?? 0) - 1_500)).toBeLessThan(100);
    expect(Math.abs((kinds.get('none') ?? 0) - 2_500)).toBeLessThan(100);
  });

  it('takes a share that is undefined for none', async () => {
    // As `JSON` and spread options leave it; the types would not let it pass.
    const failures = { server: undefined, overloaded: 1 } as object;
    const { clock, ask } = vendor({ models: [{ ...STEADY, failures }] });
    const seen = watch(ask().answer);
    await clock.advance(50);
    expect(seen.error).toMatchObject({ kind: 'overloaded' });
  });

  it('hangs until its caller gives up', async () => {
    const { clock, ask } = vendor({ models: [{ ...STEADY, failures: { hang: 1 } }] });
    const { answer, controller } = ask();
    const seen = watch(answer);
    expect(clock.pending).toBe(0);
    await clock.advance(86_400_000);
    expect(seen).toEqual({});
    controller.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });
});

describe('SimulatedProvider, in an incident', () => {
  it('fails the calls that come in while it lasts, to the millisecond', async () => {
    const incident = { fromSeconds: 10, forSeconds: 5, failure: 'overloaded' } as const;
    const { clock, ask } = vendor({ incidents: [incident], startAt: 3_000 });
    const seen: ReturnType<typeof watch>[] = [];
    for (const waitMs of [9_999, 1, 4_999, 1]) {
      await clock.advance(waitMs);
      seen.push(watch(ask().answer));
    }
    await clock.advance(1_000);
    expect(seen.map(({ error }) => (error as { kind?: string } | undefined)?.kind)).toEqual([
      undefined,
      'overloaded',
      'overloaded',
      undefined,
    ]);
  });

  it('takes longer for all of an answer', async () => {
    const { clock, ask } = vendor({ incidents: [{ fromSeconds: 0, forSeconds: 10, slowdown: 3 }] });
    await clock.advance(5_000);
    const seen = watch(ask().answer);
    await clock.advance(1_999);
    expect(seen).toEqual({});
    await clock.advance(1);
    expect(seen.value).toBeDefined();
  });

  it('takes longer for failures, too', async () => {
    const { clock, ask } = vendor({
      models: [{ ...STEADY, failures: { server: 1 } }],
      incidents: [{ fromSeconds: 0, forSeconds: 10, slowdown: 3 }],
    });
    await clock.advance(5_000);
    const seen = watch(ask().answer);
    await clock.advance(99);
    expect(seen).toEqual({});
    await clock.advance(1);
    expect(seen.error).toBeDefined();
  });

  it('concerns the models that are named', async () => {
    const { clock, ask } = vendor({
      models: [STEADY, { ...STEADY, id: 'mini' }],
      incidents: [{ fromSeconds: 0, forSeconds: 10, failure: 'server', models: ['mini'] }],
    });
    const gpt = watch(ask().answer);
    const mini = watch(ask({ model: 'mini' }).answer);
    await clock.advance(1_000);
    expect(gpt.value).toBeDefined();
    expect(mini.error).toMatchObject({ kind: 'server' });
  });

  it('counts no call against the limits that fails by it', async () => {
    const { clock, ask } = vendor({
      models: [{ ...STEADY, limits: { requestsPerMinute: 1, maxConcurrency: 1 } }],
      incidents: [{ fromSeconds: 0, forSeconds: 10, failure: 'hang' }],
    });
    watch(ask().answer);
    await clock.advance(10_000);
    const seen = watch(ask().answer);
    await clock.advance(1_000);
    expect(seen.value).toBeDefined();
  });
});
