import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelReport, SimulationReport } from '../../src/testing/index.js';
import { badDay, OUTAGE } from './bad-day.js';

const OUTAGE_END_MS = (OUTAGE.fromSeconds + OUTAGE.forSeconds) * 1_000;

let report: SimulationReport;
/** What the dead model was asked in its outage after it had been sent to rest for the first time. */
const calls: { readonly probe: boolean }[] = [];

beforeAll(async () => {
  let hasRested = false;
  report = await badDay((event, atMs) => {
    if (event.type === 'cooldown-start') hasRested ||= event.target === 'dead/m';
    if (event.type !== 'attempt-start' || event.model !== 'dead/m') return;
    if (hasRested && atMs < OUTAGE_END_MS) calls.push(event);
  });
}, 120_000);

function modelOf(name: string): ModelReport {
  return report.models.find(({ model }) => model === `${name}/m`) as ModelReport;
}

function restsOf(name: string, policy: string) {
  return report.cooldowns.filter(
    (band) => band.policy === policy && band.models.includes(`${name}/m`),
  );
}

describe('a day on which one model dies, one is limited, one slows down, one is locked and the clock is set', () => {
  it('is answered all the same: at least 99.9 %', () => {
    expect(report.requests).toBeGreaterThan(80_000);
    expect(report.availability).toBeGreaterThanOrEqual(0.999);
  });

  it('breaks no promise: no deadline passed, no token booked twice or lost, nothing left behind', () => {
    expect(report.violations).toEqual([]);
  });

  it('asks the dead model, once it rests, no more than by its probes', () => {
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.filter(({ probe }) => !probe)).toEqual([]);
  });

  it('has it back with the first probe or the second after the outage', () => {
    const rests = restsOf('dead', 'failure').filter(({ toMs }) => toMs > OUTAGE_END_MS);
    expect(rests).toHaveLength(1);
    expect((rests[0]?.toMs ?? 0) - OUTAGE_END_MS).toBeLessThan(360_000);
  });

  it('asks the model with the wrong key once in five minutes, if that', () => {
    const { attempts, failures } = modelOf('locked');
    expect(failures).toEqual({ auth: attempts });
    expect(attempts).toBeLessThanOrEqual(86_400 / 300);
  });

  it('leaves to the limited model what its limit allows', () => {
    const { answered, failures } = modelOf('limited');
    const allowed = 6 * 60 * 24;
    expect(answered).toBeGreaterThan(allowed / 2);
    expect(failures['rate-limit']).toBeLessThan(answered / 2);
  });
});
