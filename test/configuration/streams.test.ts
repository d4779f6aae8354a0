import { describe, expect, it } from 'vitest';
import {
  type Parts,
  resolveOptions,
  type Settings,
} from '../../src/configuration/resolve-options.js';
import type { ConfiguredModel } from '../../src/contracts/configured-model.js';
import type { ModelId } from '../../src/contracts/model.js';
import { KeywordIntentDetector } from '../../src/intent/keyword-intent-detector.js';
import { ScoreRouter } from '../../src/routing/score-router.js';
import { estimateTextTokens } from '../../src/tokens/estimate-tokens.js';
import { MemoryUsageStore } from '../../src/usage/memory-usage-store.js';
import { offering } from './refusal.js';

const PARTS: Parts = {
  detector: () => new KeywordIntentDetector(),
  router: () => new ScoreRouter(),
  store: (clock) => new MemoryUsageStore({ clock }),
  policies: () => [],
};
const PROVIDERS = [
  offering('north', { id: 'quick' }, { id: 'thinks', capabilities: ['tools', 'reasoning'] }),
];

function settings(options: Record<string, unknown> = {}): Settings {
  return resolveOptions({ providers: PROVIDERS, ...options }, PARTS);
}

/** The time limits of both models. */
function limits(options: Record<string, unknown> = {}) {
  const { models } = settings(options);
  const of = (id: ModelId) => {
    const { attemptMs, streamAttemptMs, firstTokenMs, idleMs } = models.get(id) as ConfiguredModel;
    return { attemptMs, streamAttemptMs, firstTokenMs, idleMs };
  };
  return { quick: of('north/quick'), thinks: of('north/thinks') };
}

describe('the time limits of a model', () => {
  it('are longer for one that thinks in silence, and a stream takes as long as it takes', () => {
    expect(limits()).toStrictEqual({
      quick: {
        attemptMs: 60_000,
        streamAttemptMs: undefined,
        firstTokenMs: 30_000,
        idleMs: 30_000,
      },
      thinks: {
        attemptMs: undefined,
        streamAttemptMs: undefined,
        firstTokenMs: 120_000,
        idleMs: 30_000,
      },
    });
  });

  it('are what the user says, for models that think too', () => {
    const timeouts = { attemptMs: 5_000, firstTokenMs: 1_000, idleMs: 700 };
    const all = { ...timeouts, streamAttemptMs: 5_000 };
    expect(limits({ timeouts })).toStrictEqual({ quick: all, thinks: all });
  });

  it('are its own before those of all, one by one', () => {
    const timeouts = { attemptMs: 5_000, firstTokenMs: 1_000, idleMs: 700 };
    const models = {
      'north/quick': { timeouts: { firstTokenMs: 2_000 } },
      'north/thinks': { timeouts: { attemptMs: 9_000, idleMs: 800 } },
    };
    expect(limits({ timeouts, models })).toStrictEqual({
      quick: { attemptMs: 5_000, streamAttemptMs: 5_000, firstTokenMs: 2_000, idleMs: 700 },
      thinks: { attemptMs: 9_000, streamAttemptMs: 9_000, firstTokenMs: 1_000, idleMs: 800 },
    });
  });

  it('are those of all where its own are undefined', () => {
    const timeouts = { idleMs: 700 };
    const models = { 'north/quick': { timeouts: { idleMs: undefined } } };
    expect(limits({ timeouts, models }).quick).toMatchObject({ idleMs: 700 });
  });
});

describe('the time limits of a request', () => {
  it('leave streams alone, until they are set', () => {
    expect(settings().timeouts).toStrictEqual({
      totalMs: 120_000,
      streamTotalMs: Number.POSITIVE_INFINITY,
      detectMs: 1_000,
      consumerMs: 300_000,
    });
    const timeouts = { totalMs: 9_000, consumerMs: 8_000, detectMs: 7 };
    expect(settings({ timeouts }).timeouts).toStrictEqual({ ...timeouts, streamTotalMs: 9_000 });
  });
});

describe('a stream that breaks', () => {
  it.each([
    [undefined, false],
    ['error', false],
    ['restart', true],
  ])('with %s begins anew: %s', (onStreamFailure, mayRestart) => {
    expect(settings({ onStreamFailure }).mayRestart).toBe(mayRestart);
  });
});

describe('tokens', () => {
  const counted = (countTokens: (text: string) => unknown) =>
    settings({ countTokens }).countTokens('Hello, how are you?');

  it('are estimated unless the user counts them', () => {
    expect(settings().countTokens).toBe(estimateTextTokens);
    expect(counted((text) => text.length)).toBe(19);
    expect(counted(() => 0)).toBe(0);
  });

  it('are whole', () => {
    expect(counted(() => 4.1)).toBe(5);
  });

  it.each([
    ['NaN', () => Number.NaN],
    ['infinitely many', () => Number.POSITIVE_INFINITY],
    ['less than none', () => -1],
    ['a promise', () => Promise.resolve(5)],
    [
      'an error',
      () => {
        throw new Error('no');
      },
    ],
  ])('are estimated where the user counts %s', (_, countTokens) => {
    expect(counted(countTokens)).toBe(estimateTextTokens('Hello, how are you?'));
  });
});
