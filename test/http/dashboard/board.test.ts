import { describe, expect, it } from 'vitest';
import type { AttemptOutcome } from '../../../src/contracts/attempt.js';
import type { OrchestratorEvent, OrchestratorEvents } from '../../../src/contracts/events.js';
import type { UsageLimit } from '../../../src/contracts/generate.js';
import type { Cooldown } from '../../../src/contracts/usage-store.js';
import { Board, KEPT } from '../../../src/http/dashboard/page/model/board.js';
import type { Snapshot } from '../../../src/http/dashboard/page/model/snapshot.js';

type End = OrchestratorEvents['request-end'];

/** What a server's clock says: it is not the page's. */
const SERVER_NOW = 1_767_225_600_000;

function attempt(id: string, more: Partial<AttemptOutcome> = {}): AttemptOutcome {
  const model = 'acme/large';
  const outcome = 'success';
  const base = { attemptId: id, model, provider: 'acme', outcome, health: 'good', probe: false };
  return { ...base, startedAt: SERVER_NOW, latencyMs: 100, ...more } as AttemptOutcome;
}

function end(requestId: string, more: Partial<End> = {}): End {
  const attempts = [attempt(`${requestId}.1`)];
  const base = { type: 'request-end', at: SERVER_NOW, requestId, outcome: 'success' } as const;
  return { ...base, attempts, latencyMs: 120, ...more };
}

/** A request that its first model failed. */
function endAfterFallback(requestId: string, at: number): End {
  const error = { kind: 'server', message: 'broken' } as const;
  const failed = { outcome: 'error', error, startedAt: at - 300, latencyMs: 100 } as const;
  return end(requestId, {
    at,
    attempts: [
      attempt(`${requestId}.1`, failed),
      attempt(`${requestId}.2`, { model: 'acme/small' }),
    ],
  });
}

function cooldown(more: Partial<Cooldown> = {}): Cooldown {
  const scope = { scope: 'model', target: 'acme/large', policy: 'failure', probe: false } as const;
  const times = { forMs: 5_000, remainingMs: 5_000, startedAt: SERVER_NOW, endsAt: SERVER_NOW };
  return { ...scope, ...times, reason: '5 failures in a row', ...more };
}

interface Given {
  readonly cooldowns?: readonly Cooldown[];
  readonly limits?: readonly UsageLimit[];
  readonly inFlight?: number;
  readonly health?: Partial<Snapshot['health']['models'][number]>;
}

function snapshot({
  cooldowns = [],
  limits = [],
  inFlight = 0,
  health = {},
}: Given = {}): Snapshot {
  const window = { requests: 3, failures: 1, inputTokens: 60, outputTokens: 40, nanoUsd: 5 };
  const model = 'acme/large';
  const counts = { consecutiveFailures: 0, cooldownsLastHour: {}, inFlight };
  const models = [
    { model, provider: 'acme', lastMinute: window, lastHour: window, ...counts },
  ] as const;
  const small = { model: 'acme/small', available: true } as const;
  return {
    health: { status: 'ok', store: 'ok', models: [{ model, available: true, ...health }, small] },
    stats: { at: SERVER_NOW, models, cooldowns, limits, providers: [] },
  };
}

function start(attemptId: string): OrchestratorEvent {
  const base = { type: 'attempt-start', at: SERVER_NOW, requestId: 'r', attemptId } as const;
  return { ...base, model: 'acme/large', provider: 'acme', attempt: 1, probe: false };
}

function endOf(attemptId: string, more: Partial<AttemptOutcome> = {}): OrchestratorEvent {
  const base = { type: 'attempt-end', at: SERVER_NOW, requestId: 'r' } as const;
  return { ...base, ...attempt(attemptId, more) };
}

function large(board: Board, now = 0) {
  const row = board.modelsAt(now).find(({ model }) => model === 'acme/large');
  if (row === undefined) throw new Error('acme/large is not on the board');
  return row;
}

