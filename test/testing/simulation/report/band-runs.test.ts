import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandRuns } from '../../../../src/testing/simulation/report/band-runs.js';
import { anyBand } from './any-report.js';

const PIXEL_MS = 100;

/** Each as `from-to`, and how many there are in it. */
function runsOf(...bands: readonly (readonly [fromMs: number, toMs: number])[]) {
  const rests = bands.map(([fromMs, toMs]) => anyBand({ fromMs, toMs }));
  return bandRuns(rests, PIXEL_MS).map((run) => [run.fromMs, run.toMs, run.bands.length]);
}

describe('bandRuns', () => {
  it('leaves alone what can be told apart', () => {
    expect(runsOf([0, 100], [100, 250], [250, 400])).toEqual([
      [0, 100, 1],
      [100, 250, 1],
      [250, 400, 1],
    ]);
    expect(runsOf([0, 1], [101, 102])).toEqual([
      [0, 1, 1],
      [101, 102, 1],
    ]);
  });

  it('joins what is narrower than a pixel with what is nearer than one', () => {
    expect(runsOf([0, 1], [100, 102])).toEqual([[0, 102, 2]]);
    expect(runsOf([0, 500], [599, 600])).toEqual([[0, 600, 2]]);
    expect(runsOf([0, 99], [100, 600])).toEqual([[0, 600, 2]]);
    expect(runsOf([0, 100], [199, 300])).toEqual([
      [0, 100, 1],
      [199, 300, 1],
    ]);
  });

  it('joins what overlaps, up to the later end', () => {
    expect(runsOf([0, 900], [100, 300], [899, 1_000])).toEqual([[0, 1_000, 3]]);
  });

  it('goes by time, whatever the order', () => {
    expect(runsOf([200, 201], [0, 1], [100, 101])).toEqual([[0, 201, 3]]);
  });

  it('keeps policies apart', () => {
    const bands = [
      anyBand({ fromMs: 0, toMs: 1 }),
      anyBand({ policy: 'rate-limit', fromMs: 1, toMs: 2 }),
    ];
    expect(bandRuns(bands, PIXEL_MS).map(({ policy }) => policy)).toEqual([
      'failure',
      'rate-limit',
    ]);
    expect(bandRuns(bands, PIXEL_MS).map((run) => run.bands)).toEqual([[bands[0]], [bands[1]]]);
  });

  it('shows every rest once, in no more runs than there are pixels', () => {
    const band = fc
      .tuple(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 0, max: 1_000 }))
      .map(([fromMs, forMs]) => anyBand({ fromMs, toMs: fromMs + forMs }));
    fc.assert(
      fc.property(fc.array(band, { maxLength: 500 }), (bands) => {
        const runs = bandRuns(bands, PIXEL_MS);
        expect(new Set(runs.flatMap((run) => run.bands))).toEqual(new Set(bands));
        expect(runs.length).toBeLessThanOrEqual(10_000 / PIXEL_MS + 1);
        for (const { fromMs, toMs, bands: within } of runs) {
          expect(fromMs).toBe(Math.min(...within.map((one) => one.fromMs)));
          expect(toMs).toBe(Math.max(...within.map((one) => one.toMs)));
        }
      }),
    );
  });
});
