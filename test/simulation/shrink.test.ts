import { describe, expect, it } from 'vitest';
import { type World, worldOf } from './scenario.js';
import { shrink } from './shrink.js';

const world: World = {
  ...worldOf(1),
  seconds: 100,
  providers: [
    { name: 'a', models: [{ id: 'one' }, { id: 'two', failures: { server: 1, quota: 0 } }] },
    { name: 'b', models: [{ id: 'three' }] },
  ],
  requests: ['Hi', { prompt: 'Hello', maxAttempts: 2, tenant: 'acme' }],
};

/** What is given up for being no world at all, as options without a seed are. */
function isWorld({ seed, requests, providers, settings, traffic }: Partial<World>): boolean {
  return [seed, requests, providers, settings, traffic].every((part) => part !== undefined);
}

describe('shrink', () => {
  it('keeps what the failure needs and nothing else', async () => {
    const smallest = await shrink(world, async (smaller) => {
      const failures = smaller.providers?.[0]?.models?.map((model) => model.failures?.server);
      return isWorld(smaller) && smaller.seconds >= 10 && failures?.includes(1) === true;
    });
    expect(smallest).toEqual({
      seed: 1,
      seconds: 12,
      providers: [{ models: [{ failures: { server: 1 } }] }],
      settings: {},
      traffic: {},
      requests: [],
    });
  });

  it('gives back the world as it is when nothing can go', async () => {
    expect(await shrink(world, async () => false)).toBe(world);
  });

  it('does not cut a time of two seconds or less', async () => {
    const short = await shrink(world, async ({ seconds }) => seconds !== undefined);
    expect(short).toEqual({ seconds: 1 });
  });
});
