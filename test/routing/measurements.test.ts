import { describe, expect, it } from 'vitest';
import type { AttemptOutcome } from '../../src/contracts/attempt.js';
import { Measurements } from '../../src/routing/measurements.js';
import { aFailedOutcome, aModel, anOutcome } from '../support/builders.js';

const MINUTE = 60_000;
/** 0.8 s to the first token, 80 tokens a second: 400 tokens take 5.8 s. */
const model = aModel({ profile: { speed: 0.5 } });
const PROFILED_MS = 5_800;

function answered(latencyMs: number, outputTokens = 400): AttemptOutcome {
  const counts = { inputTokens: 10, outputTokens, totalTokens: 10 + outputTokens };
  return anOutcome({ latencyMs, usage: { ...counts, source: 'reported' } });
}

const failed = (health: AttemptOutcome['health'] = 'bad') =>
  aFailedOutcome({ kind: 'server' }, { health });
const timedOut = (latencyMs: number) => aFailedOutcome({ kind: 'timeout' }, { latencyMs });

function noted(outcomes: readonly AttemptOutcome[], now = 0): Measurements {
  const measurements = new Measurements();
  for (const outcome of outcomes)
    measurements.note(model, outcome, { outputTokens: 400, now: now });
  return measurements;
}

describe('the health of a model', () => {
  it('is unknown before its first attempt', () => {
    expect(new Measurements().of(model.id, 0)).toStrictEqual({});
    expect(noted([failed()]).of('north/beta', 0)).toStrictEqual({});
  });

  it.each([
    ['a success', [anOutcome()], 4.8 / 5],
    ['a failure', [failed()], 3.8 / 5],
    ['both', [anOutcome(), failed(), failed()], 4.8 / 7],
    ['20 failures', Array.from({ length: 20 }, () => failed()), 3.8 / 24],
    ['what says nothing', [failed('neutral')], 0.95],
  ])('after %s', (_, outcomes, health) => {
    expect(noted(outcomes).of(model.id, 0).health).toBeCloseTo(health, 12);
  });

  it('fades to the presumed one with a half-life of a minute', () => {
    const measurements = noted(Array.from({ length: 20 }, () => failed()));
    expect(measurements.of(model.id, MINUTE).health).toBeCloseTo(3.8 / 14, 12);
    expect(measurements.of(model.id, 3 * MINUTE).health).toBeCloseTo(3.8 / 6.5, 12);
    expect(measurements.of(model.id, 10 * MINUTE).health).toBeGreaterThan(0.94);
    const good = noted([anOutcome()]);
    expect(good.of(model.id, MINUTE).health).toBeCloseTo(4.3 / 4.5, 12);
  });

  it('counts what comes late on top of what is left', () => {
    const measurements = noted([failed()]);
    measurements.note(model, failed(), { outputTokens: 400, now: MINUTE });
    expect(measurements.of(model.id, MINUTE).health).toBeCloseTo(3.8 / 5.5, 12);
  });

  it('is not touched by what the caller gave up', () => {
    const aborted = anOutcome({ outcome: 'aborted', health: 'neutral' });
    expect(noted([aborted]).of(model.id, 0)).toStrictEqual({});
  });

  it('is not touched by a look at an earlier time', () => {
    const measurements = noted([failed()], MINUTE);
    expect(measurements.of(model.id, 0).health).toBeCloseTo(3.8 / 5, 12);
    expect(measurements.of(model.id, 2 * MINUTE).health).toBeCloseTo(3.8 / 4.5, 12);
  });
});

