import type { AttemptError, AttemptOutcome, Health } from '../contracts/attempt.js';
import type { ReportedUsage, TokenUsage } from '../contracts/chat.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { Spend } from '../contracts/usage-store.js';
import type { ProviderError } from '../errors/provider-error.js';
import { costNanoUsd, NANO_USD } from '../tokens/cost.js';
import { estimateTextTokens } from '../tokens/estimate-tokens.js';
import { tokenUsage } from '../tokens/token-usage.js';
import type { Ending } from './attempt-model.js';
import { countsAsRequest, healthOf } from './health.js';

export interface OutcomeFacts {
  readonly attemptId: string;
  readonly model: ConfiguredModel;
  readonly probe: boolean;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Estimated. */
  readonly inputTokens: number;
  /** Whether the attempt, if it timed out, had the time it is configured to have. */
  readonly hadItsTime: boolean;
}

/** The attempt as results, errors, events and policies show it, and what it used. */
export interface Booked {
  readonly outcome: AttemptOutcome;
  /** Undefined: nothing at all, not even a request. */
  readonly spent: Spend | undefined;
}

export function outcomeOf(ending: Ending, facts: OutcomeFacts): Booked {
  const { model, inputTokens } = facts;
  const usage = usageOf(ending, inputTokens);
  const nanoUsd = usage === undefined ? undefined : costNanoUsd(usage, model.profile.price);
  const outcome: AttemptOutcome = {
    attemptId: facts.attemptId,
    model: model.id,
    provider: model.provider.name,
    ...(model.pool !== undefined && { pool: model.pool }),
    outcome: ending.outcome,
    health: health(ending, facts),
    probe: facts.probe,
    startedAt: facts.startedAt,
    latencyMs: ending.latencyMs,
    ...(usage !== undefined && { usage }),
    ...(nanoUsd !== undefined && { costUsd: nanoUsd / NANO_USD }),
    ...details(ending),
  };
  return { outcome, spent: spentIn(ending, usage, nanoUsd) };
}

function health(ending: Ending, { hadItsTime }: OutcomeFacts): Health {
  if (ending.outcome === 'success') return 'good';
  return ending.outcome === 'aborted' ? 'neutral' : healthOf(ending.failure, hadItsTime);
}

/** Undefined where the vendor charges nothing. What an aborted or broken call used is an estimate, marked as one. */
function usageOf(ending: Ending, inputTokens: number): TokenUsage | undefined {
  if (ending.outcome === 'success') {
    const { usage, content } = ending.response;
    return tokenUsage(usage, () => ({ inputTokens, outputTokens: outputTokensOf(content) }));
  }
  if (ending.outcome === 'error' && ending.failure.billed === 'no') return undefined;
  const sent: ReportedUsage = { inputTokens, outputTokens: 0 };
  return tokenUsage(undefined, () => sent);
}

function outputTokensOf(content: readonly { readonly text?: string; readonly input?: unknown }[]) {
  let tokens = 0;
  for (const { text, input } of content) {
    tokens += estimateTextTokens(text ?? JSON.stringify(input) ?? '');
  }
  return tokens;
}

function details(ending: Ending): Partial<AttemptOutcome> {
  if (ending.outcome === 'aborted') return {};
  if (ending.outcome === 'error') {
    const { providerRequestId } = ending.failure;
    return {
      error: errorOf(ending.failure),
      ...(providerRequestId !== undefined && { providerRequestId }),
    };
  }
  const { finishReason, limitResetMs, providerRequestId } = ending.response;
  return {
    finishReason,
    ...(limitResetMs !== undefined && { limitResetMs }),
    ...(providerRequestId !== undefined && { providerRequestId }),
  };
}

function errorOf(failure: ProviderError): AttemptError {
  const { kind, message, status, vendorCode, retryAfterMs, retryable } = failure;
  return {
    kind,
    message,
    ...(status !== undefined && { status }),
    ...(vendorCode !== undefined && { vendorCode }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(retryable !== undefined && { retryable }),
  };
}

function spentIn(
  ending: Ending,
  usage: TokenUsage | undefined,
  nanoUsd: number | undefined,
): Spend | undefined {
  if (ending.outcome === 'error' && !countsAsRequest(ending.failure)) return undefined;
  const { inputTokens = 0, outputTokens = 0 } = usage ?? {};
  return { inputTokens, outputTokens, ...(nanoUsd !== undefined && { nanoUsd }) };
}
