import { describe, expect, it } from 'vitest';
import { requestOf } from '../../requests.js';
import { STEADY, vendor, watch } from './vendors.js';

describe('SimulatedProvider, aborted', () => {
  it('was never called, when that was before', async () => {
    const { clock, provider, told } = vendor({
      models: [{ ...STEADY, limits: { requestsPerMinute: 1 } }],
    });
    const context = {
      attemptId: 'a',
      signal: AbortSignal.abort(new Error('before')),
      timeoutMs: 1,
    };
    await expect(provider.generate(requestOf('Hi', 'gpt'), context)).rejects.toThrow('before');
    await expect(provider.stream(requestOf('Hi', 'gpt'), context).next()).rejects.toThrow('before');
    expect([clock.pending, told]).toEqual([0, []]);
  });

  it.each([
    ['it answers', {}],
    ['it fails', { failures: { server: 1 } }],
    ['it hangs', { failures: { hang: 1 } }],
    ['it refuses', { limits: { tokensPerMinute: 1 } }],
  ])('ends at once while %s, and leaves nothing', async (_, behaviour) => {
    const { clock, ask, told } = vendor({ models: [{ ...STEADY, ...behaviour }] });
    const { answer, controller, listeners } = ask();
    expect(listeners()).toBe(1);
    await clock.advance(49);
    controller.abort(new Error('enough'));
    expect([clock.pending, listeners()]).toEqual([0, 0]);
    expect(told).toEqual(['call 1 starts', 'call 1 ends']);
    await expect(answer).rejects.toThrow('enough');
    await clock.advance(10_000);
    expect(told).toHaveLength(2);
  });

  it('in the moment of its answer reports nothing', async () => {
    const { clock, ask, told } = vendor();
    const { answer, controller } = ask();
    clock.step(1_000);
    controller.abort(new Error('too late'));
    await expect(answer).rejects.toThrow('too late');
    expect(told).toEqual(['call 1 starts', 'call 1 ends']);
  });

  it('after its end does nothing', async () => {
    const { clock, ask, told } = vendor();
    const { answer, controller, listeners } = ask();
    await clock.advance(1_000);
    expect(listeners()).toBe(0);
    controller.abort();
    await expect(answer).resolves.toBeDefined();
    expect(told).toEqual(['call 1 starts', 'call 1 3+45', 'call 1 ends']);
  });
});

describe('SimulatedProvider tells its witness', () => {
  it.each([
    ['an answer', {}, ['call 1 starts', 'call 1 3+45', 'call 1 ends']],
    ['a failure', { failures: { server: 1 } }, ['call 1 starts', 'call 1 ends']],
  ])('of %s', async (_, behaviour, expected) => {
    const { clock, ask, told } = vendor({ models: [{ ...STEADY, ...behaviour }] });
    const { answer, listeners } = ask();
    watch(answer);
    expect(told).toEqual(['call 1 starts']);
    await clock.advance(1_000);
    expect(told).toEqual(expected);
    expect([clock.pending, listeners()]).toEqual([0, 0]);
  });

  it('of a refusal', async () => {
    const limits = { requestsPerMinute: 1 };
    const { clock, ask, told } = vendor({ models: [{ ...STEADY, limits }] });
    watch(ask().answer);
    watch(ask().answer);
    await clock.advance(100);
    expect(told).toEqual(['call 1 starts', 'call 2 starts', 'call 2 ends']);
  });
});