describe('the speed of a model', () => {
  /** How many times as long as its profile says. */
  const slowness = (measurements: Measurements, now = 0) =>
    measurements.expectedMs(model, 400, now) / PROFILED_MS;

  it('is what its profile says, until it answered', () => {
    expect(slowness(new Measurements())).toBeCloseTo(1, 12);
    expect(noted([failed()]).of(model.id, 0)).not.toHaveProperty('measured');
  });

  it('is a mean with the profile, which is worth four answers', () => {
    const one = noted([answered(2 * PROFILED_MS)]);
    expect(slowness(one)).toBeCloseTo(6 / 5, 12);
    expect(one.of(model.id, 0).measured?.timeToFirstTokenMs).toBeCloseTo(960, 9);
    expect(one.of(model.id, 0).measured?.tokensPerSecond).toBeCloseTo(80 / 1.2, 9);
    const two = noted([answered(2 * PROFILED_MS), answered(4 * PROFILED_MS)]);
    expect(slowness(two)).toBeCloseTo(10 / 6, 12);
    expect(slowness(noted([answered(PROFILED_MS / 2)]))).toBeCloseTo(4.5 / 5, 12);
  });

  it('is told from the length of the answer, or of the expected one where it is not known', () => {
    // 80 tokens take 1.8 s.
    expect(slowness(noted([answered(1_800, 80)]))).toBeCloseTo(1, 12);
    const measurements = new Measurements();
    measurements.note(model, anOutcome({ latencyMs: 1_800 }), { outputTokens: 80, now: 0 });
    expect(slowness(measurements)).toBeCloseTo(1, 12);
  });

  it('fades to the profile with a half-life of ten minutes', () => {
    const measurements = noted(Array.from({ length: 4 }, () => answered(3 * PROFILED_MS)));
    expect(slowness(measurements, 0)).toBeCloseTo(2, 12);
    expect(slowness(measurements, 10 * MINUTE)).toBeCloseTo(10 / 6, 12);
    expect(slowness(measurements, 20 * MINUTE)).toBeCloseTo(7 / 5, 12);
  });

  it('still moves after many answers: they count for no more than 20', () => {
    const measurements = noted(Array.from({ length: 500 }, () => answered(PROFILED_MS)));
    measurements.note(model, answered(21 * PROFILED_MS), { outputTokens: 400, now: 0 });
    // The mean of twenty moves by a twentieth of 20.
    expect(slowness(measurements)).toBeCloseTo((4 + 20 * 2) / 24, 12);
  });

  it('takes no answer for more than a hundred times as slow or as fast', () => {
    expect(slowness(noted([answered(1e9)]))).toBeCloseTo(104 / 5, 12);
    expect(slowness(noted([answered(0)]))).toBeCloseTo(4.01 / 5, 12);
  });

  it('is at least as slow as an attempt that ran out of time', () => {
    expect(slowness(noted([timedOut(6 * PROFILED_MS)]))).toBeCloseTo(2, 12);
    expect(slowness(noted([timedOut(PROFILED_MS)]))).toBeCloseTo(1, 12);
    expect(slowness(noted([timedOut(PROFILED_MS / 10)]))).toBeCloseTo(1, 12);
    expect(noted([timedOut(PROFILED_MS)]).of(model.id, 0)).not.toHaveProperty('measured');
  });

  it('does not change with failures of other kinds, however long they took', () => {
    const slow = aFailedOutcome({ kind: 'server' }, { latencyMs: 50_000 });
    expect(slowness(noted([slow]))).toBeCloseTo(1, 12);
  });

  it('is never thought faster after an attempt ran out of time', () => {
    const measurements = noted([answered(PROFILED_MS / 2)]);
    const before = slowness(measurements);
    measurements.note(model, timedOut(0.7 * PROFILED_MS), { outputTokens: 400, now: 0 });
    expect(slowness(measurements)).toBeGreaterThanOrEqual(before);
  });

  it('is thought slower after a time-out, although it was slower long ago', () => {
    const measurements = noted([answered(10 * PROFILED_MS)]);
    const now = 100 * MINUTE;
    const before = slowness(measurements, now);
    measurements.note(model, timedOut(6 * PROFILED_MS), { outputTokens: 400, now: now });
    expect(slowness(measurements, now)).toBeGreaterThan(before);
  });
});

