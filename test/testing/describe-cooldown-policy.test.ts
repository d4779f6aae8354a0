import { describe, expect, it } from 'vitest';
import type { AttemptOutcome } from '../../src/contracts/attempt.js';
import type { CooldownDecision, CooldownPolicy } from '../../src/contracts/cooldown-policy.js';
import type { ModelStats } from '../../src/contracts/usage-store.js';
import { describeCooldownPolicy } from '../../src/testing/index.js';
import { brokenRules } from './broken-rules.js';

type Assess = CooldownPolicy['assess'];

const REST: CooldownDecision = { forMs: 10_000, reason: 'it failed', jitter: 0.2, probe: true };

const restsBad: Assess = ({ health }) => (health === 'bad' ? REST : undefined);
const GOOD: CooldownPolicy = { name: 'tiny', assess: restsBad };

describeCooldownPolicy('A tiny policy', () => GOOD, { describe, it });
describeCooldownPolicy(
  'A policy that counts tokens',
  () => ({
    name: 'tokens',
    assess: (_, { lastMinute: { inputTokens, outputTokens } }) =>
      inputTokens + outputTokens > 5_000 ? { forMs: 300_000, reason: 'many tokens' } : undefined,
  }),
  { describe, it },
);

function broken(assess: Assess, name = 'tiny') {
  return brokenRules((fake) => describeCooldownPolicy('It', () => ({ name, assess }), fake));
}

function brokenByDecision(fields: { readonly [Field in keyof CooldownDecision]?: unknown }) {
  const decision = { ...REST, ...fields } as CooldownDecision;
  return broken(({ health }) => (health === 'bad' ? decision : undefined));
}

const NAME = 'has a name';
const PURE = 'decides by the attempt and the counts alone';
const UNCHANGED = 'leaves the attempt and the counts as they were';
const FROZEN = 'takes frozen attempts and counts';
const FINITE = 'decides on finite rests, and says why';
const WORKS = 'lets a model work that works';
const ABORT = 'holds no abort of the caller against the model';
const MISTAKE = 'holds no mistake of the caller against the model';

describe('describeCooldownPolicy', () => {
  it('finds nothing wrong with a good policy', async () => {
    expect(await broken(restsBad)).toEqual([]);
  });

  it('catches a policy without a name', async () => {
    expect(await broken(restsBad, '')).toEqual([NAME]);
  });

  it('catches one that remembers', async () => {
    let failures = 0;
    const assess: Assess = ({ health }) => (health === 'bad' && ++failures > 5 ? REST : undefined);
    expect(await broken(assess)).toEqual([PURE]);
  });

  it('catches two that do not agree', async () => {
    let made = 0;
    const make = (): CooldownPolicy => {
      const forMs = 1_000 * ++made;
      return {
        name: 'tiny',
        assess: ({ health }) => (health === 'bad' ? { ...REST, forMs } : undefined),
      };
    };
    expect(await brokenRules((fake) => describeCooldownPolicy('It', make, fake))).toEqual([PURE]);
  });

  it('catches one that writes to what it is given', async () => {
    const assess: Assess = (attempt, stats) => {
      if (attempt.health === 'bad') (stats as { inFlight: number }).inFlight = 1;
      return restsBad(attempt, stats);
    };
    expect(await broken(assess)).toEqual(expect.arrayContaining([UNCHANGED, FROZEN]));
  });

  it('catches one that writes only where it may', async () => {
    const assess: Assess = (attempt, stats) => {
      if (!Object.isFrozen(attempt)) (attempt as { latencyMs: number }).latencyMs = 1;
      return restsBad(attempt, stats);
    };
    expect(await broken(assess)).toEqual([UNCHANGED]);
  });

  it.each([
    ['no time', { forMs: 0 }],
    ['less than no time', { forMs: -1 }],
    ['ever', { forMs: Number.POSITIVE_INFINITY }],
    ['NaN', { forMs: Number.NaN }],
    ['no reason', { reason: '' }],
    ['a blank reason', { reason: ' ' }],
    ['a reason that is no text', { reason: 7 }],
    ['an unknown scope', { scope: 'tenant' }],
    ['a jitter above 1', { jitter: 1.01 }],
    ['a jitter below 0', { jitter: -0.01 }],
    ['a probe that is no boolean', { probe: 1 }],
    ['an override before it began', { overrideEveryMs: -1 }],
    ['an override that never comes', { overrideEveryMs: Number.POSITIVE_INFINITY }],
  ])('catches a rest for %s', async (_, fields) => {
    expect(await brokenByDecision(fields)).toEqual([FINITE]);
  });

  it.each([
    ['without jitter, that may always be overridden', { jitter: 0, overrideEveryMs: 0 }],
    ['of the pool, with all the jitter there is', { scope: 'pool', jitter: 1 }],
    ['of the provider, for a millisecond', { scope: 'provider', forMs: 1 }],
  ])('has nothing against a rest %s', async (_, fields) => {
    expect(await brokenByDecision(fields)).toEqual([]);
  });

  it('catches a rest that outgrows all numbers with the rests before it', async () => {
    const assess: Assess = ({ health }, { cooldownsLastHour }) => {
      const rests = cooldownsLastHour['tiny'] ?? 0;
      return health === 'bad' ? { ...REST, forMs: 1e300 * 10 ** rests } : undefined;
    };
    expect(await broken(assess)).toEqual([FINITE]);
  });

  it.each<[string, (attempt: AttemptOutcome, stats: ModelStats) => boolean, string]>([
    ['a success', ({ outcome }) => outcome === 'success', WORKS],
    ["the caller's abort", ({ outcome }) => outcome === 'aborted', ABORT],
    [
      "the caller's abort after failures",
      ({ outcome }, { consecutiveFailures }) => outcome === 'aborted' && consecutiveFailures > 5,
      ABORT,
    ],
    ['an invalid request', ({ error }) => error?.kind === 'invalid-request', MISTAKE],
    ['a long request', ({ error }) => error?.kind === 'context-length', MISTAKE],
    ['a refused content', ({ error }) => error?.kind === 'content-filter', MISTAKE],
  ])('catches a rest because of %s', async (_, rests, rule) => {
    const assess: Assess = (attempt, stats) => (rests(attempt, stats) ? REST : undefined);
    expect(await broken(assess)).toEqual([rule]);
  });

  it('says what it describes', () => {
    const names: string[] = [];
    const describeIt = (name: string) => names.push(name);
    describeCooldownPolicy('Acme', () => GOOD, { describe: describeIt, it: () => {} });
    expect(names).toEqual(['Acme is a CooldownPolicy']);
  });
});
