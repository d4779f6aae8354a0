import type { UsageReport } from 'llm-orchestrator';
import { table, usd } from './table.js';

const NANO_USD = 1e9;

/** Who was asked within the last minute, and who rests now. */
export function describeUsage(report: UsageReport): string {
  return `${describeModels(report)}\n\n${describeCooldowns(report)}`;
}

function describeModels({ models }: UsageReport): string {
  const rows = models.map(({ model, lastMinute }) => {
    const { requests, failures, inputTokens, outputTokens, nanoUsd } = lastMinute;
    // Models of unknown price are booked with 0.
    const cost = nanoUsd === 0 ? '-' : usd(nanoUsd / NANO_USD);
    return [model, requests, failures, inputTokens, outputTokens, cost];
  });
  return table(['Last minute', 'requests', 'failed', 'tokens in', 'tokens out', 'cost'], rows);
}

function describeCooldowns({ cooldowns }: UsageReport): string {
  if (cooldowns.length === 0) return 'No model rests.';
  const rows = cooldowns.map(({ target, remainingMs, reason, policy }) => [
    target,
    `${Math.ceil(remainingMs / 1_000)} s`,
    `${reason} (${policy})`,
  ]);
  return table(['Resting', 'for', 'because'], rows);
}
