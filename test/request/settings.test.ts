import { describe, expect, it } from 'vitest';
import { TIMEOUT_NAMES } from '../../src/contracts/configuration.js';
import { normalizeRequest, type RequestContext } from '../../src/request/normalize-request.js';
import { anOrchestrator, refusalOf, sent } from './asking.js';

const prompt = 'Hi';
const LONGEST_MS = 2 ** 31 - 1;

/** The setting, what is wrong with it, where, and what is said. */
const WRONG: readonly (readonly [string, unknown, string, string])[] = [
  ['preference', 'qualty', 'preference', 'unknown value "qualty"; did you mean "quality"?'],
  ['preference', null, 'preference', 'expected one of cost, speed, quality, balanced, got null'],
  ['intent', 'writng', 'intent', 'unknown value "writng"; did you mean "writing"?'],
  [
    'intent',
    1,
    'intent',
    'expected one of code_generation, education, writing, translation, summarization, general, got 1',
  ],
  ['reasoningEffort', 'hihg', 'reasoningEffort', 'unknown value "hihg"; did you mean "high"?'],
  [
    'model',
    'scripted/abel',
    'model',
    'unknown model "scripted/abel"; did you mean "scripted/able"?',
  ],
  ['model', 'gpt', 'model', 'unknown model "gpt"; known: scripted/able, scripted/other'],
  ['model', '', 'model', 'expected a non-empty string, got an empty string'],
  ['model', [], 'model', 'expected at least one element, got an empty array'],
  [
    'model',
    ['scripted/abel'],
    'model',
    'unknown model "scripted/abel"; did you mean "scripted/able"?',
  ],
  ['model', ['scripted/able', 5], 'model[1]', 'expected a non-empty string, got 5'],
  ['model', { id: 'scripted/able' }, 'model', 'expected an array, got an object'],
  [
    'model',
    '__proto__',
    'model',
    'unknown model "__proto__"; known: scripted/able, scripted/other',
  ],
  ['exclude', 'scripted/able', 'exclude', 'expected an array, got a string of 13 characters'],
  [
    'exclude',
    ['scripted/able', 'scripted/othre'],
    'exclude[1]',
    'unknown model "scripted/othre"; did you mean "scripted/other"?',
  ],
  ['tenant', '', 'tenant', 'expected a non-empty string, got an empty string'],
  ['tenant', 7, 'tenant', 'expected a non-empty string, got 7'],
  [
    'tenant',
    't'.repeat(129),
    'tenant',
    'expected at most 128 characters, got a string of 129 characters',
  ],
  ['session', '', 'session', 'expected a non-empty string, got an empty string'],
  ['session', 7, 'session', 'expected a non-empty string, got 7'],
  [
    'session',
    's'.repeat(129),
    'session',
    'expected at most 128 characters, got a string of 129 characters',
  ],
  ['metadata', [1], 'metadata', 'expected an object, got an array'],
  [
    'metadata',
    { log: () => {} },
    'metadata',
    'expected a JSON value, got one that holds a function',
  ],
  [
    'providerOptions',
    { scripted: { user: Symbol('x') } },
    'providerOptions.scripted',
    'expected a JSON value, got one that holds a symbol',
  ],
  [
    'signal',
    {},
    'signal',
    'expected an AbortSignal with a method addEventListener(), got an object',
  ],
  [
    'signal',
    { addEventListener: () => {} },
    'signal',
    'expected an AbortSignal with a method removeEventListener(), got an object',
  ],
  [
    'signal',
    new AbortController(),
    'signal',
    'expected an AbortSignal with a method addEventListener(), got an object',
  ],
  ['signal', null, 'signal', 'expected an AbortSignal with a method addEventListener(), got null'],
  ['providerOptions', [], 'providerOptions', 'expected an object, got an empty array'],
  [
    'providerOptions',
    { scripted: null },
    'providerOptions.scripted',
    'expected an object, got null',
  ],
  [
    'providerOptions',
    { scripted: {}, scriptd: {} },
    'providerOptions.scriptd',
    'unknown provider "scriptd"; did you mean "scripted"?',
  ],
  [
    'providerOptions',
    { 'a b': {} },
    'providerOptions["a b"]',
    'unknown provider "a b"; known: scripted',
  ],
  ['timeouts', 1_000, 'timeouts', 'expected an object, got 1000'],
  ['timeouts', { total: 1 }, 'timeouts.total', 'unknown option "total"; did you mean "totalMs"?'],
  ['stopSequences', 'END', 'stopSequences', 'expected an array, got a string of 3 characters'],
  [
    'stopSequences',
    ['END', ''],
    'stopSequences[1]',
    'expected a non-empty string, got an empty string',
  ],
];

