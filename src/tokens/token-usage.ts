import type { ReportedUsage, TokenUsage } from '../contracts/chat.js';
import type { Mutable } from '../support/mutable.js';

/** More than any model reads or writes: a larger number is a mistake. */
const MAX_TOKENS = 1e9;

/** What the vendor reported, if it is sane; otherwise, or when it reported nothing, the estimate, marked as one. */
export function tokenUsage(
  reported: ReportedUsage | undefined,
  estimate: () => ReportedUsage,
): TokenUsage {
  const isReported = isCount(reported?.inputTokens) && isCount(reported.outputTokens);
  const usage = isReported ? reported : estimate();
  const { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens } = usage;
  const complete: Mutable<TokenUsage> = {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    source: isReported ? 'reported' : 'estimated',
  };
  if (isCount(cachedInputTokens)) complete.cachedInputTokens = cachedInputTokens;
  if (isCount(cacheWriteTokens)) complete.cacheWriteTokens = cacheWriteTokens;
  if (isCount(reasoningTokens)) complete.reasoningTokens = reasoningTokens;
  return complete;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TOKENS;
}

/** Of several attempts together: estimated as soon as one of them is. */
export function sumUsage(usages: readonly TokenUsage[]): TokenUsage {
  const [only] = usages;
  if (only !== undefined && usages.length === 1) return only;
  const sum = (pick: (usage: TokenUsage) => number | undefined) =>
    usages.reduce((total, usage) => total + (pick(usage) ?? 0), 0);
  const optional = <Name extends 'cachedInputTokens' | 'cacheWriteTokens' | 'reasoningTokens'>(
    name: Name,
  ) => (usages.some((usage) => usage[name] !== undefined) ? { [name]: sum((u) => u[name]) } : {});
  return {
    inputTokens: sum((usage) => usage.inputTokens),
    outputTokens: sum((usage) => usage.outputTokens),
    totalTokens: sum((usage) => usage.totalTokens),
    source: usages.some(({ source }) => source === 'estimated') ? 'estimated' : 'reported',
    ...optional('cachedInputTokens'),
    ...optional('cacheWriteTokens'),
    ...optional('reasoningTokens'),
  };
}
