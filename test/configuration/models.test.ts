import { describe, expect, it } from 'vitest';
import { configured, offering, type Refusal, refusalOf } from './refusal.js';

const MODEL = 'mock-success/default';
const AT = `models["${MODEL}"]`;

function overriding(override: unknown): Record<string, unknown> {
  return { models: { [MODEL]: override } };
}

const WRONG_OVERRIDES: readonly Refusal[] = [
  {
    what: 'as a list',
    options: { models: [MODEL] },
    path: 'models',
    says: 'expected an object, got an array',
  },
  {
    what: 'as null',
    options: { models: null },
    path: 'models',
    says: 'expected an object, got null',
  },
  {
    what: 'of a model that nobody has',
    options: { models: { 'mock-sucess/default': {} } },
    path: 'models["mock-sucess/default"]',
    says: `unknown model "mock-sucess/default"; did you mean "${MODEL}"?`,
  },
  {
    what: 'of a model named without its provider',
    options: { models: { default: {} } },
    path: 'models.default',
    says: `unknown model "default"; known: ${MODEL}`,
  },
  {
    what: 'of a property of every object',
    options: { models: JSON.parse('{"__proto__": {}}') as unknown },
    path: 'models.__proto__',
    says: `unknown model "__proto__"; known: ${MODEL}`,
  },
  {
    what: 'that are null',
    options: overriding(null),
    path: AT,
    says: 'expected an object, got null',
  },
  {
    what: 'with a misspelt key',
    options: overriding({ qualty: 1 }),
    path: `${AT}.qualty`,
    says: 'unknown option "qualty"; did you mean "quality"?',
  },
  {
    what: 'with another id',
    options: overriding({ successor: 'other' }),
    path: `${AT}.successor`,
    says: 'unknown option "successor"; known: contextWindow, maxInputTokens, maxOutputTokens, quality, speed, price, qualityByIntent, capabilities, pool, retiresOn, status, enabled, …',
  },
  {
    what: 'that are enabled by a word',
    options: overriding({ enabled: 'no' }),
    path: `${AT}.enabled`,
    says: 'expected true or false, got a string of 2 characters',
  },
  {
    what: 'with an unknown status',
    options: overriding({ status: 'retird' }),
    path: `${AT}.status`,
    says: 'unknown value "retird"; did you mean "retired"?',
  },
  {
    what: 'with an unknown capability',
    options: overriding({ capabilities: ['tools', 'image'] }),
    path: `${AT}.capabilities[1]`,
    says: 'unknown value "image"; known: image-input, file-input, tools, structured-output, reasoning',
  },
  {
    what: 'with one capability instead of a list',
    options: overriding({ capabilities: 'tools' }),
    path: `${AT}.capabilities`,
    says: 'expected an array, got a string of 5 characters',
  },
  {
    what: 'with an empty pool',
    options: overriding({ pool: '' }),
    path: `${AT}.pool`,
    says: 'expected a non-empty string, got an empty string',
  },
  {
    what: 'with a pool of more than 64 characters',
    options: overriding({ pool: 'p'.repeat(65) }),
    path: `${AT}.pool`,
    says: 'expected at most 64 characters, got a string of 65 characters',
  },
  {
    what: 'that retire on no day',
    options: overriding({ retiresOn: 'soon' }),
    path: `${AT}.retiresOn`,
    says: 'expected an ISO date, got a string of 4 characters',
  },
  {
    what: 'that retire at a time in ms',
    options: overriding({ retiresOn: 1_800_000_000_000 }),
    path: `${AT}.retiresOn`,
    says: 'expected an ISO date, got 1800000000000',
  },
  {
    what: 'with a list of qualities',
    options: overriding({ qualityByIntent: [1] }),
    path: `${AT}.qualityByIntent`,
    says: 'expected an object, got an array',
  },
  {
    what: 'with a price that is one number',
    options: overriding({ price: 3 }),
    path: `${AT}.price`,
    says: 'expected an object, got 3',
  },
  {
    what: 'with a price that is null',
    options: overriding({ price: null }),
    path: `${AT}.price`,
    says: 'expected an object, got null',
  },
  {
    what: 'with a price for input alone',
    options: overriding({ price: { input: 1 } }),
    path: `${AT}.price.output`,
    says: 'expected USD per million tokens, got undefined',
  },
  {
    what: 'with a price for output alone',
    options: overriding({ price: { output: 1 } }),
    path: `${AT}.price.input`,
    says: 'expected USD per million tokens, got undefined',
  },
  {
    what: 'with a misspelt price',
    options: overriding({ price: { input: 1, ouput: 1 } }),
    path: `${AT}.price.ouput`,
    says: 'unknown option "ouput"; did you mean "output"?',
  },
  {
    what: 'with a price for long requests that is not complete',
    options: overriding({
      price: { input: 1, output: 1, long: { aboveInputTokens: 1, input: 1 } },
    }),
    path: `${AT}.price.long.output`,
    says: 'expected USD per million tokens, got undefined',
  },
  {
    what: 'with a price for long requests of no length',
    options: overriding({ price: { input: 1, output: 1, long: { input: 1, output: 1 } } }),
    path: `${AT}.price.long.aboveInputTokens`,
    says: 'expected a number of at least 0, got undefined',
  },
];

