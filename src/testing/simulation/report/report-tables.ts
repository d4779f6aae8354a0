import type { TextTable } from '../../../support/text-table.js';
import type { CooldownBand, ModelReport, Percentiles } from '../simulation-report.js';
import type { ReportData } from './report-data.js';
import {
  availabilityText,
  clockText,
  countText,
  durationText,
  numberOf,
  percentText,
  usdText,
} from './report-figures.js';

const FIRST_COOLDOWNS = 8;

/** One figure of the summary: `Requests`, `1,000`, and `3 failed`, `2 left by their callers`. */
export interface SummaryFigure {
  readonly label: string;
  readonly value: string;
  readonly details: readonly string[];
}

/** What text and page show alike. The first cell of a row says what it is about. */
export interface ReportTable extends TextTable {
  readonly title: string;
}

/** What the report is of: `Simulation of 24 h, seed 1`. */
export function titleOf({ seconds, seed }: ReportData): string {
  return `Simulation of ${durationText(seconds * 1_000)}, seed ${seed}`;
}

/** What everybody asks first. */
export function summaryOf(report: ReportData): readonly SummaryFigure[] {
  const { requests, answered, aborted, attempts, fallbacks, availability } = report;
  const { inputTokens, outputTokens } = report;
  return [
    {
      label: 'Availability',
      value: availabilityText(availability),
      details: [`${countText(answered)} of ${numberOf('request', requests - aborted)} answered`],
    },
    {
      label: 'Requests',
      value: countText(requests),
      details: [
        `${countText(sumOf(report.failures))} failed`,
        `${countText(aborted)} left by their callers`,
      ],
    },
    {
      label: 'Attempts',
      value: countText(attempts),
      details: [numberOf('fallback', fallbacks)],
    },
    ...percentileFigure('Latency p50', report.latencyMs),
    ...percentileFigure('First token p50', report.timeToFirstTokenMs),
    {
      label: 'Tokens',
      value: countText(inputTokens + outputTokens),
      details: [`${countText(inputTokens)} in`, `${countText(outputTokens)} out`],
    },
    costFigure(report),
    cooldownFigure(report.cooldowns),
  ];
}

/** All the tables that have something to say. */
export function tablesOf(report: ReportData): readonly ReportTable[] {
  const tables = [
    attemptsTable(report),
    useTable(report),
    failedAttemptsTable(report),
    failedRequestsTable(report),
    cooldownGroupsTable(report),
    firstCooldownsTable(report),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function percentileFigure(label: string, { p50, p95, p99, max }: Percentiles): SummaryFigure[] {
  if (Number.isNaN(max)) return [];
  const details = [
    `p95 ${durationText(p95)}`,
    `p99 ${durationText(p99)}`,
    `max ${durationText(max)}`,
  ];
  return [{ label, value: durationText(p50), details }];
}

function costFigure({ costUsd, answered }: ReportData): SummaryFigure {
  const isShared = costUsd !== undefined && answered > 0;
  const details = isShared ? [`${usdText((costUsd / answered) * 1_000)} per 1,000 answers`] : [];
  return { label: 'Cost', value: usdText(costUsd), details };
}

function cooldownFigure(cooldowns: readonly CooldownBand[]): SummaryFigure {
  const { length } = cooldowns;
  const details = length === 0 ? [] : [`the longest ${durationText(longestOf(cooldowns))}`];
  return { label: 'Cooldowns', value: countText(length), details };
}

function attemptsTable({ models }: ReportData): ReportTable {
  return {
    title: 'Models',
    columns: columns(
      'Model',
      '#Attempts',
      '#Answered',
      '#Failed',
      '#Aborted',
      '#p50',
      '#p95',
      '#p99',
    ),
    rows: models.map(({ model, attempts, answered, failures, aborted, latencyMs }) => [
      model,
      ...[attempts, answered, sumOf(failures), aborted].map(countText),
      ...[latencyMs.p50, latencyMs.p95, latencyMs.p99].map(durationText),
    ]),
  };
}

function useTable({ models, seconds }: ReportData): ReportTable {
  const restedText = ({ rests, restedMs }: ModelReport) =>
    rests === 0 ? '–' : `${durationText(restedMs)} (${percentText(restedMs / (seconds * 1_000))})`;
  return {
    title: 'What they used, and how they rested',
    columns: columns('Model', '#Tokens in', '#Tokens out', '#Cost', '#Rests', '#Rested', '#Probes'),
    rows: models.map((report) => [
      report.model,
      countText(report.inputTokens),
      countText(report.outputTokens),
      usdText(report.costUsd),
      countText(report.rests),
      restedText(report),
      countText(report.probes),
    ]),
  };
}

function failedAttemptsTable({ models }: ReportData): ReportTable {
  const failing = models.filter(({ failures }) => sumOf(failures) > 0);
  return {
    title: 'Failed attempts',
    columns: columns('Model', '#Failed', '#Of its attempts', 'Kinds'),
    rows: failing.map(({ model, failures, attempts }) => [
      model,
      countText(sumOf(failures)),
      percentText(sumOf(failures) / attempts),
      descending(failures)
        .map(([kind, count]) => `${kind} ${countText(count)}`)
        .join(', '),
    ]),
  };
}

function failedRequestsTable({ failures, requests }: ReportData): ReportTable {
  return {
    title: 'Failed requests',
    columns: columns('Code', '#Requests', '#Of all'),
    rows: descending(failures).map(([code, count]) => [
      code,
      countText(count),
      percentText(count / requests),
    ]),
  };
}

function cooldownGroupsTable({ cooldowns }: ReportData): ReportTable {
  const groups = Map.groupBy(cooldowns, ({ target, policy }) => JSON.stringify([target, policy]));
  const longestFirst = [...groups.values()].sort((a, b) => totalOf(b) - totalOf(a));
  return {
    title: 'Cooldowns',
    columns: columns('Target', 'Policy', '#Rests', '#In all', '#Longest'),
    rows: longestFirst.map((group) => {
      const [{ target, policy }] = group as [CooldownBand];
      return [
        target,
        policy,
        countText(group.length),
        durationText(totalOf(group)),
        durationText(longestOf(group)),
      ];
    }),
  };
}

function firstCooldownsTable({ cooldowns }: ReportData): ReportTable {
  const first = cooldowns.toSorted((a, b) => a.fromMs - b.fromMs).slice(0, FIRST_COOLDOWNS);
  return {
    title: 'The first cooldowns',
    columns: columns('At', '#For', 'Target', 'Policy', 'Reason'),
    rows: first.map(({ fromMs, toMs, target, policy, reason }) => [
      clockText(fromMs),
      durationText(toMs - fromMs),
      target,
      policy,
      reason,
    ]),
  };
}

/** `#` marks a column of numbers. */
function columns(...labels: string[]): ReportTable['columns'] {
  return labels.map((label) => ({
    label: label.replace('#', ''),
    isNumber: label.startsWith('#'),
  }));
}

function sumOf(counts: { readonly [name: string]: number }): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function descending(counts: { readonly [name: string]: number }): [string, number][] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
}

function totalOf(bands: readonly CooldownBand[]): number {
  return bands.reduce((total, { fromMs, toMs }) => total + toMs - fromMs, 0);
}

function longestOf(bands: readonly CooldownBand[]): number {
  return bands.reduce((longest, { fromMs, toMs }) => Math.max(longest, toMs - fromMs), 0);
}
