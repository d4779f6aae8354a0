import { describe, expect, it } from 'vitest';
import { checkProviders } from '../../../../src/testing/simulation/vendors/check-providers.js';

const GPT = { id: 'gpt' };

function check(...providers: unknown[]): () => unknown {
  return () => checkProviders(providers, 'providers');
}

function checkModel(model: object): () => unknown {
  return check({ name: 'openai', models: [GPT, { id: 'mini', ...model }] });
}

function checkIncident(incident: object): () => unknown {
  const whole = { fromSeconds: 0, forSeconds: 1, ...incident };
  return check({ name: 'openai', models: [GPT, { id: 'mini' }], incidents: [whole] });
}

function complaint(message: string): unknown {
  return expect.objectContaining({ name: 'ConfigurationError', message });
}

describe('checkProviders', () => {
  it('lets everything pass that can be said, and returns it', () => {
    const providers = [
      {
        name: 'openai',
        models: [
          {
            id: 'gpt',
            contextWindow: 1,
            maxInputTokens: 1,
            maxOutputTokens: 1,
            price: { input: 1, output: 1 },
            quality: 1,
            qualityByIntent: {},
            speed: 1,
            capabilities: [],
            pool: 'gpts',
            status: 'active',
            retiresOn: '2030-01-01',
            successor: 'mini',
            firstTokenMs: { median: 1, p95: 2 },
            tokensPerSecond: { min: 1, max: 2 },
            outputTokens: 0,
            failures: { server: 0.5, hang: 0.5 },
            failureMs: 0,
            interruptions: 1,
            limits: { requestsPerMinute: 1, tokensPerMinute: 1, maxConcurrency: 1 },
          },
        ],
        incidents: [
          {
            fromSeconds: 0,
            forSeconds: 0.001,
            models: ['gpt'],
            failure: 'hang',
            share: 0,
            slowdown: 1,
          },
          { fromSeconds: 9, forSeconds: 9 },
        ],
      },
      { name: 'anthropic', models: [GPT] },
    ];
    expect(checkProviders(providers, 'providers')).toEqual(providers);
  });

  it.each<[() => unknown, string]>([
    [() => checkProviders({}, 'providers'), 'providers: expected an array, got an object'],
    [check(), 'providers: expected at least one element, got an empty array'],
    [check(null), 'providers[0]: expected an object, got null'],
    [
      check({ name: 'a', models: [GPT], incident: [] }),
      'providers[0].incident: unknown option "incident"; did you mean "incidents"?',
    ],
    [check({ models: [GPT] }), 'providers[0].name: expected a non-empty string, got undefined'],
    [check({ name: 'a' }), 'providers[0].models: expected an array, got undefined'],
    [
      check({ name: 'a', models: [] }),
      'providers[0].models: expected at least one element, got an empty array',
    ],
    [
      check({ name: 'a', models: [GPT] }, { name: 'b', models: ['gpt'] }),
      'providers[1].models[0]: expected an object, got a string of 3 characters',
    ],
    [
      check({ name: 'a', models: [{}] }),
      'providers[0].models[0].id: expected a non-empty string, got undefined',
    ],
    [
      check({ name: 'a', models: [GPT, { id: 'x' }, GPT] }),
      'providers[0].models[2].id: the model "gpt" is there twice',
    ],
    [
      check({ name: 'a', models: [GPT], incidents: {} }),
      'providers[0].incidents: expected an array, got an object',
    ],
  ])('refuses what is no list of vendors', (attempt, message) => {
    expect(attempt).toThrow(complaint(message));
  });

  it.each<[object, string]>([
    [
      { firstTokenMS: 1 },
      '.firstTokenMS: unknown option "firstTokenMS"; did you mean "firstTokenMs"?',
    ],
    [{ firstTokenMs: -1 }, '.firstTokenMs: expected a number of at least 0, got -1'],
    [
      { firstTokenMs: { median: 600, p95: 500 } },
      '.firstTokenMs.p95: expected a number of at least 600, got 500',
    ],
    [{ tokensPerSecond: 0 }, '.tokensPerSecond: expected a number above 0, got 0'],
    [{ outputTokens: -5 }, '.outputTokens: expected a number of at least 0, got -5'],
    [{ failureMs: { min: -5, max: 1 } }, '.failureMs.min: expected a number of at least 0, got -5'],
    [
      { failures: { servers: 0.1 } },
      '.failures.servers: unknown option "servers"; did you mean "server"?',
    ],
    [
      { failures: { server: 1.1 } },
      '.failures.server: expected a number of at least 0 and at most 1, got 1.1',
    ],
    [
      { failures: { hang: -0.1 } },
      '.failures.hang: expected a number of at least 0 and at most 1, got -0.1',
    ],
    [
      { failures: { server: 0.5, hang: 0.75 } },
      '.failures: expected shares that add up to at most 1, got 1.25',
    ],
    [{ interruptions: 2 }, '.interruptions: expected a number of at least 0 and at most 1, got 2'],
    [
      { limits: { requestsPerMinute: 0 } },
      '.limits.requestsPerMinute: expected a whole number above 0, got 0',
    ],
    [
      { limits: { tokensPerMinute: 1.5 } },
      '.limits.tokensPerMinute: expected a whole number above 0, got 1.5',
    ],
    [
      { limits: { maxConcurrency: -1 } },
      '.limits.maxConcurrency: expected a whole number above 0, got -1',
    ],
    [
      { limits: { rpm: 1 } },
      '.limits.rpm: unknown option "rpm"; known: requestsPerMinute, tokensPerMinute, maxConcurrency',
    ],
  ])('refuses a model with %o', (model, message) => {
    expect(checkModel(model)).toThrow(complaint(`providers[0].models[1]${message}`));
  });

  it('forgives shares that add up to a rounding error more than 1', () => {
    const failures = { server: 0.7, hang: 0.1, auth: 0.1, quota: 0.1, network: 1e-10 };
    expect(checkModel({ failures })).not.toThrow();
    expect(checkModel({ failures: { ...failures, network: 1e-8 } })).toThrow('add up to at most 1');
  });

  it.each<[object, string]>([
    [
      { until: 1 },
      '.until: unknown option "until"; known: fromSeconds, forSeconds, models, failure, share, slowdown',
    ],
    [{ fromSeconds: -1 }, '.fromSeconds: expected a number of at least 0, got -1'],
    [{ forSeconds: 0 }, '.forSeconds: expected a number above 0, got 0'],
    [{ forSeconds: undefined }, '.forSeconds: expected a number above 0, got undefined'],
    [{ failure: 'servers' }, '.failure: unknown value "servers"; did you mean "server"?'],
    [{ share: 1.5 }, '.share: expected a number of at least 0 and at most 1, got 1.5'],
    [{ slowdown: 0.9 }, '.slowdown: expected a number of at least 1, got 0.9'],
    [{ models: 'gpt' }, '.models: expected an array, got a string of 3 characters'],
    [{ models: [] }, '.models: expected at least one element, got an empty array'],
    [{ models: ['gpt', 'mimi'] }, '.models[1]: unknown model "mimi"; did you mean "mini"?'],
    [{ models: [7] }, '.models[0]: expected a non-empty string, got 7'],
  ])('refuses an incident with %o', (incident, message) => {
    expect(checkIncident(incident)).toThrow(complaint(`providers[0].incidents[0]${message}`));
  });
});
