import { describe, expect, it } from 'vitest';
import { ConfigurationError, Orchestrator } from '../../src/index.js';
import { configured, offering, type Refusal, refusalOf } from './refusal.js';

const generate = async () => ({ content: [], finishReason: 'stop' });

describe('the options', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['key', 'a string of 3 characters'],
    [[], 'an empty array'],
    [[{}], 'an array'],
    [() => ({}), 'a function'],
  ])('must be an object, not %s', (options, came) => {
    const construct = () => new Orchestrator(options as never);
    expect(construct).toThrow(new ConfigurationError('options', `expected an object, got ${came}`));
  });

  it('name the nearest option for one that is misspelt', () => {
    const error = refusalOf({ prefrence: 'cost' });
    expect(error.path).toBe('prefrence');
    expect(error.message).toBe('prefrence: unknown option "prefrence"; did you mean "preference"?');
  });

  it('list what there is for one that is like no other', () => {
    const { message } = refusalOf({ temperatureOfTheRoom: 20 });
    expect(message).toMatch(
      /^temperatureOfTheRoom: unknown option .*; known: providers, detector, .*, …$/,
    );
  });

  it.each([
    '{"__proto__": {"preference": "cost"}}',
    '{"constructor": {"prototype": {"preference": "cost"}}}',
  ])('refuse %s like any other unknown key', (json) => {
    const { path, message } = refusalOf(JSON.parse(json) as Record<string, unknown>);
    expect(message).toContain(`unknown option "${path}"`);
    expect(json).toContain(`"${path}"`);
    expect(({} as Record<string, unknown>)['preference']).toBeUndefined();
  });

  it('may all be undefined but the providers', () => {
    const names = ['detector', 'preference', 'models', 'routes', 'router', 'store', 'cooldown'];
    const others = ['limits', 'budgets', 'timeouts', 'maxAttempts', 'retryBudget', 'fallbackOn'];
    const rest = ['whenExhausted', 'onStoreFailure', 'storeCacheMs', 'clock', 'random'];
    const all = [...names, ...others, ...rest, 'generateId'].map((name) => [name, undefined]);
    expect(() => configured(Object.fromEntries(all))).not.toThrow();
  });
});

const WRONG_PROVIDERS: readonly Refusal[] = [
  {
    what: 'are missing',
    options: { providers: undefined },
    path: 'providers',
    says: 'expected an array, got undefined',
  },
  {
    what: 'are none',
    options: { providers: [] },
    path: 'providers',
    says: 'expected at least one element, got an empty array',
  },
  {
    what: 'are one, without the array',
    options: { providers: offering('mock', { id: 'm' }) },
    path: 'providers',
    says: 'expected an array, got an object',
  },
  {
    what: 'are null',
    options: { providers: [null] },
    path: 'providers[0]',
    says: 'expected a Provider with a method generate(), got null',
  },
  {
    what: 'cannot generate',
    options: {
      providers: [offering('able', { id: 'm' }), { name: 'idle', models: [{ id: 'm' }] }],
    },
    path: 'providers[1]',
    says: 'expected a Provider with a method generate(), got an object',
  },
  {
    what: 'have a `generate` that cannot be called',
    options: { providers: [{ ...offering('able', { id: 'm' }), generate: 'yes' }] },
    path: 'providers[0]',
    says: 'expected a Provider with a method generate(), got an object',
  },
  {
    what: 'are classes instead of their instances',
    options: { providers: [class Acme {}] },
    path: 'providers[0]',
    says: 'expected a Provider with a method generate(), got a function',
  },
  {
    what: 'have no name',
    options: { providers: [{ models: [{ id: 'm' }], generate }] },
    path: 'providers[0].name',
    says: 'expected a non-empty string, got undefined',
  },
  {
    what: 'have an empty name',
    options: { providers: [offering('', { id: 'm' })] },
    path: 'providers[0].name',
    says: 'expected a non-empty string, got an empty string',
  },
  {
    what: 'have a slash in the name',
    options: { providers: [offering('open/ai', { id: 'm' })] },
    path: 'providers[0].name',
    says: 'expected a name without "/", got a string of 7 characters',
  },
  {
    what: 'have a name of more than 64 characters',
    options: { providers: [offering('n'.repeat(65), { id: 'm' })] },
    path: 'providers[0].name',
    says: 'expected at most 64 characters, got a string of 65 characters',
  },
  {
    what: 'share a name',
    options: { providers: [offering('twin', { id: 'a' }), offering('twin', { id: 'b' })] },
    path: 'providers[1].name',
    says: 'two providers are called "twin"; give one of them another `name`',
  },
  {
    what: 'have no models',
    options: { providers: [{ name: 'bare', generate }] },
    path: 'providers[0].models',
    says: 'expected an array, got undefined',
  },
  {
    what: 'have an empty list of models',
    options: { providers: [offering('bare')] },
    path: 'providers[0].models',
    says: 'expected at least one element, got an empty array',
  },
  {
    what: 'list ids instead of profiles',
    options: { providers: [offering('mock', { id: 'm' }, 'n')] },
    path: 'providers[0].models[1]',
    says: 'expected an object, got a string of 1 characters',
  },
  {
    what: 'have a model without an id',
    options: { providers: [offering('mock', { name: 'm' })] },
    path: 'providers[0].models[0].id',
    says: 'expected a non-empty string, got undefined',
  },
  {
    what: 'have a model id of more than 128 characters',
    options: { providers: [offering('mock', { id: 'm'.repeat(129) })] },
    path: 'providers[0].models[0].id',
    says: 'expected at most 128 characters, got a string of 129 characters',
  },
  {
    what: 'list a model twice',
    options: { providers: [offering('mock', { id: 'm' }, { id: 'n' }, { id: 'm' })] },
    path: 'providers[0].models[2]',
    says: 'the model "mock/m" is there twice',
  },
];

describe('providers', () => {
  it.each(WRONG_PROVIDERS)('that $what are refused', ({ options, path, says }) => {
    const error = refusalOf(options);
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${says}`);
  });

  it('may have names and ids of the greatest length, and ids with slashes', async () => {
    const [name, id] = ['n'.repeat(64), `${'i'.repeat(126)}/j`];
    const { models } = await configured({ providers: [offering(name, { id })] }).health();
    expect(models).toEqual([{ model: `${name}/${id}`, available: true }]);
  });

  it('may be called as the properties of every object are', async () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const providers = names.map((name) => offering(name, { id: '__proto__' }, { id: 'valueOf' }));
    const models = JSON.parse('{"__proto__/__proto__": {"enabled": false}}') as object;
    const health = await configured({ providers, models }).health();
    expect(health.models).toHaveLength(6);
    expect(health.models.filter(({ available }) => !available)).toEqual([
      { model: '__proto__/__proto__', available: false, reason: 'disabled' },
    ]);
  });

  it('with a hole in their list are refused', () => {
    const providers: unknown[] = [offering('one', { id: 'm' })];
    providers[2] = offering('two', { id: 'm' });
    expect(refusalOf({ providers }).path).toBe('providers[1]');
    expect(refusalOf({ providers: [offering('one', ...Array(1))] }).path).toBe(
      'providers[0].models[0]',
    );
  });
});
