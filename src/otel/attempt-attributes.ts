import type { Attributes } from '@opentelemetry/api';
import type { AttemptOutcome } from '../contracts/attempt.js';
import type { TokenUsage } from '../contracts/chat.js';
import { GenAi, General, Own } from './conventions.js';

/** What was asked, and of whom: few values, as metrics need them. */
export function targetOf({ model, provider }: AttemptOutcome): Attributes {
  return {
    [GenAi.operation]: GenAi.chat,
    [GenAi.provider]: provider,
    [GenAi.requestModel]: vendorModel(model, provider),
  };
}

/** The model by the name that its vendor knows it by. */
export function vendorModel(model: string, provider: string): string {
  return model.slice(provider.length + 1);
}

/** What came of it. Undefined is left out by every SDK. */
export function detailsOf(attempt: AttemptOutcome): Attributes {
  const { finishReason, timeToFirstTokenMs, error } = attempt;
  return {
    [Own.attemptId]: attempt.attemptId,
    [Own.outcome]: attempt.outcome,
    [Own.probe]: attempt.probe || undefined,
    [GenAi.finishReasons]: finishReason && [asVendorsSay(finishReason)],
    [GenAi.firstChunkSeconds]: timeToFirstTokenMs && timeToFirstTokenMs / 1_000,
    ...usageOf(attempt.usage),
    [Own.costUsd]: attempt.costUsd,
    [Own.providerRequestId]: attempt.providerRequestId,
    [General.errorType]: error?.kind,
    [General.status]: error?.status,
    [Own.vendorCode]: error?.vendorCode,
    [Own.retryAfterMs]: error?.retryAfterMs,
  };
}

function usageOf(usage: TokenUsage | undefined): Attributes {
  return {
    [GenAi.inputTokens]: usage?.inputTokens,
    [GenAi.outputTokens]: usage?.outputTokens,
    [GenAi.cachedTokens]: usage?.cachedInputTokens,
    [GenAi.cacheWriteTokens]: usage?.cacheWriteTokens,
    [GenAi.reasoningTokens]: usage?.reasoningTokens,
    [Own.usageSource]: usage?.source,
  };
}

/** `tool_calls`, `content_filter`: dashboards look for the words that OpenAI uses. */
function asVendorsSay(finishReason: string): string {
  return finishReason.replace('-', '_');
}
