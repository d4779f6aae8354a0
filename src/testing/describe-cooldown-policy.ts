import type { AttemptError, AttemptOutcome, ErrorKind } from '../contracts/attempt.js';
import type { CooldownDecision, CooldownPolicy } from '../contracts/cooldown-policy.js';
import type { CooldownScope, ModelStats, WindowStats } from '../contracts/usage-store.js';
import { deepFreeze } from './deep-freeze.js';
import { ERROR_KINDS } from './error-kinds.js';
import { assert, assertEqual, resolveRunner, type SuiteRunner } from './suite.js';

type MakePolicy = () => CooldownPolicy;

/** What a policy is asked about. */
interface Case {
  readonly attempt: AttemptOutcome;
  readonly stats: ModelStats;
}

const SCOPES: readonly CooldownScope[] = ['model', 'pool', 'provider'];
/** The caller's own mistakes: any other model would say the same. */
const CALLERS_KINDS: readonly ErrorKind[] = ['invalid-request', 'context-length', 'content-filter'];

/**
 * The contract of `CooldownPolicy`, one test per rule, in the test runner of your choice.
 *
 * @param make Called once or twice per test.
 * @param options The runner's `describe` and `it` where they are no globals.
 * @throws Error when there is no `describe` or `it`.
 *
 * @example
 * import { describe, it } from 'vitest';
 * describeCooldownPolicy('SlowCooldown', () => new SlowCooldown(), { describe, it });
 */
export function describeCooldownPolicy(
  name: string,
  make: MakePolicy,
  options: Partial<SuiteRunner> = {},
): void {
  const runner = resolveRunner(options);
  runner.describe(`${name} is a CooldownPolicy`, () => {
    for (const [rule, check] of Object.entries(RULES)) runner.it(rule, async () => check(make));
  });
}

const RULES: { readonly [rule: string]: (make: MakePolicy) => void } = {
  'has a name': (make) => {
    const { name } = make();
    assert(typeof name === 'string' && name !== '', 'a name that is not empty');
  },

  'decides by the attempt and the counts alone': (make) => {
    const policy = make();
    const cases = casesOf(policy);
    const decisions = cases.map((asked) => assess(policy, asked));
    const other = make();
    // Backwards, so that what it remembers of earlier cases shows.
    for (const [index, asked] of [...cases.entries()].reverse()) {
      assertEqual(assess(policy, asked), decisions[index], 'the decision, when asked again,');
      assertEqual(assess(other, asked), decisions[index], 'the decision of another one');
    }
  },

  'leaves the attempt and the counts as they were': (make) => {
    const policy = make();
    for (const asked of casesOf(policy)) {
      const given = structuredClone(asked);
      assess(policy, given);
      assertEqual(given, asked, 'what it was given, afterwards');
    }
  },

  'takes frozen attempts and counts': (make) => {
    const policy = make();
    for (const asked of casesOf(policy)) assess(policy, deepFreeze(asked));
  },

  'decides on finite rests, and says why': (make) => {
    const policy = make();
    for (const asked of casesOf(policy)) assertDecision(assess(policy, asked));
  },

  'lets a model work that works': (make) => {
    assertNoRest(make(), [success()], [quietStats()]);
  },

  'holds no abort of the caller against the model': (make) => {
    const aborted = { outcome: 'aborted', health: 'neutral' } as const;
    const attempts = [success(aborted), success({ ...aborted, probe: true })];
    assertNoRest(make(), attempts, [quietStats(), failingStats()]);
  },

  'holds no mistake of the caller against the model': (make) => {
    const attempts = CALLERS_KINDS.map((kind) => failure({ kind }, { health: 'neutral' }));
    assertNoRest(make(), attempts, [quietStats(), failingStats()]);
  },
};

function assess(policy: CooldownPolicy, { attempt, stats }: Case): CooldownDecision | undefined {
  return policy.assess(attempt, stats);
}

function assertNoRest(
  policy: CooldownPolicy,
  attempts: readonly AttemptOutcome[],
  manyStats: readonly ModelStats[],
): void {
  for (const { attempt, stats } of pairs(attempts, manyStats)) {
    assertEqual(policy.assess(attempt, stats), undefined, 'the decision');
  }
}

