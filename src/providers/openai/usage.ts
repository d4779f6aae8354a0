import type { ReportedUsage } from '../../contracts/chat.js';

type Details = Readonly<Record<string, unknown>> | null | undefined;

/** The counts of either API, which have other names for the totals. Both totals or nothing: half a report would pass for a whole one. */
export function reportedUsage(
  inputTokens: unknown,
  outputTokens: unknown,
  { input, output }: { readonly input: Details; readonly output: Details },
): ReportedUsage | undefined {
  if (typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return undefined;
  const { cached_tokens, cache_write_tokens } = input ?? {};
  const { reasoning_tokens } = output ?? {};
  return {
    inputTokens,
    outputTokens,
    ...(typeof cached_tokens === 'number' && { cachedInputTokens: cached_tokens }),
    ...(typeof cache_write_tokens === 'number' && { cacheWriteTokens: cache_write_tokens }),
    ...(typeof reasoning_tokens === 'number' && { reasoningTokens: reasoning_tokens }),
  };
}
