import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/basics.js';
import { outputLimitOf, withoutOutputLimit } from '../../src/request/output-limit.js';

const optionsOf = (options: Record<string, JsonObject>) => new Map(Object.entries(options));

describe('the most that a request lets a model write', () => {
  it('is its maxOutputTokens, or no limit', () => {
    expect(outputLimitOf(500, optionsOf({}))).toBe(500);
    expect(outputLimitOf(500, optionsOf({ openai: { user: 'me' } }))).toBe(500);
    expect(outputLimitOf(undefined, optionsOf({ openai: { max_tokens: 9 } }))).toBeUndefined();
  });

  it.each(['max_tokens', 'max_completion_tokens', 'max_output_tokens'])(
    'is more where a vendor is asked for more by %s, and never less',
    (name) => {
      const both = { one: { [name]: 900 }, other: { [name]: 700 } };
      expect(outputLimitOf(500, optionsOf(both))).toBe(900);
      expect(outputLimitOf(500, optionsOf({ one: { [name]: 100 } }))).toBe(500);
    },
  );

  it('is that of the model where a vendor’s options take ours away', () => {
    const options = optionsOf({ one: { max_tokens: null }, other: { max_tokens: 700 } });
    expect(outputLimitOf(500, options)).toBeUndefined();
  });

  it('is taken out of options alone, which are left as they were', () => {
    const options = { max_tokens: 1, max_completion_tokens: 2, max_output_tokens: 3, user: 'me' };
    expect(withoutOutputLimit(Object.freeze(options))).toStrictEqual({ user: 'me' });
  });
});