describe('the speed of a model whose whole answers are short', () => {
  it('is that of its first token: after it there is next to nothing', () => {
    // 0.8 s, and a token of 12.5 ms each.
    const short = noted([answered(2 * (800 + 15 * 12.5), 15)]).of(model.id, 0).measured;
    expect(short?.timeToFirstTokenMs).toBeCloseTo((800 * 6) / 5, 9);
    expect(short?.tokensPerSecond).toBe(80);
    const longer = noted([answered(2 * (800 + 16 * 12.5), 16)]).of(model.id, 0).measured;
    expect(longer?.tokensPerSecond).toBeCloseTo((80 * 5) / 6, 9);
  });
});

describe('the speed of a model that streams', () => {
  const PROFILED = { timeToFirstTokenMs: 800, tokensPerSecond: 80 };
  /** One token, and 400 after it: 5 s at 80 a second. */
  const TOKENS = 401;

  interface Stream {
    readonly firstMs: number;
    readonly restMs: number;
    readonly readerMs?: number;
    readonly tokens?: number;
    readonly error?: 'timeout' | 'server';
  }

  function noteStream(measurements: Measurements, stream: Stream, now = 0): void {
    const { firstMs, restMs, readerMs = 0, tokens = TOKENS, error } = stream;
    const waitedMs = firstMs + restMs;
    const times = { timeToFirstTokenMs: firstMs, latencyMs: waitedMs + readerMs };
    const outcome =
      error === undefined
        ? { ...answered(0, tokens), ...times }
        : aFailedOutcome({ kind: error }, times);
    measurements.note(model, outcome, { outputTokens: TOKENS, waitedMs, now });
  }

  function measuredBy(...streams: readonly Stream[]) {
    const measurements = new Measurements();
    for (const stream of streams) noteStream(measurements, stream);
    return measurements.of(model.id, 0).measured;
  }

  /** Of a mean with the profile, which is worth four. */
  const afterOne = (slowness: number) => (4 + slowness) / 5;

  it('is measured apart: until its first token, and from there on', () => {
    const lateStart = measuredBy({ firstMs: 4_000, restMs: 5_000 });
    expect(lateStart?.timeToFirstTokenMs).toBeCloseTo(800 * afterOne(5), 9);
    expect(lateStart?.tokensPerSecond).toBeCloseTo(80, 9);
    const slowRest = measuredBy({ firstMs: 800, restMs: 15_000 });
    expect(slowRest?.timeToFirstTokenMs).toBeCloseTo(800, 9);
    expect(slowRest?.tokensPerSecond).toBeCloseTo(80 / afterOne(3), 9);
    const fastRest = measuredBy({ firstMs: 800, restMs: 2_500 });
    expect(fastRest?.tokensPerSecond).toBeCloseTo(80 / afterOne(0.5), 9);
  });

  it('fades apart, too', () => {
    const measurements = new Measurements();
    noteStream(measurements, { firstMs: 4_000, restMs: 5_000 });
    noteStream(measurements, { firstMs: 800, restMs: 15_000 }, 10 * MINUTE);
    const { measured } = measurements.of(model.id, 10 * MINUTE);
    // Of the first measurement one half is left: (5 x 0.5 + 1) / 1.5 with a weight of 1.5.
    expect(measured?.timeToFirstTokenMs).toBeCloseTo((800 * (4 + 3.5)) / 5.5, 6);
    expect(measured?.tokensPerSecond).toBeCloseTo(80 / afterOne(3), 9);
  });

  it('is not thought higher because its reader is slow: what was buffered meanwhile comes at once', () => {
    const slowReader = { firstMs: 800, restMs: 10, readerMs: 20_000 };
    expect(measuredBy(slowReader)).toStrictEqual(PROFILED);
    // Even with what the reader took it was faster than its profile says.
    const quick = measuredBy({ firstMs: 800, restMs: 10, readerMs: 2_490 });
    expect(quick?.tokensPerSecond).toBeCloseTo(80 / afterOne(0.5), 9);
    // Even without it it was slower.
    const slow = measuredBy({ firstMs: 800, restMs: 10_000, readerMs: 20_000 });
    expect(slow?.tokensPerSecond).toBeCloseTo(80 / afterOne(2), 9);
  });

  it('is not told from the rest of a short answer, which comes with its first token', () => {
    const short = measuredBy({ firstMs: 1_600, restMs: 0, tokens: 15 });
    expect(short?.timeToFirstTokenMs).toBeCloseTo(800 * afterOne(2), 9);
    expect(short?.tokensPerSecond).toBe(80);
    const longer = measuredBy({ firstMs: 1_600, restMs: 0, tokens: 16 });
    expect(longer?.tokensPerSecond).toBeCloseTo(80 / afterOne(0.01), 9);
  });

  it('is at least as slow as a time-out: until the first token, or after it', () => {
    const measurements = new Measurements();
    const silent = aFailedOutcome({ kind: 'timeout' }, { latencyMs: 8_000 });
    measurements.note(model, silent, { outputTokens: TOKENS, waitedMs: 8_000, now: 0 });
    const { measured } = measurements.of(model.id, 0);
    expect(measured?.timeToFirstTokenMs).toBeCloseTo(800 * afterOne(10), 9);
    expect(measured?.tokensPerSecond).toBe(80);
    const stalled = measuredBy({ firstMs: 1_600, restMs: 30_000, error: 'timeout' });
    expect(stalled?.timeToFirstTokenMs).toBeCloseTo(800 * afterOne(2), 9);
    expect(stalled?.tokensPerSecond).toBeCloseTo(80 / afterOne(6), 9);
    const cutEarly = measuredBy({ firstMs: 800, restMs: 100, error: 'timeout' });
    expect(cutEarly?.tokensPerSecond).toBe(80);
  });

  it('is told from what came before a time-out, where that is more than was expected', () => {
    const counts = { inputTokens: 10, outputTokens: 4_001, totalTokens: 4_011 };
    const cut = (outputTokens: number) => {
      const times = { timeToFirstTokenMs: 800, latencyMs: 75_800 };
      const usage = { ...counts, outputTokens, source: 'estimated' } as const;
      const measurements = new Measurements();
      const outcome = aFailedOutcome({ kind: 'timeout' }, { ...times, usage });
      measurements.note(model, outcome, { outputTokens: TOKENS, waitedMs: 75_800, now: 0 });
      return measurements.of(model.id, 0).measured?.tokensPerSecond;
    };
    expect(cut(4_001)).toBeCloseTo(80 / afterOne(1.5), 9);
    expect(cut(10)).toBeCloseTo(80 / afterOne(15), 9);
  });

  it('is not told from a stream that broke off otherwise', () => {
    expect(measuredBy({ firstMs: 8_000, restMs: 90_000, error: 'server' })).toBeUndefined();
  });

  it('mixes with that of whole answers, which move both alike', () => {
    const measurements = noted([answered(2 * PROFILED_MS)]);
    noteStream(measurements, { firstMs: 3_200, restMs: 5_000 });
    const { measured } = measurements.of(model.id, 0);
    expect(measured?.timeToFirstTokenMs).toBeCloseTo((800 * (4 + 2 + 4)) / 6, 9);
    // 5 s are less than was thought by then, and count.
    expect(measured?.tokensPerSecond).toBeCloseTo((80 * 6) / (4 + 2 + 1), 9);
  });
});

