import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/testing/index.js';
import type { Incident } from '../../../../src/testing/simulation/simulation-options.js';
import { Incidents } from '../../../../src/testing/simulation/vendors/incidents.js';
import { randomOf } from './vendors.js';

function incidentsOf(...incidents: Incident[]): Incidents {
  return new Incidents(incidents, 'gpt', 0);
}

/** The failure of a call at each of these times. */
function failures(incidents: Incidents, ...times: number[]) {
  return times.map((now) => incidents.failure(now, () => 0.5));
}

describe('Incidents', () => {
  it('fail calls from their first millisecond to their last, and no others', () => {
    const incidents = incidentsOf({ fromSeconds: 10, forSeconds: 5, failure: 'server' });
    expect(failures(incidents, 0, 9_999, 10_000, 14_999, 15_000, 99_999)).toEqual([
      undefined,
      undefined,
      'server',
      'server',
      undefined,
      undefined,
    ]);
  });

  it('count their seconds from the start of the simulation', () => {
    const incident: Incident = { fromSeconds: 1, forSeconds: 1, failure: 'hang' };
    const incidents = new Incidents([incident], 'gpt', 500);
    expect(failures(incidents, 1_499, 1_500, 2_499, 2_500)).toEqual([
      undefined,
      'hang',
      'hang',
      undefined,
    ]);
  });

  it('may begin at once', () => {
    const incidents = incidentsOf({ fromSeconds: 0, forSeconds: 1, failure: 'auth' });
    expect(failures(incidents, 0, 1_000)).toEqual(['auth', undefined]);
  });

  it('are over, too, when nobody called meanwhile', () => {
    const incidents = incidentsOf(
      { fromSeconds: 1, forSeconds: 1, failure: 'server', slowdown: 9 },
      { fromSeconds: 3, forSeconds: 1, failure: 'auth' },
    );
    expect(incidents.slowdown(2_500)).toBe(1);
    expect(failures(incidents, 2_500, 3_000)).toEqual([undefined, 'auth']);
  });

  it('come in the order of their time, in whatever order they are listed', () => {
    const incidents = incidentsOf(
      { fromSeconds: 3, forSeconds: 1, failure: 'auth' },
      { fromSeconds: 1, forSeconds: 1, failure: 'server' },
      { fromSeconds: 2, forSeconds: 1, failure: 'quota' },
    );
    expect(failures(incidents, 0, 1_000, 2_000, 3_000)).toEqual([
      undefined,
      'server',
      'quota',
      'auth',
    ]);
  });

  it('concern the models they name, or all', () => {
    const named = incidentsOf({
      fromSeconds: 0,
      forSeconds: 1,
      failure: 'server',
      models: ['gpt', 'other'],
    });
    const others = incidentsOf({ fromSeconds: 0, forSeconds: 1, failure: 'auth', models: ['o3'] });
    expect(failures(named, 0)).toEqual(['server']);
    expect(failures(others, 0)).toEqual([undefined]);
  });

  it('fail a share of the calls', () => {
    const failing = { fromSeconds: 0, forSeconds: 1, failure: 'server' } as const;
    const incidents = incidentsOf({ ...failing, share: 0.3 });
    expect(incidents.failure(0, () => 0.299)).toBe('server');
    expect(incidents.failure(0, () => 0.3)).toBeUndefined();
    expect(incidentsOf({ ...failing, share: 0 }).failure(0, () => 0)).toBeUndefined();
    const random = seededRandom(1);
    let failed = 0;
    for (let call = 0; call < 10_000; call++) {
      if (incidents.failure(0, random) !== undefined) failed++;
    }
    expect(Math.abs(failed - 3_000)).toBeLessThan(150);
  });

  it('without a failure fail no call, and ask for no random number', () => {
    const incidents = incidentsOf({ fromSeconds: 0, forSeconds: 1, slowdown: 2 });
    expect(incidents.failure(0, randomOf())).toBeUndefined();
    expect(incidents.failure(1_000, randomOf())).toBeUndefined();
  });

  it('each have their chance where several are at work, the earlier one first', () => {
    const incidents = incidentsOf(
      { fromSeconds: 1, forSeconds: 9, failure: 'auth', share: 0.4 },
      { fromSeconds: 0, forSeconds: 9, failure: 'server', share: 0.4 },
      { fromSeconds: 1, forSeconds: 9, failure: 'quota', share: 0.4 },
    );
    const failureWith = (...numbers: number[]) => incidents.failure(1_000, randomOf(...numbers));
    expect(failureWith(0.1)).toBe('server');
    expect(failureWith(0.9, 0.1)).toBe('auth');
    expect(failureWith(0.9, 0.9, 0.1)).toBe('quota');
    expect(failureWith(0.9, 0.9, 0.9)).toBeUndefined();
  });

  it('slow down evenly, from nothing at their start, and not beyond their end', () => {
    const incidents = incidentsOf({ fromSeconds: 10, forSeconds: 10, slowdown: 5 });
    const factors = [0, 9_999, 10_000, 12_500, 15_000, 19_999, 20_000].map((now) =>
      incidents.slowdown(now),
    );
    expect(factors).toEqual([1, 1, 1, 2, 3, 4.9996, 1]);
  });

  it('slow down together what each of them slows down', () => {
    const incidents = incidentsOf(
      { fromSeconds: 0, forSeconds: 10, slowdown: 3 },
      { fromSeconds: 0, forSeconds: 20, slowdown: 5 },
      { fromSeconds: 0, forSeconds: 10, failure: 'server' },
    );
    expect(incidents.slowdown(5_000)).toBe(2 * 2);
    expect(incidents.slowdown(10_000)).toBe(3);
  });
});