describe('a board', () => {
  it('shows nobody before the server has said who there is', () => {
    expect(new Board().modelsAt(0)).toEqual([]);
  });

  it('shows every model in the order of the configuration, asked or not', () => {
    const board = new Board();
    board.read(snapshot(), 0);
    expect(board.modelsAt(0).map(({ model }) => model)).toEqual(['acme/large', 'acme/small']);
    expect(board.modelsAt(0)[1]).toMatchObject({ tokensPerHour: { used: 0 } });
  });

  it('counts attempts under way as they begin and end', () => {
    const board = new Board();
    board.read(snapshot(), 0);
    board.hear(start('a'), 1);
    board.hear(start('b'), 1);
    expect(large(board).inFlight).toBe(2);
    board.hear(endOf('a'), 2);
    expect(large(board).inFlight).toBe(1);
  });

  it('counts attempts that began before it looked, until they end', () => {
    const board = new Board();
    board.read(snapshot({ inFlight: 2 }), 0);
    expect(large(board).inFlight).toBe(2);
    board.hear(endOf('unseen'), 1);
    board.hear(start('seen'), 1);
    expect(large(board).inFlight).toBe(2);
    board.read(snapshot({ inFlight: 2 }), 2);
    expect(large(board).inFlight).toBe(2);
  });

  it('counts none twice when the feed was broken', () => {
    const board = new Board();
    board.read(snapshot(), 0);
    board.hear(start('lost'), 1);
    board.hear({ type: 'dropped', count: 9 }, 2);
    board.read(snapshot({ inFlight: 0 }), 3);
    expect(large(board).inFlight).toBe(0);
  });

  it('measures answers, and no failures', () => {
    const board = new Board();
    board.read(snapshot(), 0);
    board.hear(endOf('a', { latencyMs: 100 }), 1);
    board.hear(endOf('b', { latencyMs: 300 }), 1);
    board.hear(endOf('c', { latencyMs: 9_000, outcome: 'error' }), 1);
    expect(large(board).latencies).toEqual({ count: 2, p50: 100, p90: 300, p99: 300 });
  });

  it('sets what was used against the least of what is configured', () => {
    const board = new Board();
    const limit = { model: 'acme/large', unit: 'tokens', window: 'minute', max: 500 } as const;
    const threshold = { ...limit, max: 200, policy: 'token-threshold' };
    board.read(snapshot({ limits: [limit, threshold] }), 0);
    expect(large(board).tokensPerMinute).toEqual({ used: 100, limit: threshold });
    expect(large(board).tokensPerHour).toEqual({ used: 100, limit: undefined });
  });

  it('counts a rest down by its own clock, whatever the server thinks the time is', () => {
    const board = new Board();
    board.read(snapshot(), 1_000);
    board.hear({ type: 'cooldown-start', at: 0, ...cooldown() }, 2_000);
    expect(large(board, 3_000).state).toEqual({ name: 'resting', remainingMs: 4_000 });
    expect(board.restsAt(6_999)).toHaveLength(1);
    expect(board.restsAt(7_000)).toEqual([]);
    expect(large(board, 7_000).state).toEqual({ name: 'available' });
  });

  it('says that a rest that is over waits for its probe', () => {
    const board = new Board();
    board.read(snapshot({ cooldowns: [cooldown({ probe: true })] }), 0);
    expect(large(board, 5_000).state).toEqual({ name: 'probe' });
    expect(board.restsAt(60_000)).toHaveLength(1);
    const target = { scope: 'model', target: 'acme/large', policy: 'failure' } as const;
    board.hear({ type: 'cooldown-end', at: 0, ...target }, 60_000);
    expect(board.restsAt(60_000)).toEqual([]);
  });

  it('lets all models of a provider rest with it, and of several rests the last one counts', () => {
    const board = new Board();
    const provider = cooldown({ scope: 'provider', target: 'acme', remainingMs: 9_000 });
    board.read(snapshot({ cooldowns: [provider, cooldown()] }), 0);
    const states = board.modelsAt(0).map(({ state }) => state);
    expect(states).toEqual(Array(2).fill({ name: 'resting', remainingMs: 9_000 }));
  });

  it('believes the server where a pool rests, and counts that down, too', () => {
    const board = new Board();
    const health = { available: false, reason: 'cooling', retryAfterMs: 4_000 } as const;
    board.read(snapshot({ health }), 1_000);
    expect(large(board, 2_000).state).toEqual({ name: 'resting', remainingMs: 3_000 });
    expect(large(board, 5_000).state).toEqual({ name: 'probe' });
  });

  it('names why a model is off', () => {
    const board = new Board();
    board.read(snapshot({ health: { available: false, reason: 'retired' } }), 0);
    expect(large(board).state).toEqual({ name: 'off', reason: 'retired' });
  });

  it('keeps the plan with its decision, the newest first, and no more than the server has', () => {
    const board = new Board();
    const plan = { intent: 'general' } as OrchestratorEvents['route']['plan'];
    board.hear({ type: 'route', at: 0, requestId: 'planned', plan }, 1);
    board.hear(end('planned'), 2);
    board.hear(end('unplanned'), 3);
    expect(board.decisions.map(({ value }) => value.plan)).toEqual([undefined, plan]);
    for (let index = 0; index < KEPT; index++) board.hear(end(`more-${index}`), 4);
    expect(board.decisions).toHaveLength(KEPT);
    expect(board.decisions.some(({ value }) => value.end.requestId === 'planned')).toBe(false);
  });

  it('dates what happened before it looked by how long ago it was', () => {
    const board = new Board();
    const decisions = [
      { end: end('new', { at: SERVER_NOW - 1_000 }) },
      { end: endAfterFallback('old', SERVER_NOW - 5_000) },
    ];
    board.catchUp(decisions, SERVER_NOW, 20_000);
    expect(board.decisions.map(({ at, value }) => [value.end.requestId, at])).toEqual([
      ['new', 19_000],
      ['old', 15_000],
    ]);
    expect(board.incidents).toEqual([
      {
        at: 14_800,
        value: {
          key: 'fallback old acme/large acme/small',
          kind: 'Fallback',
          title: 'acme/large → acme/small',
          detail: 'server: broken',
          tone: 'warn',
        },
      },
    ]);
  });

  it('counts once what it hears and reads later', () => {
    const board = new Board();
    const event = { type: 'fallback', at: SERVER_NOW, requestId: 'r', reason: 'server' } as const;
    board.hear({ ...event, from: 'acme/large', to: 'acme/small', message: 'broken' }, 1_000);
    board.hear(endAfterFallback('r', SERVER_NOW), 1_000);
    board.catchUp([{ end: endAfterFallback('r', SERVER_NOW) }], SERVER_NOW, 1_500);
    board.hear(endAfterFallback('r', SERVER_NOW), 1_600);
    expect(board.decisions).toHaveLength(1);
    expect(board.incidents).toHaveLength(1);
    expect(board.latencies.count).toBe(1);
  });

  it('counts how requests ended, second by second, and those given up not at all', () => {
    const board = new Board();
    board.hear(end('one'), 59_000);
    board.hear(endAfterFallback('two', SERVER_NOW), 59_999);
    board.hear(end('three', { outcome: 'error' }), 60_000);
    board.hear(end('four', { outcome: 'aborted' }), 60_000);
    const seconds = board.lastMinute(60_000);
    expect(seconds).toHaveLength(60);
    expect(seconds.slice(-2)).toEqual([
      { answered: 1, 'fell back': 1, failed: 0 },
      { answered: 0, 'fell back': 0, failed: 1 },
    ]);
    expect(board.lastMinute(119_000).at(0)).toEqual({ answered: 0, 'fell back': 0, failed: 1 });
    expect(board.lastMinute(120_000).every(({ failed }) => failed === 0)).toBe(true);
  });
});