describe('the count of samples', () => {
  const of = (measurements: Measurements, now = 0) => measurements.of(model.id, now).samples;

  it('is that of the answers, of streams and of whole ones, and fades as what they said', () => {
    const measurements = noted([answered(1_000), answered(1_000)]);
    const stream = anOutcome({ latencyMs: 900, timeToFirstTokenMs: 300 });
    measurements.note(model, stream, { outputTokens: 4, waitedMs: 900, now: 0 });
    expect(of(measurements)).toBe(3);
    expect(of(measurements, 10 * MINUTE)).toBeCloseTo(1.5, 12);
  });

  it('is absent before the first answer, whatever failed', () => {
    expect(noted([failed(), timedOut(1)]).of(model.id, 0)).not.toHaveProperty('samples');
  });

  it('is at most 20', () => {
    expect(of(noted(Array.from({ length: 50 }, () => answered(1_000))))).toBe(20);
  });
});

describe('the count of failures', () => {
  const of = (measurements: Measurements, now = 0) => measurements.of(model.id, now).failures;

  it('is that of all that failed, whatever the reason, and fades with a half-life of ten minutes', () => {
    const measurements = noted([failed(), failed('neutral'), timedOut(1), answered(1_000)]);
    expect(of(measurements)).toBe(3);
    expect(of(measurements, 10 * MINUTE)).toBeCloseTo(1.5, 12);
  });

  it('is absent where none did, and at most 20', () => {
    expect(noted([answered(1_000)]).of(model.id, 0)).not.toHaveProperty('failures');
    expect(of(noted(Array.from({ length: 30 }, () => failed())))).toBe(20);
  });
});

