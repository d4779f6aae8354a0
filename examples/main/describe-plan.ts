import type { RankedCandidate, RoutePlan } from 'llm-orchestrator';
import { table, usd } from './table.js';

/** Who would be asked, in which order, and why not the others. */
export function describePlan(plan: RoutePlan): string {
  const { intent, intentConfidence, preference, inputTokens, outputTokens, maxCostUsd } = plan;
  return [
    `Intent ${intent} (confidence ${intentConfidence.toFixed(2)}), preference ${preference}.`,
    `Expected: ${inputTokens} tokens in, ${outputTokens} out; at worst ${usd(maxCostUsd)}.`,
    '',
    describeCandidates(plan),
    '',
    describeExcluded(plan),
    ...plan.warnings.map(({ message }) => `Warning: ${message}`),
  ].join('\n');
}

function describeCandidates({ candidates }: RoutePlan): string {
  if (candidates.length === 0) return 'Nobody would be asked.';
  const head = ['Would be asked', 'score', 'cost', 'speed', 'quality', 'health'];
  return table(head, candidates.map(candidateRow));
}

function candidateRow({ model, score, parts }: RankedCandidate): string[] {
  const { cost, speed, quality, health } = parts ?? {};
  const figures = [score, cost, speed, quality, health];
  return [model, ...figures.map((figure) => figure?.toFixed(3) ?? '')];
}

function describeExcluded({ excluded }: RoutePlan): string {
  if (excluded.length === 0) return 'No model is excluded.';
  const rows = excluded.map(({ model, reason, detail = '' }) => [model, reason, detail]);
  return table(['Excluded', 'reason', 'detail'], rows);
}
