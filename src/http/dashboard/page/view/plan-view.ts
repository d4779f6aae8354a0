import type { ExcludedModel, RankedCandidate, RoutePlan } from '../../../../contracts/router.js';
import { countdown, counted, NOTHING, percent, score, usd, whole } from '../model/format.js';
import { type Content, element, modelName } from './elements.js';
import { type Column, filledTable } from './table.js';

const PARTS = ['cost', 'speed', 'quality', 'health', 'session'] as const;

const CANDIDATES: readonly Column[] = [
  { title: 'Candidate' },
  { title: 'Score', isNumber: true },
  { title: 'Cost', isNumber: true },
  { title: 'Speed', isNumber: true },
  { title: 'Quality', isNumber: true },
  { title: 'Health', isNumber: true },
  { title: 'Session', isNumber: true },
  { title: 'Note' },
];
const EXCLUDED: readonly Column[] = [
  { title: 'Excluded' },
  { title: 'Reason' },
  { title: 'Detail' },
  { title: 'Again in', isNumber: true },
];

/** A decision as `explain` gives it: who may answer, in what order and by which score, and why not the others. */
export function planView(plan: RoutePlan): readonly Content[] {
  const { candidates, excluded, warnings } = plan;
  return [
    facts(factsOf(plan)),
    ...(candidates.length === 0
      ? [element('p', { class: 'notice' }, 'No model may answer.')]
      : [filledTable('Who may answer, in this order', CANDIDATES, candidates.map(candidateRow))]),
    ...(excluded.length === 0
      ? []
      : [filledTable('Who may not, and why', EXCLUDED, excluded.map(excludedRow))]),
    ...warnings.map(({ message }) => element('p', { class: 'notice' }, message)),
  ];
}

/** Names and what is known by them, side by side. */
export function facts(entries: readonly (readonly [string, string])[]): HTMLDListElement {
  const pairs = entries.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
  return element('dl', { class: 'facts' }, ...pairs);
}

function factsOf(plan: RoutePlan): readonly (readonly [string, string])[] {
  const { intentAlternatives = [], intentEvidence = [], maxCostUsd, difficulty } = plan;
  const others = intentAlternatives.map(
    ({ intent, confidence }) => `${intent} ${percent(confidence)}`,
  );
  return [
    ['Intent', `${plan.intent}, ${percent(plan.intentConfidence)} sure`],
    ...optional('Or', others),
    ...optional('By', intentEvidence),
    ['Preference', plan.preference],
    ...(difficulty === undefined ? [] : [['Difficulty', score(difficulty)] as const]),
    ['Tokens in', whole(plan.inputTokens)],
    ['Out, expected', whole(plan.outputTokens)],
    ['Cost, at most', maxCostUsd === undefined ? 'unknown' : usd(maxCostUsd)],
  ];
}

function optional(name: string, values: readonly string[]): readonly (readonly [string, string])[] {
  return values.length === 0 ? [] : [[name, values.join(', ')]];
}

function candidateRow({ model, score: overall, parts, slowStart, explored }: RankedCandidate) {
  const notes = [slowStart && 'coming back slowly', explored && 'to be tried'].filter(Boolean);
  return [
    modelName(model),
    element('strong', {}, score(overall)),
    ...PARTS.map((part) => share(parts?.[part])),
    notes.length === 0 ? NOTHING : notes.join(', '),
  ];
}

/** A score with as much colour behind it as it is high. */
function share(value: number | undefined): Content {
  if (value === undefined) return NOTHING;
  const made = element('span', { class: 'share' }, score(value));
  made.style.setProperty('--share', `${Math.max(0, Math.min(1, value)) * 100}%`);
  return made;
}

function excludedRow({ model, reason, detail = NOTHING, retryAfterMs }: ExcludedModel) {
  const again = retryAfterMs === undefined ? NOTHING : countdown(retryAfterMs);
  return [modelName(model), reason, detail, again];
}

/** `2 candidates, 1 excluded`. */
export function planSummary({ candidates, excluded }: RoutePlan): string {
  return `${counted(candidates.length, 'candidate')}, ${whole(excluded.length)} excluded`;
}