describe('the expected length of an answer', () => {
  it('is 400 tokens before any was seen, and at most what the request allows', () => {
    expect(new Measurements().outputTokens(undefined, 0)).toBe(400);
    expect(new Measurements().outputTokens(300, 0)).toBe(300);
    expect(new Measurements().outputTokens(500, 0)).toBe(400);
  });

  it('is a mean of the answers of all models with these 400, which are worth four', () => {
    const measurements = noted([answered(1, 1_000)]);
    expect(measurements.outputTokens(undefined, 0)).toBe(520);
    measurements.note(aModel({ id: 'north/beta' }), answered(1, 100), {
      outputTokens: 400,
      now: 0,
    });
    expect(measurements.outputTokens(undefined, 0)).toBe(Math.round((1_600 + 1_100) / 6));
  });

  it('fades with a half-life of ten minutes', () => {
    const measurements = noted(Array.from({ length: 4 }, () => answered(1, 1_000)));
    expect(measurements.outputTokens(undefined, 10 * MINUTE)).toBe(600);
  });

  it('still moves after many answers', () => {
    const measurements = noted(Array.from({ length: 500 }, () => answered(1, 100)));
    measurements.note(model, answered(1, 2_100), { outputTokens: 400, now: 0 });
    expect(measurements.outputTokens(undefined, 0)).toBe(Math.round((1_600 + 20 * 200) / 24));
  });

  it('takes an answer of unknown length for one as long as expected', () => {
    const measurements = new Measurements();
    measurements.note(model, anOutcome(), { outputTokens: 900, now: 0 });
    expect(measurements.outputTokens(undefined, 0)).toBe(500);
    expect(measurements.outputEstimate(model.id, undefined)).toBe(900);
  });
});

describe('the expected length of an answer of one model', () => {
  const other = aModel({ id: 'north/beta' });
  /** So many answers of both, one after the other. */
  function both(count: number, own: number, others: number): Measurements {
    const measurements = new Measurements();
    for (let turn = 0; turn < count; turn++) {
      measurements.note(model, answered(1, own), { outputTokens: 400, now: 0 });
      measurements.note(other, answered(1, others), { outputTokens: 400, now: 0 });
    }
    return measurements;
  }

  it('is that of all where it has not answered', () => {
    const measurements = noted([answered(1, 1_000)]);
    expect(measurements.outputTokens(undefined, 0, 'north/beta')).toBe(520);
    measurements.note(other, failed(), { outputTokens: 400, now: 0 });
    expect(measurements.outputTokens(undefined, 0, 'north/beta')).toBe(520);
    expect(measurements.of('north/beta', 0)).not.toHaveProperty('outputTokens');
  });

  it('is as many times that of all as its answers are longer, being alike counting for four', () => {
    const measurements = both(1, 1_000, 200);
    // (1,600 + 1,200) / 6 for all, of a mean of 600: (4 + 1,000 / 600) / 5 times as much.
    expect(measurements.outputTokens(undefined, 0)).toBe(467);
    expect(measurements.outputTokens(undefined, 0, model.id)).toBe(529);
    expect(measurements.of(model.id, 0).outputTokens).toBe(529);
    expect(measurements.outputTokens(undefined, 0, other.id)).toBe(404);
    expect(measurements.outputTokens(500, 0, model.id)).toBe(500);
  });

  it('is the same for who has answered and who has not, where all answers are', () => {
    const measurements = noted(Array.from({ length: 20 }, () => answered(1, 10)));
    expect(measurements.outputTokens(undefined, 0, model.id)).toBe(75);
    expect(measurements.outputTokens(undefined, 0, 'north/beta')).toBe(75);
  });

  it('fades to that of all', () => {
    const measurements = both(20, 4_000, 200);
    expect(measurements.outputTokens(undefined, 0, model.id)).toBeGreaterThan(3_000);
    const later = measurements.outputTokens(undefined, 120 * MINUTE, model.id);
    expect(later).toBeLessThan(405);
  });

  it('is that of all where nobody wrote a word', () => {
    const measurements = noted([answered(1, 0)]);
    expect(measurements.outputTokens(undefined, 0, model.id)).toBe(320);
  });
});