describe('corrections to models', () => {
  it.each(WRONG_OVERRIDES)('$what are refused', ({ options, path, says }) => {
    const error = refusalOf(options);
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${says}`);
  });

  it('are checked in the profiles of a provider alike', () => {
    const providers = [offering('mock', { id: 'm', price: { input: -1, output: 1 } })];
    const { message } = refusalOf({ providers });
    expect(message).toBe(
      'providers[0].models[0].price.input: expected a number of at least 0, got -1',
    );
  });

  it('may be undefined, as a whole and each', () => {
    const undefinedPrice = { price: undefined, limits: undefined, enabled: undefined };
    expect(() => configured(overriding(undefined))).not.toThrow();
    expect(() => configured(overriding(undefinedPrice))).not.toThrow();
  });

  it('leave alone what they do not name', async () => {
    const profile = { id: 'm', contextWindow: 10, capabilities: ['tools'] };
    const providers = [offering('mock', profile)];
    const models = { 'mock/m': { quality: 1 } };
    const { excluded } = await configured({ providers, models }).explain('a'.repeat(100));
    expect(excluded).toMatchObject([{ model: 'mock/m', reason: 'context-too-small' }]);
  });

  it('take prices with all their parts', async () => {
    const long = { aboveInputTokens: 100, input: 2, output: 4, cacheRead: 1, cacheWrite: 3 };
    const price = { input: 1, output: 2, cacheRead: 0.5, cacheWrite: 1.5, long };
    const orchestrator = configured(overriding({ price }));
    const short = await orchestrator.generate({ prompt: 'x'.repeat(400), intent: 'general' });
    expect(short.costUsd).toBeCloseTo((100 * 1 + short.usage.outputTokens * 2) / 1e6, 12);
    const larger = await orchestrator.generate({ prompt: 'x'.repeat(404), intent: 'general' });
    expect(larger.costUsd).toBeCloseTo((101 * 2 + larger.usage.outputTokens * 4) / 1e6, 12);
  });

  it('switch a model off', async () => {
    const { candidates, excluded } = await configured(overriding({ enabled: false })).explain('x');
    expect(candidates).toEqual([]);
    expect(excluded).toEqual([
      { model: MODEL, reason: 'disabled', detail: 'switched off in `models`' },
    ]);
  });

  it.each([
    ...['1', '7/4/2027', 'May 2027', '2027-5-1', '2027-05', ' 2027-05-01', '2027-05-01 ', ''],
    ...['2027-02-29', '2027-13-01', '2027-00-01', '2027-01-00', '2027-04-31', '02027-05-01'],
    ...['2027-05-01T25:00Z', '2027-05-01T12Z', '2027-05-01T12:00:00', '2027-02-30T00:00Z'],
  ])('with the date %j are refused', (retiresOn) => {
    const { path, message } = refusalOf(overriding({ retiresOn }));
    expect(path).toBe(`${AT}.retiresOn`);
    expect(message).toContain(': expected an ISO date, got ');
  });

  it.each([
    ...['2027-05-01', '2028-02-29', '2027-12-31T23:59Z', '2027-05-01T00:00:00+02:00'],
    '2027-05-01T12:00:00.000Z',
  ])('may have the date %j', (retiresOn) => {
    expect(() => configured(overriding({ retiresOn }))).not.toThrow();
  });

  it('with a price for long requests inside the one for long requests are refused', () => {
    const inner = { aboveInputTokens: 2, input: 1, output: 1 };
    const price = { input: 1, output: 1, long: { ...inner, long: inner } };
    expect(refusalOf(overriding({ price })).path).toBe(`${AT}.price.long.long`);
    const endless: Record<string, unknown> = { ...inner };
    endless['long'] = endless;
    const { path } = refusalOf(overriding({ price: { input: 1, output: 1, long: endless } }));
    expect(path).toBe(`${AT}.price.long.long`);
  });

  it.each(['totalMs', 'detectMs', 'consumerMs'])('with the time limit %s are refused', (name) => {
    const { path } = refusalOf(overriding({ timeouts: { [name]: 1_000 } }));
    expect(path).toBe(`${AT}.timeouts.${name}`);
  });
});
