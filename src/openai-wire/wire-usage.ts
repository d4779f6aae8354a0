import type { AttemptOutcome } from '../contracts/attempt.js';
import type { ReportedUsage } from '../contracts/chat.js';

/** Usage in OpenAI's words: of all attempts together, as they were all paid for. */
export interface WireUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: Readonly<Record<string, number>>;
  readonly completion_tokens_details?: Readonly<Record<string, number>>;
}

/** The details are there where they are known: absent is not 0. */
export function usageOf(usage: ReportedUsage): WireUsage {
  const { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens } = usage;
  const input = {
    ...(cachedInputTokens !== undefined && { cached_tokens: cachedInputTokens }),
    ...(cacheWriteTokens !== undefined && { cache_write_tokens: cacheWriteTokens }),
  };
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...(Object.keys(input).length > 0 && { prompt_tokens_details: input }),
    ...(reasoningTokens !== undefined && {
      completion_tokens_details: { reasoning_tokens: reasoningTokens },
    }),
  };
}

/** Where there is no result that has summed them up. */
export function usageOfAttempts(attempts: readonly AttemptOutcome[]): WireUsage {
  const sum = (name: 'inputTokens' | 'outputTokens') =>
    attempts.reduce((total, { usage }) => total + (usage?.[name] ?? 0), 0);
  return usageOf({ inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') });
}
