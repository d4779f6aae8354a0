import type { ExcludedModel, RankedCandidate, RoutePlan } from '../contracts/router.js';
import { printable, textTable } from '../support/text-table.js';
import type { Paint } from './paint.js';
import { boldHead, usd } from './words.js';

type Parts = NonNullable<RankedCandidate['parts']>;
const PARTS = ['cost', 'speed', 'quality', 'health', 'session'] as const satisfies (keyof Parts)[];

/** A decision for a terminal. */
export function planText(plan: RoutePlan<string>, paint: Paint): string {
  return [
    factsText(plan),
    candidatesText(plan, paint),
    excludedText(plan, paint),
    ...plan.warnings.map(({ message }) => `Warning: ${printable(message)}`),
  ].join('\n\n');
}

function factsText(plan: RoutePlan<string>): string {
  const { intentAlternatives: others = [], intentEvidence: evidence = [], difficulty } = plan;
  const rows = [
    ['Intent', withShare(plan.intent, plan.intentConfidence)],
    ['Or', others.map(({ intent, confidence }) => withShare(intent, confidence)).join(', ')],
    ['Because of', evidence.join(', ')],
    ['Preference', plan.preference],
    ['Difficulty', difficulty?.toFixed(2) ?? ''],
    ['Expected', `${plan.inputTokens} tokens in, ${plan.outputTokens} out`],
    ['Cost at most', usd(plan.maxCostUsd)],
  ] as const;
  return rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name.padEnd(12)}  ${printable(value)}`)
    .join('\n');
}

function candidatesText({ candidates }: RoutePlan<string>, paint: Paint): string {
  if (candidates.length === 0) return 'Nobody would be asked.';
  const shown = PARTS.filter((part) => candidates.some(({ parts }) => parts?.[part] !== undefined));
  const columns = [
    { label: 'Would be asked', isNumber: false },
    ...['score', ...shown].map((label) => ({ label, isNumber: true })),
    ...(candidates.some(remarkOn) ? [{ label: 'because', isNumber: false }] : []),
  ];
  const rows = candidates.map((candidate) => {
    const figures = [candidate.score, ...shown.map((part) => candidate.parts?.[part])];
    const cells = [candidate.model, ...figures.map((figure) => figure?.toFixed(3) ?? '')];
    return [...cells, remarkOn(candidate)].slice(0, columns.length);
  });
  return boldHead(textTable({ columns, rows }), paint);
}

function remarkOn({ slowStart, explored }: RankedCandidate<string>): string {
  if (slowStart) return 'just back from a rest';
  return explored ? 'to be tried' : '';
}

function excludedText({ excluded }: RoutePlan<string>, paint: Paint): string {
  if (excluded.length === 0) return 'No model is excluded.';
  const columns = ['Excluded', 'reason', 'detail'].map((label) => ({ label, isNumber: false }));
  return boldHead(textTable({ columns, rows: excluded.map(excludedRow) }), paint);
}

function excludedRow({ model, reason, detail = '' }: ExcludedModel<string>): string[] {
  return [model, reason, detail];
}

function withShare(intent: string, confidence: number): string {
  return `${intent} (${confidence.toFixed(2)})`;
}