function assertDecision(decision: CooldownDecision | undefined): void {
  if (decision === undefined) return;
  const { forMs, reason, scope = 'model', jitter = 0, probe = false } = decision;
  const { overrideEveryMs = 0 } = decision;
  assert(Number.isFinite(forMs) && forMs > 0, `forMs to be finite, above 0, got ${forMs}`);
  assert(typeof reason === 'string' && reason.trim() !== '', 'a reason that is not empty');
  assert(SCOPES.includes(scope), `scope to be one of ${SCOPES.join(', ')}, got ${scope}`);
  assert(jitter >= 0 && jitter <= 1, `jitter to be from 0 to 1, got ${jitter}`);
  assert(typeof probe === 'boolean', `probe to be true or false, got ${probe}`);
  assert(
    Number.isFinite(overrideEveryMs) && overrideEveryMs >= 0,
    `overrideEveryMs to be finite, from 0, got ${overrideEveryMs}`,
  );
}

/** Everything that may befall a model, in each of its conditions. */
function casesOf(policy: CooldownPolicy): readonly Case[] {
  return pairs(
    [...successes(), ...ERROR_KINDS.flatMap(failuresOf)],
    [quietStats(), busyStats(), failingStats(), failingStats({ [policy.name]: 12 })],
  );
}

function pairs(attempts: readonly AttemptOutcome[], manyStats: readonly ModelStats[]): Case[] {
  return attempts.flatMap((attempt) => manyStats.map((stats) => ({ attempt, stats })));
}

function successes(): readonly AttemptOutcome[] {
  return [
    success(),
    success({ probe: true }),
    success({ limitResetMs: 0 }),
    success({ limitResetMs: 20_000, pool: 'north#greek' }),
    success({ latencyMs: 300_000 }),
    success({ outcome: 'aborted', health: 'neutral' }),
  ];
}

function failuresOf(kind: ErrorKind): readonly AttemptOutcome[] {
  return [
    failure({ kind }),
    failure({ kind }, { health: 'neutral' }),
    failure({ kind }, { probe: true, pool: 'north#greek' }),
    failure({ kind, retryable: false }),
    failure({ kind, retryAfterMs: 0 }),
    failure({ kind, retryAfterMs: 30_000 }, { pool: 'north#greek' }),
    failure({ kind, retryAfterMs: 1e12 }),
  ];
}

function success(fields: Partial<AttemptOutcome> = {}): AttemptOutcome {
  return {
    attemptId: 'attempt-1',
    model: 'north/alpha',
    provider: 'north',
    outcome: 'success',
    health: 'good',
    probe: false,
    startedAt: 1_767_225_600_000,
    latencyMs: 800,
    ...fields,
  };
}

function failure(
  error: Omit<AttemptError, 'message'>,
  fields: Partial<AttemptOutcome> = {},
): AttemptOutcome {
  const failed = { outcome: 'error', health: 'bad' } as const;
  return success({ ...failed, error: { message: 'it failed', ...error }, ...fields });
}

/** One answer, a short while ago. */
function quietStats(): ModelStats {
  return statsOf({ requests: 1, failures: 0, inputTokens: 10, outputTokens: 10, nanoUsd: 0 });
}

function busyStats(): ModelStats {
  return statsOf({
    requests: 1e6,
    failures: 0,
    inputTokens: 1e9,
    outputTokens: 1e9,
    nanoUsd: 1e15,
  });
}

/** Nothing but failures, which used no tokens: those count whatever became of the request. */
function failingStats(cooldownsLastHour: ModelStats['cooldownsLastHour'] = {}): ModelStats {
  const window = { requests: 50, failures: 50, inputTokens: 0, outputTokens: 0, nanoUsd: 0 };
  return { ...statsOf(window), consecutiveFailures: 50, cooldownsLastHour };
}

function statsOf(window: WindowStats): ModelStats {
  return {
    model: 'north/alpha',
    provider: 'north',
    lastMinute: window,
    lastHour: window,
    consecutiveFailures: 0,
    cooldownsLastHour: {},
    inFlight: 0,
  };
}