describe('a setting', () => {
  it.each(WRONG)('%s of %j is refused', async (name, value, path, says) => {
    const error = await refusalOf({ prompt, [name]: value });
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${says}`);
  });
});

interface NumberCase {
  readonly path: string;
  readonly set: (value: unknown) => Record<string, unknown>;
  readonly good: readonly number[];
  readonly bad: readonly number[];
  readonly expected: string;
}

const NUMBERS: readonly NumberCase[] = [
  {
    path: 'maxOutputTokens',
    set: (maxOutputTokens) => ({ maxOutputTokens }),
    good: [1, 4_096],
    bad: [0, -1, 1.5],
    expected: 'a whole number of at least 1',
  },
  {
    path: 'temperature',
    set: (temperature) => ({ temperature }),
    good: [0, 0.7, 2],
    bad: [-0.1, 2.1],
    expected: 'a number of at least 0 and at most 2',
  },
  {
    path: 'topP',
    set: (topP) => ({ topP }),
    good: [0, 0.9, 1],
    bad: [-0.1, 1.1],
    expected: 'a number of at least 0 and at most 1',
  },
  {
    path: 'seed',
    set: (seed) => ({ seed }),
    good: [0, -1, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    bad: [0.5, Number.MIN_SAFE_INTEGER - 1],
    expected: `a whole number of at least ${Number.MIN_SAFE_INTEGER}`,
  },
  {
    path: 'maxCostUsd',
    set: (maxCostUsd) => ({ maxCostUsd }),
    good: [1e-9, 5],
    bad: [0, -1],
    expected: 'a number above 0',
  },
  {
    path: 'maxAttempts',
    set: (maxAttempts) => ({ maxAttempts }),
    good: [1, 9],
    bad: [0, 1.5],
    expected: 'a whole number of at least 1',
  },
  ...TIMEOUT_NAMES.map((name) => ({
    path: `timeouts.${name}`,
    set: (value: unknown) => ({ timeouts: { [name]: value } }),
    good: [1, LONGEST_MS],
    bad: [0, 1 - Number.EPSILON, -1, LONGEST_MS + 1],
    expected: `a number of at least 1 and at most ${LONGEST_MS}`,
  })),
];

describe.each(NUMBERS)('$path', ({ path, set, good, bad, expected }) => {
  it('is refused where it is no number, or out of its bounds', async () => {
    for (const value of [...bad, Number.NaN, Number.POSITIVE_INFINITY, null, '1']) {
      const error = await refusalOf({ prompt, ...set(value) });
      const came = value === '1' ? 'a string of 1 characters' : String(value);
      expect(error.path).toBe(path);
      expect(error.message).toBe(`${path}: expected ${expected}, got ${came}`);
    }
  });

  it('is taken at its bounds', async () => {
    const { orchestrator } = anOrchestrator();
    for (const value of good) {
      const plan = orchestrator.explain({ prompt, ...set(value) } as never);
      await expect(plan).resolves.toMatchObject({ preference: 'balanced' });
    }
  });
});

describe('what is set', () => {
  it('reaches the provider where it is meant for the model', async () => {
    const sampling = {
      ...{ maxOutputTokens: 1, temperature: 0, topP: 0, stopSequences: ['END'], seed: 0 },
      reasoningEffort: 'none',
    };
    const { request } = await sent({ prompt, ...sampling });
    expect(request).toMatchObject(sampling);
  });

  it('is left out where it is an empty list of stop sequences, which vendors refuse', async () => {
    const { request } = await sent({ prompt, stopSequences: [] });
    expect(request).not.toHaveProperty('stopSequences');
  });

  it('of time is what was given, and nothing else', () => {
    const context: RequestContext = {
      providerNames: [],
      models: new Map(),
      intents: [],
      preference: 'balanced',
      maxAttempts: 3,
    };
    const given = { firstTokenMs: 1, idleMs: 2, consumerMs: 3, totalMs: undefined };
    const { timeouts } = normalizeRequest({ prompt, timeouts: given }, context);
    expect(timeouts).toStrictEqual({ firstTokenMs: 1, idleMs: 2, consumerMs: 3 });
    expect(normalizeRequest(prompt, context).timeouts).toStrictEqual({});
  });

  it('stays here where it is meant for the orchestrator', async () => {
    const { signal } = new AbortController();
    const { request } = await sent({
      ...{ prompt, preference: 'cost', intent: 'writing', model: 'scripted/able', exclude: [] },
      ...{
        tenant: 't'.repeat(128),
        session: 's'.repeat(128),
        metadata: { a: 1 },
        maxAttempts: 1,
        timeouts: {},
        signal,
      },
    });
    expect(Object.keys(request).toSorted()).toEqual(['messages', 'model']);
  });

  it('goes to the provider it is meant for, and to no other', async () => {
    const seen: unknown[] = [];
    const providers = ['one', 'two', 'three'].map((name) => ({
      ...{ name, models: [{ id: 'm' }] },
      generate: async ({ providerOptions }: { readonly providerOptions?: unknown }) => {
        seen.push(providerOptions);
        return { content: [{ type: 'text', text: 'ok' }], finishReason: 'stop' };
      },
    }));
    const { orchestrator } = anOrchestrator({ providers, routes: {} });
    const providerOptions = { one: { user: 'x' }, two: { user: 'y' } };
    for (const model of ['one/m', 'two/m', 'three/m']) {
      await orchestrator.generate({ prompt, model, providerOptions } as never);
    }
    expect(seen).toEqual([{ user: 'x' }, { user: 'y' }, undefined]);
  });

  it('decides the plan', async () => {
    const { orchestrator } = anOrchestrator();
    const plan = await orchestrator.explain({
      ...{ prompt, preference: 'speed', intent: 'writing' },
      model: ['scripted/other', 'scripted/able'],
    } as never);
    expect(plan).toMatchObject({ preference: 'speed', intent: 'writing', intentConfidence: 1 });
    expect(plan.candidates.map(({ model }) => model)).toEqual(['scripted/other', 'scripted/able']);
    const without = await orchestrator.explain({ prompt, exclude: ['scripted/able'] } as never);
    expect(without.excluded).toMatchObject([{ model: 'scripted/able', reason: 'not-requested' }]);
  });

  it.each(['constructor', '__proto__'])('is nothing for a provider called %s', async (name) => {
    const seen: unknown[] = [];
    const generate = async (request: object) => {
      seen.push('providerOptions' in request);
      return { content: [{ type: 'text', text: 'ok' }], finishReason: 'stop' };
    };
    const providers = [{ name, models: [{ id: 'm' }], generate }];
    await anOrchestrator({ providers, routes: {} }).orchestrator.generate(prompt);
    expect(seen).toEqual([false]);
  });
});
