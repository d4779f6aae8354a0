import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DetectionCache } from '../../src/intent/detection-cache.js';
import { ManualClock } from '../../src/testing/index.js';

interface Answer {
  readonly said: string;
}

const NEVER = new AbortController().signal;

function make(options?: { readonly size?: number }) {
  const clock = new ManualClock();
  const cache = new DetectionCache<Answer>(options);
  const said = async (key: string, text = key) =>
    (await cache.ask(key, NEVER, async () => ({ said: text }))).said;
  return { cache, clock, said };
}

describe('what was detected', () => {
  it('is forgotten when there is more than it holds, the least recently used first', async () => {
    const { cache, said } = make({ size: 2 });
    await said('a');
    await said('b');
    cache.get('a');
    await said('c');
    expect(['a', 'b', 'c'].map((key) => cache.get(key)?.said)).toEqual(['a', undefined, 'c']);
  });

  it('is a thousand answers unless said otherwise, and none where it says so', async () => {
    const { cache, said } = make();
    for (let count = 0; count <= 1_000; count++) await said(String(count));
    expect(cache.get('0')).toBeUndefined();
    expect(cache.get('1')).toBeDefined();
    const none = make({ size: 0 });
    await none.said('a');
    expect(none.cache.get('a')).toBeUndefined();
  });

  it('is kept without its text', async () => {
    const { cache, said } = make();
    const key = cache.keyOf('The canary sings');
    await said(key, 'x');
    expect(cache.get(cache.keyOf('The canary sings'))).toEqual({ said: 'x' });
    expect(cache.get(cache.keyOf('The canary sings.'))).toBeUndefined();
    expect(inspect(cache, { depth: 9, showHidden: true })).not.toContain('canary');
  });

  it('never is more than it may be, whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(6), { maxLength: 40 }),
        fc.integer({ min: 0, max: 4 }),
        async (keys, size) => {
          const { cache, said } = make({ size });
          const recent: string[] = [];
          for (const key of keys.map(String)) {
            if (cache.get(key) === undefined) await said(key);
            if (recent.includes(key)) recent.splice(recent.indexOf(key), 1);
            recent.push(key);
            if (recent.length > size) recent.shift();
          }
          const kept = ['0', '1', '2', '3', '4', '5', '6'].filter((key) => cache.get(key));
          expect(kept).toEqual(recent.toSorted());
        },
      ),
    );
  });
});

describe('asking', () => {
  /** Asks who answers when told to. */
  function slow() {
    const made = make();
    const open: PromiseWithResolvers<Answer>[] = [];
    const ask = (signal: AbortSignal = NEVER) =>
      made.cache.ask('a', signal, () => {
        const answer = Promise.withResolvers<Answer>();
        open.push(answer);
        signal.addEventListener('abort', () => answer.reject(signal.reason));
        return answer.promise;
      });
    return { ...made, open, ask };
  }

  it('is done once for all who want to know the same at once', async () => {
    const { open, ask } = slow();
    const answers = [ask(), ask(), ask()];
    expect(open).toHaveLength(1);
    open[0]?.resolve({ said: 'x' });
    expect(await Promise.all(answers)).toEqual([{ said: 'x' }, { said: 'x' }, { said: 'x' }]);
  });

  it('fails for whoever asked alone: the others ask themselves, one at a time, until one knows', async () => {
    const { open, ask, clock, cache } = slow();
    const answers = [ask(), ask(), ask(), ask()].map((answer) =>
      answer.catch((error: unknown) => error),
    );
    const failures = [new Error('no'), new Error('not me')];
    open[0]?.reject(failures[0]);
    await clock.advance(0);
    expect(open).toHaveLength(2);
    expect(cache.get('a')).toBeUndefined();
    open[1]?.reject(failures[1]);
    await clock.advance(0);
    expect(open).toHaveLength(3);
    open[2]?.resolve({ said: 'x' });
    expect(await Promise.all(answers)).toEqual([...failures, { said: 'x' }, { said: 'x' }]);
    expect(open).toHaveLength(3);
  });

  it('is done once by each, where it fails always', async () => {
    const { open, ask, clock } = slow();
    const answers = [ask(), ask(), ask()].map((answer) => answer.catch((error: unknown) => error));
    for (let count = 0; count < 5; count++) {
      open.at(-1)?.reject(count);
      await clock.advance(0);
    }
    expect(await Promise.all(answers)).toEqual([0, 1, 2]);
    expect(open).toHaveLength(3);
  });

  it('does not wait for who is deaf to the signal, whose late answer counts all the same', async () => {
    const { cache, clock } = make();
    const late = Promise.withResolvers<Answer>();
    const first = new AbortController();
    const given = cache.ask('a', first.signal, () => late.promise).catch((error: unknown) => error);
    const second = cache.ask('a', NEVER, async () => ({ said: 'second' }));
    first.abort('enough');
    expect(await given).toBe('enough');
    expect(await second).toEqual({ said: 'second' });
    late.resolve({ said: 'late' });
    await clock.advance(0);
    expect(cache.get('a')).toEqual({ said: 'late' });
  });

  it('is not done for who has given up before', async () => {
    const { open, ask } = slow();
    await expect(ask(AbortSignal.abort('never mind'))).rejects.toBe('never mind');
    expect(open).toEqual([]);
  });

  it('goes on with the next one where whoever asked first gives up', async () => {
    const { open, ask, clock } = slow();
    const first = new AbortController();
    const given = ask(first.signal).catch((error: unknown) => error);
    const others = [ask(), ask()];
    first.abort('enough');
    expect(await given).toBe('enough');
    await clock.advance(0);
    expect(open).toHaveLength(2);
    open[1]?.resolve({ said: 'x' });
    expect(await Promise.all(others)).toEqual([{ said: 'x' }, { said: 'x' }]);
  });

  it('does not go on for one who has given up as well', async () => {
    const { open, ask, clock } = slow();
    const [first, second] = [new AbortController(), new AbortController()];
    const ends = [ask(first.signal), ask(second.signal)].map((answer) =>
      answer.catch((error: unknown) => error),
    );
    second.abort('bored');
    first.abort('enough');
    expect(await Promise.all(ends)).toEqual(['enough', 'bored']);
    await clock.advance(0);
    expect(open).toHaveLength(1);
  });
});

describe('a cache that is none', () => {
  it.each([
    [{ size: -1 }, 'cache.size'],
    [{ size: 1.5 }, 'cache.size'],
    [{ size: Number.NaN }, 'cache.size'],
    [{ seize: 3 }, 'did you mean "size"'],
  ])('is refused: %j', (options, message) => {
    expect(() => new DetectionCache(options as object)).toThrow(message);
  });
});
