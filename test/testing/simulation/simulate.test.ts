import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/contracts/clock.js';
import { ConfigurationError, KeywordIntentDetector, MemoryUsageStore } from '../../../src/index.js';
import { PROMPTS } from '../../../src/testing/simulation/callers/callers.js';
import { simulate } from '../../../src/testing/simulation/simulate.js';
import type {
  SimulatedModel,
  SimulatedSettings,
  SimulationOptions,
} from '../../../src/testing/simulation/simulation-options.js';
import type { SimulationReport } from '../../../src/testing/simulation/simulation-report.js';

/** Answers ten tokens after exactly 200 ms, the first of them after 100. */
const STEADY: SimulatedModel = {
  id: 'm',
  price: { input: 1, output: 10 },
  firstTokenMs: 100,
  tokensPerSecond: 100,
  outputTokens: 10,
};
const STEADY_VENDOR = { name: 'steady', models: [STEADY] };
/** Ten tokens, as simulated vendors count. */
const PROMPT = 'x'.repeat(40);

function simulated(options: Partial<SimulationOptions> = {}): Promise<SimulationReport> {
  return simulate({
    providers: [STEADY_VENDOR],
    traffic: { perSecond: 10, request: () => PROMPT },
    seconds: 20,
    ...options,
  });
}

/** All that can happen, in short. */
const TURMOIL: SimulationOptions = {
  orchestrator: { limits: { requestsPerMinute: 1_000 }, timeouts: { totalMs: 20_000 } },
  providers: [
    {
      name: 'a',
      models: [{ id: 'm', failures: { server: 0.1, hang: 0.02 }, interruptions: 0.1 }],
      incidents: [{ fromSeconds: 5, forSeconds: 5, failure: 'overloaded', share: 0.9 }],
    },
    { name: 'b', models: [{ id: 'm', limits: { maxConcurrency: 10 } }] },
  ],
  traffic: {
    perSecond: 20,
    streams: 0.5,
    leaving: { share: 0.1, afterMs: { min: 10, max: 2_000 } },
  },
  seconds: 20,
};

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

