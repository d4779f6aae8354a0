import { describe, expect, it } from 'vitest';
import { KeywordIntentDetector } from '../../src/index.js';
import { configured, offering, type Refusal, refusalOf } from './refusal.js';

const providers = [offering('mock', { id: 'small' }, { id: 'large' })];

const WRONG_ROUTES: readonly Refusal[] = [
  {
    what: 'that are a list',
    options: { routes: ['mock/small'] },
    path: 'routes',
    says: 'expected an object, got an array',
  },
  {
    what: 'that are null',
    options: { routes: null },
    path: 'routes',
    says: 'expected an object, got null',
  },
  {
    what: 'of a misspelt intent',
    options: { routes: { code_generaton: ['mock/small'] } },
    path: 'routes.code_generaton',
    says: 'unknown intent "code_generaton"; did you mean "code_generation"?',
  },
  {
    what: 'of a property of every object',
    options: { routes: JSON.parse('{"__proto__": ["mock/small"]}') as unknown },
    path: 'routes.__proto__',
    says: 'unknown intent "__proto__"; known: code_generation, education, writing, translation, summarization, general',
  },
  {
    what: 'that are one model',
    options: { routes: { general: 'mock/small' } },
    path: 'routes.general',
    says: 'expected an object, got a string of 10 characters',
  },
  {
    what: 'that are null for an intent',
    options: { routes: { general: null } },
    path: 'routes.general',
    says: 'expected an object, got null',
  },
  {
    what: 'to a misspelt model',
    options: { routes: { general: ['mock/large', 'mock/smal'] } },
    path: 'routes.general[1]',
    says: 'unknown model "mock/smal"; did you mean "mock/small"?',
  },
  {
    what: 'to a model without its provider',
    options: { routes: { writing: { quality: ['large'] } } },
    path: 'routes.writing.quality[0]',
    says: 'unknown model "large"; known: mock/small, mock/large',
  },
  {
    what: 'to a model by its number',
    options: { routes: { general: [0] } },
    path: 'routes.general[0]',
    says: 'expected a non-empty string, got 0',
  },
  {
    what: 'to nobody',
    options: { routes: { general: [] } },
    path: 'routes.general',
    says: 'expected at least one element, got an empty array',
  },
  {
    what: 'to nobody for a preference',
    options: { routes: { general: { cost: ['mock/small'], speed: [] } } },
    path: 'routes.general.speed',
    says: 'expected at least one element, got an empty array',
  },
  {
    what: 'to the same model twice',
    options: { routes: { general: ['mock/small', 'mock/large', 'mock/small'] } },
    path: 'routes.general[2]',
    says: '"mock/small" is there twice',
  },
  {
    what: 'of a misspelt preference',
    options: { routes: { general: { qualty: ['mock/large'] } } },
    path: 'routes.general.qualty',
    says: 'unknown option "qualty"; did you mean "quality"?',
  },
  {
    what: 'that are `only` and nothing else',
    options: { routes: { general: { only: true } } },
    path: 'routes.general',
    says: 'expected a list for one of cost, speed, quality, balanced, got an object',
  },
  {
    what: 'with an `only` that is no truth value',
    options: { routes: { general: { cost: ['mock/small'], only: 1 } } },
    path: 'routes.general.only',
    says: 'expected true or false, got 1',
  },
];

describe('routes', () => {
  it.each(WRONG_ROUTES)('$what are refused', ({ options, path, says }) => {
    const error = refusalOf({ providers, ...options });
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${says}`);
  });

  it('know the intents of the detector, and `general`', () => {
    const detector = new KeywordIntentDetector({ rules: { billing: ['invoice'] } });
    const route = ['mock/small'];
    const known = { billing: route, general: route };
    expect(() => configured({ providers, detector, routes: known })).not.toThrow();
    const { message } = refusalOf({ providers, detector, routes: { writing: route } });
    expect(message).toBe('routes.writing: unknown intent "writing"; known: billing, general');
  });

  it('may be called as the properties of every object are', async () => {
    const detector = {
      intents: ['__proto__', 'constructor'],
      detect: () => ({ intent: '__proto__', confidence: 1 }),
    };
    const routes = JSON.parse('{"__proto__": ["mock/large"]}') as object;
    const { intent, candidates } = await configured({ providers, detector, routes }).explain('x');
    expect(intent).toBe('__proto__');
    expect(candidates.map(({ model }) => model)).toEqual(['mock/large', 'mock/small']);
  });

  it('of one list hold for every preference', async () => {
    const orchestrator = configured({ providers, routes: { general: ['mock/large'] } });
    for (const preference of ['cost', 'speed', 'quality', 'balanced'] as const) {
      const plan = await orchestrator.explain({ prompt: 'x', intent: 'general', preference });
      expect(plan.candidates.map(({ model }) => model)).toEqual(['mock/large', 'mock/small']);
    }
  });

  it('of one preference hold for that one alone', async () => {
    const routes = { general: { cost: ['mock/large'], speed: undefined, only: true } };
    const orchestrator = configured({ providers, routes });
    const cost = await orchestrator.explain({
      prompt: 'x',
      intent: 'general',
      preference: 'cost',
    });
    expect(cost.candidates.map(({ model }) => model)).toEqual(['mock/large']);
    expect(cost.excluded).toMatchObject([{ model: 'mock/small', reason: 'not-ranked' }]);
    const speed = await orchestrator.explain({
      prompt: 'x',
      intent: 'general',
      preference: 'speed',
    });
    expect(speed.candidates.map(({ model }) => model)).toEqual(['mock/small', 'mock/large']);
  });

  it('that are undefined are no routes', async () => {
    const { candidates } = await configured({ providers, routes: { general: undefined } }).explain({
      prompt: 'x',
      intent: 'general',
    });
    expect(candidates.map(({ model }) => model)).toEqual(['mock/small', 'mock/large']);
  });
});
