import type { CooldownBand } from '../simulation-report.js';

/** Rests under one policy that are drawn as one. */
export interface BandRun {
  readonly policy: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bands: readonly CooldownBand[];
}

interface OpenRun extends BandRun {
  toMs: number;
  readonly bands: CooldownBand[];
}

/**
 * What can be told apart where `leastMs` is the width of a pixel: rests of one policy become one where they overlap, or
 * where less than a pixel lies between them and either is narrower than that. So there are no more of a policy than
 * there are pixels, and one.
 */
export function bandRuns(bands: readonly CooldownBand[], leastMs: number): readonly BandRun[] {
  const byPolicy = Map.groupBy(bands, ({ policy }) => policy);
  return [...byPolicy.values()].flatMap((ofPolicy) => runsOf(ofPolicy, leastMs));
}

function runsOf(bands: readonly CooldownBand[], leastMs: number): BandRun[] {
  const runs: OpenRun[] = [];
  for (const band of bands.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = runs.at(-1);
    if (last === undefined || areApart(last, band, leastMs)) {
      const { policy, fromMs, toMs } = band;
      runs.push({ policy, fromMs, toMs, bands: [band] });
    } else {
      last.toMs = Math.max(last.toMs, band.toMs);
      last.bands.push(band);
    }
  }
  return runs;
}

function areApart(run: OpenRun, band: CooldownBand, leastMs: number): boolean {
  const betweenMs = band.fromMs - run.toMs;
  if (betweenMs < 0) return false;
  const isNarrow = Math.min(run.toMs - run.fromMs, band.toMs - band.fromMs) < leastMs;
  return betweenMs >= leastMs || !isNarrow;
}
