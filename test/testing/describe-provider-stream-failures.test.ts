import { describe, expect, it } from 'vitest';
import type { Provider } from '../../src/contracts/provider.js';
import { ProviderError } from '../../src/errors/provider-error.js';
import type { ProviderSuiteOptions } from '../../src/testing/index.js';
import {
  broken,
  DELTA,
  FINISH,
  failing,
  good,
  HI,
  inTime,
  providerWith,
  type Stream,
  serverError,
  streaming,
  usageOf,
} from './broken-streams.js';

const FAILS = 'fails with a ProviderError when its stream is read';
const GIVES_UP = 'gives up a stalled stream when it is aborted';
const TRUNCATED = 'does not pass a truncated stream off as a whole one';
const MIDWAY = 'fails with a ProviderError after the content that came before';

describe('describeProvider, of streams that are not to succeed', () => {
  const brokenWith = (options: ProviderSuiteOptions) =>
    broken(() => providerWith((request, call) => good.stream(request, call)), options);
  const failingGenerate = { generate: () => Promise.reject(serverError()) };

  it.each<[string, Stream]>([
    ['a plain Error', failing([], () => new Error('500'))],
    [
      'an unknown kind',
      failing([], () => new ProviderError({ kind: 'broken' as 'server', message: '500' })),
    ],
    [
      "the prompt in an error's message",
      failing([], (request) => {
        return new ProviderError({ kind: 'server', message: JSON.stringify(request) });
      }),
    ],
    ['an answer where a failure was to come', (request, call) => good.stream(request, call)],
    ['a failure after the finish', failing([FINISH], serverError)],
    ['a stream that just ends', streaming(() => [HI])],
    ['a failure after odd events', failing([{ type: 'poem' }], serverError)],
  ])('catches %s', async (_, stream) => {
    const makeFailing = () => providerWith(stream, failingGenerate);
    expect(await brokenWith({ makeFailing })).toEqual([FAILS]);
  });

  it('has nothing against a stream that fails properly', async () => {
    const makeFailing = () => providerWith(failing([], serverError), failingGenerate);
    expect(await brokenWith({ makeFailing })).toEqual([]);
  });

  const untilAborted: Provider['generate'] = (_, { signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });

  it.each<[string, Stream, readonly string[]]>([
    [
      'catches one that never gives up',
      async function* () {
        await new Promise(() => {});
        yield FINISH;
      },
      [GIVES_UP],
    ],
    [
      'catches one that finishes all the same when it hears the signal',
      async function* (request, call) {
        yield HI;
        await untilAborted(request, call).catch(() => {});
        yield FINISH;
      },
      [GIVES_UP],
    ],
    [
      'has nothing against one that ends without a finish',
      async function* (request, call) {
        yield HI;
        await untilAborted(request, call).catch(() => {});
      },
      [],
    ],
    [
      'has nothing against one that rejects',
      async function* (request, call) {
        await untilAborted(request, call);
        yield FINISH;
      },
      [],
    ],
  ])('%s', async (_, stream, rules) => {
    const makeHanging = () => providerWith(stream, { generate: untilAborted });
    expect(await inTime(() => brokenWith({ makeHanging }))).toEqual(rules);
  });

  it.each<[string, Stream, readonly string[]]>([
    ['catches one that finishes all the same', streaming(() => [HI, FINISH]), [TRUNCATED]],
    ['catches one that fails with a plain Error', failing([HI], () => new Error()), [TRUNCATED]],
    ['has nothing against one that just ends', streaming(() => [HI]), []],
    ['has nothing against one that fails properly', failing([HI], serverError), []],
  ])('%s when it is truncated', async (_, stream, rules) => {
    expect(await brokenWith({ makeTruncated: () => providerWith(stream) })).toEqual(rules);
  });

  it.each<[string, Stream, readonly string[]]>([
    ['catches one that keeps the content back', failing([], serverError), [MIDWAY]],
    [
      'catches one that had no more than signs of life',
      failing([{ type: 'keep-alive' }, usageOf(1, 1)], serverError),
      [MIDWAY],
    ],
    ['catches one that fails with a plain Error', failing([HI], () => new Error()), [MIDWAY]],
    ['catches one that just ends', streaming(() => [HI]), [MIDWAY]],
    ['catches one that finishes before', failing([HI, FINISH], serverError), [MIDWAY]],
    ['has nothing against one that fails properly', failing([HI], serverError), []],
    ['has nothing against a call as content', failing([DELTA], serverError), []],
  ])('%s when it fails midway', async (_, stream, rules) => {
    expect(await brokenWith({ makeFailingMidway: () => providerWith(stream) })).toEqual(rules);
  });

  it('asks none of it of a provider that cannot stream', async () => {
    const { name, models } = good;
    const make = (generate: Provider['generate']) => () => ({ name, models, generate });
    const options = {
      makeFailing: make(failingGenerate.generate),
      makeHanging: make(untilAborted),
      makeTruncated: make(failingGenerate.generate),
      makeFailingMidway: make(failingGenerate.generate),
    };
    expect(await inTime(() => brokenWith(options))).toEqual([]);
  });

  it('closes every provider that it was given, those that break a rule too', async () => {
    let open = 0;
    const make = () => {
      open++;
      return providerWith(failing([], serverError), { close: () => void open-- });
    };
    const options = { makeFailing: make, makeTruncated: make, makeFailingMidway: make };
    await broken(make, { ...options, makeHanging: make });
    expect(open).toBe(0);
  });
});