describe('what is booked for an answer', () => {
  const lengths = (count: number, from = 1) =>
    Array.from({ length: count }, (_, index) => answered(1, from + index));

  it('is 512 tokens before the first one, and at most what the request allows', () => {
    expect(noted([failed()]).outputEstimate(model.id, undefined)).toBe(512);
    expect(new Measurements().outputEstimate(model.id, 100)).toBe(100);
    expect(new Measurements().outputEstimate(model.id, 600)).toBe(512);
  });

  it.each([
    [1, 1],
    [8, 8],
    [16, 16],
    [24, 23],
    [32, 31],
  ])('is the 95th percentile: of answers of 1 to %i tokens %i', (count, tokens) => {
    expect(noted(lengths(count)).outputEstimate(model.id, undefined)).toBe(tokens);
  });

  it('is told from numbers, not from their digits', () => {
    const measurements = noted([9, 100, 20].map((tokens) => answered(1, tokens)));
    expect(measurements.outputEstimate(model.id, undefined)).toBe(100);
  });

  it('is known from each of the first eight answers on, then from every eighth', () => {
    const measurements = noted(lengths(7));
    expect(measurements.outputEstimate(model.id, undefined)).toBe(7);
    for (const outcome of lengths(8, 8))
      measurements.note(model, outcome, { outputTokens: 400, now: 0 });
    expect(measurements.outputEstimate(model.id, undefined)).toBe(8);
    measurements.note(model, answered(1, 16), { outputTokens: 400, now: 0 });
    expect(measurements.outputEstimate(model.id, undefined)).toBe(16);
  });

  it('forgets all but the last 32 answers', () => {
    const measurements = noted([...lengths(32, 10_000), ...lengths(32)]);
    expect(measurements.outputEstimate(model.id, undefined)).toBe(31);
  });

  it('is each model’s own, whatever it used', () => {
    const measurements = noted([answered(1, 7)]);
    expect(measurements.outputEstimate('north/beta', undefined)).toBe(512);
    expect(noted([answered(1, 0)]).outputEstimate(model.id, undefined)).toBe(0);
  });
});

describe('a reset', () => {
  const other = aModel({ id: 'north/beta' });
  const both = () => {
    const measurements = noted([failed()]);
    measurements.note(other, failed(), { outputTokens: 400, now: 0 });
    return measurements;
  };

  it('forgets one model', () => {
    const measurements = both();
    measurements.reset(model.id);
    expect(measurements.of(model.id, 0)).toStrictEqual({});
    expect(measurements.of(other.id, 0)).toHaveProperty('health');
  });

  it('forgets all', () => {
    const measurements = both();
    measurements.reset();
    expect(measurements.of(model.id, 0)).toStrictEqual({});
    expect(measurements.of(other.id, 0)).toStrictEqual({});
  });
});
