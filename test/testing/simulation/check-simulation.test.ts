import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/index.js';
import { checkSimulation } from '../../../src/testing/simulation/check-simulation.js';

const OPTIONS = {
  providers: [{ name: 'openai', models: [{ id: 'luna' }] }],
  traffic: { perSecond: 1 },
  seconds: 10,
};

function problemWith(options: unknown): unknown {
  try {
    checkSimulation(options);
  } catch (error) {
    return error;
  }
  throw new Error('expected a ConfigurationError');
}

function withTraffic(traffic: object): object {
  return { ...OPTIONS, traffic: { perSecond: 1, ...traffic } };
}

describe('checkSimulation', () => {
  it('fills in what may be left out', () => {
    expect(checkSimulation(OPTIONS)).toMatchObject({
      orchestrator: {},
      seconds: 10,
      seed: 1,
      clockSteps: [],
      traffic: { perSecond: 1, streams: 0 },
    });
  });

  it('takes all there is', () => {
    const traffic = {
      perSecond: [
        { fromSeconds: 0, perSecond: 1 },
        { fromSeconds: 0.5, perSecond: 0 },
      ],
      request: () => 'Hi',
      streams: 1,
      leaving: { share: 0, afterMs: { median: 1, p95: 2 } },
    };
    const options = {
      ...OPTIONS,
      orchestrator: { maxAttempts: 2 },
      traffic,
      seed: -5,
      clockSteps: [{ atSeconds: 10, byMs: -100 }],
      onEvent: () => {},
    };
    expect(checkSimulation(options)).toEqual({ ...options, providers: expect.anything() });
  });

  it('takes a function that makes the settings', () => {
    const orchestrator = () => ({});
    expect(checkSimulation({ ...OPTIONS, orchestrator }).orchestrator).toBe(orchestrator);
  });

  it.each([
    ['no options', undefined, 'options: expected an object, got undefined'],
    [
      'a misspelt option',
      { ...OPTIONS, second: 1 },
      'second: unknown option "second"; did you mean "seconds"?',
    ],
    ['no time', { ...OPTIONS, seconds: 0 }, 'seconds: expected a number above 0, got 0'],
    [
      'endless time',
      { ...OPTIONS, seconds: Infinity },
      'seconds: expected a number above 0, got Infinity',
    ],
    [
      'no providers',
      { ...OPTIONS, providers: undefined },
      'providers: expected an array, got undefined',
    ],
    [
      'a seed that is none',
      { ...OPTIONS, seed: 1.5 },
      'seed: expected a whole number of at least -9007199254740991, got 1.5',
    ],
    [
      'settings that are none',
      { ...OPTIONS, orchestrator: 1 },
      'orchestrator: expected an object, got 1',
    ],
    [
      'a setting that is misspelt',
      { ...OPTIONS, orchestrator: { timeout: {} } },
      'orchestrator.timeout: unknown option "timeout"; did you mean "timeouts"?',
    ],
    [
      'a clock of their own',
      { ...OPTIONS, orchestrator: { clock: {} } },
      'orchestrator.clock: unknown option "clock"; known: detector, difficulty, preference, models, routes, router, store, cooldown, limits, budgets, timeouts, maxAttempts, …',
    ],
    [
      'no traffic',
      { ...OPTIONS, traffic: undefined },
      'traffic: expected an object, got undefined',
    ],
    [
      'a misspelt kind of traffic',
      withTraffic({ stream: 1 }),
      'traffic.stream: unknown option "stream"; did you mean "streams"?',
    ],
    [
      'a negative rate',
      withTraffic({ perSecond: -1 }),
      'traffic.perSecond: expected a number of at least 0, got -1',
    ],
    [
      'a rate that is none',
      withTraffic({ perSecond: '1' }),
      'traffic.perSecond: expected a number of at least 0, got a string of 1 characters',
    ],
    [
      'no rates',
      withTraffic({ perSecond: [] }),
      'traffic.perSecond: expected at least one element, got an empty array',
    ],
    [
      'a step back in the rates',
      withTraffic({
        perSecond: [
          { fromSeconds: 5, perSecond: 1 },
          { fromSeconds: 5, perSecond: 2 },
        ],
      }),
      'traffic.perSecond[1].fromSeconds: expected a number above 5, got 5',
    ],
    [
      'a rate that begins before the start',
      withTraffic({ perSecond: [{ fromSeconds: -1, perSecond: 1 }] }),
      'traffic.perSecond[0].fromSeconds: expected a number of at least 0, got -1',
    ],
    [
      'a misspelt rate',
      withTraffic({ perSecond: [{ fromSeconds: 0, perSeconds: 1 }] }),
      'traffic.perSecond[0].perSeconds: unknown option "perSeconds"; did you mean "perSecond"?',
    ],
    [
      'a negative rate in a list',
      withTraffic({ perSecond: [{ fromSeconds: 0, perSecond: -1 }] }),
      'traffic.perSecond[0].perSecond: expected a number of at least 0, got -1',
    ],
    [
      'more streams than requests',
      withTraffic({ streams: 1.1 }),
      'traffic.streams: expected a number of at least 0 and at most 1, got 1.1',
    ],
    [
      'a request that is no function',
      withTraffic({ request: 'Hi' }),
      'traffic.request: expected a function, got a string of 2 characters',
    ],
    [
      'leaving without a share',
      withTraffic({ leaving: { afterMs: 1 } }),
      'traffic.leaving.share: expected a number of at least 0 and at most 1, got undefined',
    ],
    [
      'leaving without a time',
      withTraffic({ leaving: { share: 1 } }),
      'traffic.leaving.afterMs: expected a number, { min, max } or { median, p95 }, got undefined',
    ],
    [
      'a misspelt leaving',
      withTraffic({ leaving: { share: 1, after: 1 } }),
      'traffic.leaving.after: unknown option "after"; did you mean "afterMs"?',
    ],
    [
      'a listener that is none',
      { ...OPTIONS, onEvent: 'log' },
      'onEvent: expected a function, got a string of 3 characters',
    ],
    [
      'a step of the clock after the end',
      { ...OPTIONS, clockSteps: [{ atSeconds: 11, byMs: 1 }] },
      'clockSteps[0].atSeconds: expected a number of at least 0 and at most 10, got 11',
    ],
    [
      'a step of the clock of more than a year',
      { ...OPTIONS, clockSteps: [{ atSeconds: 1, byMs: 31_536_000_001 }] },
      'clockSteps[0].byMs: expected a number of at least -31536000000 and at most 31536000000, got 31536000001',
    ],
    [
      'a misspelt step of the clock',
      { ...OPTIONS, clockSteps: [{ atSecond: 1, byMs: 1 }] },
      'clockSteps[0].atSecond: unknown option "atSecond"; did you mean "atSeconds"?',
    ],
  ])('refuses %s', (_, options, message) => {
    const problem = problemWith(options);
    expect(ConfigurationError.isInstance(problem)).toBe(true);
    expect((problem as Error).message).toBe(message);
  });
});