describe('simulate', () => {
  it('tells of every event, and when it was on the virtual clock', async () => {
    const heard: (readonly [string, number])[] = [];
    const { requests } = await simulated({
      onEvent: ({ type }, atMs) => void heard.push([type, atMs]),
    });
    const timesOf = (wanted: string) =>
      heard.flatMap(([type, at]) => (type === wanted ? [at] : []));
    const ends = timesOf('request-end');
    expect(timesOf('request-start')).toHaveLength(requests);
    expect(ends).toHaveLength(requests);
    expect(ends[0]).toBeCloseTo((timesOf('request-start')[0] as number) + 200);
  });

  it('answers every request where nothing fails, and the tokens add up', async () => {
    const report = await simulated();
    const { requests } = report;
    expect(requests).toBeGreaterThan(120);
    expect(report).toMatchObject({
      seed: 1,
      seconds: 20,
      answered: requests,
      failures: {},
      aborted: 0,
      availability: 1,
      attempts: requests,
      fallbacks: 0,
      inputTokens: 10 * requests,
      outputTokens: 10 * requests,
      cooldowns: [],
      violations: [],
    });
    expect(report.costUsd).toBeCloseTo((110 * requests) / 1e6, 10);
    expect(report.latencyMs.max).toBeCloseTo(200, 6);
    expect(report.timeToFirstTokenMs.max).toBeNaN();
    const [model] = report.models;
    expect(model).toMatchObject({
      model: 'steady/m',
      attempts: requests,
      answered: requests,
      failures: {},
      aborted: 0,
      probes: 0,
      inputTokens: 10 * requests,
      outputTokens: 10 * requests,
      costUsd: report.costUsd,
      rests: 0,
      restedMs: 0,
    });
    expect(model?.latencyMs.max).toBeCloseTo(200, 6);
  });

  it('has nothing to say of no traffic', async () => {
    const report = await simulated({ traffic: { perSecond: 0 } });
    const nothing = { p50: Number.NaN, p95: Number.NaN, p99: Number.NaN, max: Number.NaN };
    expect(report).toMatchObject({
      requests: 0,
      answered: 0,
      availability: Number.NaN,
      attempts: 0,
      inputTokens: 0,
      latencyMs: nothing,
      violations: [],
    });
    expect(report.timeline).toEqual({
      stepMs: 20_000 / 240,
      answered: Array(240).fill(0),
      failed: Array(240).fill(0),
    });
  });

  it('falls over from a vendor that is dead, each time that it tries it', async () => {
    const dead = { name: 'dead', models: [{ id: 'm', failures: { server: 1 } }] };
    const report = await simulated({
      orchestrator: { retryBudget: { ratio: 0, perSecond: 0, burst: 0 } },
      providers: [dead, STEADY_VENDOR],
      traffic: {
        perSecond: 10,
        request: () => ({ prompt: PROMPT, model: ['dead/m', 'steady/m'] }),
      },
    });
    const { requests } = report;
    const [deadModel, steadyModel] = report.models;
    const tries = deadModel?.attempts ?? 0;
    expect(tries).toBeGreaterThan(3);
    expect(report).toMatchObject({
      answered: requests,
      availability: 1,
      attempts: requests + tries,
      fallbacks: tries,
      violations: [],
    });
    expect(deadModel).toMatchObject({ answered: 0, failures: { server: tries }, outputTokens: 0 });
    expect(deadModel?.latencyMs.max).toBeNaN();
    expect(sum(deadModel?.timeline.failed ?? [])).toBe(tries);
    expect(sum(deadModel?.timeline.answered ?? [])).toBe(0);
    expect(steadyModel).toMatchObject({ attempts: requests, answered: requests, failures: {} });
    expect(sum(steadyModel?.timeline.answered ?? [])).toBe(requests);
    const rests = report.cooldowns.filter(({ target }) => target === 'dead/m');
    expect(deadModel?.rests).toBe(rests.length);
    expect(deadModel?.restedMs).toBeGreaterThan(10_000);
    expect(deadModel?.restedMs).toBeLessThan(20_000);
    expect(steadyModel?.rests).toBe(0);
  });

  it('counts requests that nobody could answer by their code', async () => {
    const report = await simulated({
      orchestrator: { maxAttempts: 1, cooldown: [] },
      providers: [{ name: 'dead', models: [{ id: 'm', failures: { auth: 1 } }] }],
    });
    const { requests } = report;
    expect(report).toMatchObject({
      answered: 0,
      aborted: 0,
      availability: 0,
      failures: { 'all-attempts-failed': requests },
      violations: [],
    });
    expect(sum(report.timeline.failed)).toBe(requests);
    expect(sum(report.timeline.answered)).toBe(0);
  });

  it('tells nothing of costs where a price is unknown', async () => {
    const { price: _, ...unpriced } = STEADY;
    const vendors = [STEADY_VENDOR, { name: 'other', models: [unpriced] }];
    const request = (random: () => number) => ({
      prompt: PROMPT,
      model: random() < 0.5 ? 'steady/m' : 'other/m',
    });
    const report = await simulated({
      providers: vendors,
      traffic: { perSecond: 10, request: request as SimulationOptions['traffic']['request'] },
    });
    expect(report).not.toHaveProperty('costUsd');
    expect(report.models[0]?.costUsd).toBeGreaterThan(0);
    expect(report.models[1]).not.toHaveProperty('costUsd');
  });

  it('reads streams to their end, and tells when their first token came', async () => {
    const report = await simulated({
      traffic: { perSecond: 10, streams: 1, request: () => PROMPT },
    });
    const { requests } = report;
    expect(report).toMatchObject({
      answered: requests,
      outputTokens: 10 * requests,
      violations: [],
    });
    expect(report.timeToFirstTokenMs.max).toBeCloseTo(100, 6);
    expect(report.latencyMs.max).toBeCloseTo(200, 6);
  });

  it('streams the share that it is told to', async () => {
    const streamed: boolean[] = [];
    const spy = (clock: Clock) => {
      const store = new MemoryUsageStore({ clock });
      const reserve = store.reserve.bind(store);
      // A stream without a deadline holds its reservation for an hour.
      store.reserve = (reservation) => {
        streamed.push(reservation.leaseMs === 3_600_000);
        return reserve(reservation);
      };
      return store;
    };
    await simulated({
      orchestrator: (clock) => ({ store: spy(clock) }),
      traffic: { perSecond: 50, streams: 0.25, request: () => PROMPT },
    });
    const share = streamed.filter(Boolean).length / streamed.length;
    expect(Math.abs(share - 0.25)).toBeLessThan(0.07);
  });

  it.each([
    ['answers', 0],
    ['streams', 1],
  ])('counts callers who do not wait for their %s as such, not as failures', async (_, streams) => {
    const report = await simulated({
      traffic: {
        perSecond: 20,
        streams,
        request: () => PROMPT,
        leaving: { share: 0.5, afterMs: 50 },
      },
    });
    const { requests, aborted } = report;
    expect(Math.abs(aborted / requests - 0.5)).toBeLessThan(0.13);
    expect(report).toMatchObject({
      answered: requests - aborted,
      failures: {},
      availability: 1,
      violations: [],
    });
    expect(report.models[0]).toMatchObject({ aborted, failures: {} });
    expect(sum(report.timeline.answered)).toBe(requests - aborted);
    expect(sum(report.timeline.failed)).toBe(0);
  });

  it('lets some who leave a stream break off reading, who go with the first that comes then', async () => {
    const report = await simulated({
      traffic: {
        perSecond: 20,
        streams: 1,
        request: () => PROMPT,
        leaving: { share: 1, afterMs: 150 },
      },
    });
    // Those with a signal are gone after 150 ms, those without after the next piece; all have read the first.
    expect(report.aborted).toBe(report.requests);
    expect(report.timeToFirstTokenMs.max).toBeCloseTo(100, 6);
    expect(report.violations).toEqual([]);
  });

  it('answers callers whose answer comes before they would have left', async () => {
    const report = await simulated({
      traffic: {
        perSecond: 10,
        streams: 0.5,
        request: () => PROMPT,
        leaving: { share: 1, afterMs: 201 },
      },
    });
    expect(report).toMatchObject({ answered: report.requests, aborted: 0, violations: [] });
  });

  it('waits for requests that are under way when no more arrive', async () => {
    const slow = { ...STEADY, firstTokenMs: 30_000 };
    const report = await simulated({
      providers: [{ name: 'slow', models: [slow] }],
      seconds: 10,
    });
    expect(report.answered).toBe(report.requests);
    expect(report.latencyMs.max).toBeCloseTo(30_100, 6);
    const { stepMs, answered } = report.timeline;
    expect(sum(answered)).toBe(report.requests);
    expect(answered.length * stepMs).toBeGreaterThanOrEqual(39_000);
    expect(answered.length).toBeLessThanOrEqual(480);
    expect(report.violations).toEqual([]);
  });

  it('follows the rates of the traffic', async () => {
    const report = await simulated({
      traffic: {
        perSecond: [
          { fromSeconds: 5, perSecond: 40 },
          { fromSeconds: 10, perSecond: 0 },
        ],
        request: () => PROMPT,
      },
    });
    const { answered } = report.timeline;
    expect(sum(answered.slice(0, 60))).toBe(0);
    expect(sum(answered.slice(60, 123))).toBe(report.requests);
    expect(Math.abs(report.requests - 200)).toBeLessThan(71);
  });

  it('steps the wall clock without a change to anything but wall times', async () => {
    const wallTimes: number[] = [];
    const watching = (clock: Clock): SimulatedSettings => ({
      retryBudget: { burst: 5 },
      cooldown: [
        { name: 'watch', assess: () => void wallTimes.push(clock.now() - clock.monotonic()) },
      ],
    });
    const clockSteps = [
      { atSeconds: 5, byMs: -3_600_000 },
      { atSeconds: 15, byMs: 60_000 },
    ];
    const stepped = await simulated({ orchestrator: watching, clockSteps });
    expect(new Set(wallTimes).size).toBe(3);
    expect(stepped).toEqual(await simulated({ orchestrator: watching }));
    const turmoil = await simulate(TURMOIL);
    expect(await simulate({ ...TURMOIL, clockSteps })).toEqual(turmoil);
  });

  it('gives the same report for the same seed, and another one for another', async () => {
    const report = await simulate({ ...TURMOIL, seed: 7 });
    expect(report.violations).toEqual([]);
    expect(report.seed).toBe(7);
    expect(await simulate({ ...TURMOIL, seed: 7 })).toEqual(report);
    const other = await simulate({ ...TURMOIL, seed: 8 });
    expect({ ...other, seed: 7 }).not.toEqual({ ...report });
  });

  it('brings the same requests at the same times, whatever the orchestrator is told', async () => {
    const asked: number[][] = [];
    const recording = (clock: Clock): SimulatedSettings => {
      const times: number[] = [];
      asked.push(times);
      const detector = {
        intents: ['any'] as const,
        detect: () => {
          times.push(clock.monotonic());
          return { intent: 'any' as const, confidence: 1 };
        },
      };
      return { detector, maxAttempts: asked.length } as SimulatedSettings;
    };
    await simulate({ ...TURMOIL, orchestrator: recording });
    await simulate({ ...TURMOIL, orchestrator: recording });
    expect(asked[0]?.length).toBeGreaterThan(300);
    expect(asked[1]).toEqual(asked[0]);
  });

  it('asks one of six prompts unless told otherwise, one for each intent', async () => {
    const detector = new KeywordIntentDetector();
    const intents = PROMPTS.map((text) => detector.detect({ text }).intent);
    expect(intents.toSorted()).toEqual(detector.intents.toSorted());
    const seen = new Set<string>();
    const settings: SimulatedSettings = {
      detector: {
        intents: [],
        detect: ({ text }) => {
          seen.add(text);
          return { intent: 'general', confidence: 1 };
        },
      },
    };
    await simulated({ orchestrator: settings, traffic: { perSecond: 10 } });
    expect([...seen].toSorted()).toEqual(PROMPTS.toSorted());
  });

  it('counts a request that is refused at once', async () => {
    const report = await simulated({
      traffic: { perSecond: 10, streams: 0.5, request: () => ({ prompt: PROMPT, maxAttempts: 0 }) },
    });
    expect(report).toMatchObject({
      answered: 0,
      attempts: 0,
      failures: { 'invalid-request': report.requests },
      violations: [],
    });
  });

  it('rejects with what the request function throws', async () => {
    const request = () => {
      throw new Error('no request today');
    };
    await expect(simulated({ traffic: { perSecond: 10, request } })).rejects.toThrow(
      'no request today',
    );
  });

  it('shows what should never happen as a violation: here a store that counts twice', async () => {
    const doubling = (clock: Clock): SimulatedSettings => {
      const store = new MemoryUsageStore({ clock });
      const snapshot = store.snapshot.bind(store);
      store.snapshot = (query) => {
        const truth = snapshot(query);
        const models = truth.models.map((model) => ({
          ...model,
          lastHour: { ...model.lastHour, outputTokens: 2 * model.lastHour.outputTokens },
        }));
        return { ...truth, models };
      };
      return { store };
    };
    const report = await simulated({ orchestrator: doubling });
    expect(report.violations.join()).toContain('steady/m');
    expect(report.toText()).toContain('violation');
  });

  it('rejects where the orchestrator cannot be closed', async () => {
    const store = (clock: Clock) =>
      Object.assign(new MemoryUsageStore({ clock }), {
        close: () => Promise.reject(new Error('the store cannot be closed')),
      });
    await expect(simulated({ orchestrator: (clock) => ({ store: store(clock) }) })).rejects.toThrow(
      'the store cannot be closed',
    );
  });

  it('rejects where the orchestrator waits for what will never come', async () => {
    const store = (clock: Clock) =>
      Object.assign(new MemoryUsageStore({ clock }), { close: () => new Promise<void>(() => {}) });
    await expect(simulated({ orchestrator: (clock) => ({ store: store(clock) }) })).rejects.toThrow(
      'the orchestrator waits for something that never comes',
    );
  });

  it('rejects where a request takes longer than a report can tell', async () => {
    const weeks = { ...STEADY, firstTokenMs: 1_500_000_000 };
    await expect(
      simulated({
        orchestrator: { timeouts: { totalMs: 2_000_000_000, attemptMs: 2_000_000_000 } },
        providers: [{ name: 'slow', models: [weeks] }],
      }),
    ).rejects.toThrow('ms: expected a number from 0 to 1000000000');
  });

  it('refuses options that make no sense, those that a function returns and those of the orchestrator too', async () => {
    await expect(simulated({ seconds: -1 })).rejects.toThrow(ConfigurationError);
    await expect(simulated({ orchestrator: () => 5 as never })).rejects.toThrow(
      'orchestrator: expected an object, got 5',
    );
    await expect(simulated({ orchestrator: { maxAttempts: 0 } })).rejects.toThrow(
      'maxAttempts: expected a whole number of at least 1, got 0',
    );
  });

  it('gives a report that is plain data, and shows itself as text and as a page', async () => {
    const report = await simulated();
    expect(structuredClone(report)).toEqual(report);
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({ requests: report.requests });
    expect(report.toText()).toContain('steady/m');
    expect(report.toHtml()).toContain('steady/m');
  });
});
