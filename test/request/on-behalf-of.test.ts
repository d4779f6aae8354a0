import { describe, expect, it } from 'vitest';
import type { GenerateRequest } from '../../src/index.js';
import type { NormalizedRequest } from '../../src/request/normalize-request.js';
import { onBehalfOf } from '../../src/request/on-behalf-of.js';

const { signal } = new AbortController();

function asked(served: Partial<NormalizedRequest>, question: Partial<GenerateRequest> = {}) {
  const request = { exclude: [], maxAttempts: 3, ...served } as unknown as NormalizedRequest;
  return onBehalfOf(request, { prompt: 'What is it?', ...question } as GenerateRequest, signal);
}

describe('a request that serves another one', () => {
  it('has its tenant and its metadata, and its own where it has some', () => {
    const served = { tenant: 'acme', metadata: { region: 'eu' } };
    expect(asked(served)).toMatchObject({ prompt: 'What is it?', ...served, intent: 'general' });
    const own = { tenant: 'other', metadata: { region: 'us' }, intent: 'writing' } as const;
    expect(asked(served, own)).toMatchObject({ ...own, tenant: 'acme' });
  });

  it('is refused what either of them refuses', () => {
    const { exclude } = asked({ exclude: ['a/m'] }, { exclude: ['b/m'] });
    expect(exclude).toEqual(['a/m', 'b/m']);
  });

  it.each([
    [1, undefined, 1],
    [undefined, 2, 2],
    [1, 2, 1],
    [2, 1, 1],
    [undefined, undefined, undefined],
  ])('may cost no more than either allows: %s and %s', (served, own, least) => {
    const question = own === undefined ? {} : { maxCostUsd: own, maxAttempts: own };
    const allowed = served === undefined ? {} : { maxCostUsd: served, maxAttempts: served };
    const { maxCostUsd, maxAttempts } = asked(allowed, question);
    expect(maxCostUsd).toBe(least);
    expect(maxAttempts).toBe(least ?? 3);
  });

  it('has no provider options but its own, nor the conversation', () => {
    const providerOptions = new Map([['a', { store: false }]]);
    const question = asked({ providerOptions, session: 'one' });
    expect(question).not.toHaveProperty('providerOptions');
    expect(question).not.toHaveProperty('session');
  });

  it('ends with the signal it is given, and with its own', () => {
    expect(asked({}).signal).toBe(signal);
    for (const ending of ['given', 'own']) {
      const controllers = { given: new AbortController(), own: new AbortController() };
      const request = { exclude: [], maxAttempts: 1 } as unknown as NormalizedRequest;
      const question = { prompt: 'x', signal: controllers.own.signal };
      const joined = onBehalfOf(request, question, controllers.given.signal).signal;
      expect(joined?.aborted).toBe(false);
      controllers[ending as 'own'].abort(ending);
      expect(joined?.reason).toBe(ending);
    }
  });
});
