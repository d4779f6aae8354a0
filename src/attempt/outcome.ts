import type { AttemptError, AttemptOutcome, Health } from '../contracts/attempt.js';
import type { ReportedUsage, TokenUsage } from '../contracts/chat.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { Spend } from '../contracts/usage-store.js';
import type { ProviderError } from '../errors/provider-error.js';
import type { Mutable } from '../support/mutable.js';
import { costNanoUsd, NANO_USD } from '../tokens/cost.js';
import { tokenUsage } from '../tokens/token-usage.js';
import { countsAsRequest, healthOf } from './health.js';
import { jsonOf } from './json-of.js';
import type { Ending, PartialAnswer } from './running-attempt.js';

const NOTHING: Spend = { inputTokens: 0, outputTokens: 0 };

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
  readonly countTokens: (text: string) => number;
}

/** The attempt as results, errors, events and policies show it, and what it used. */
export interface Booked {
  readonly outcome: AttemptOutcome;
  /** Undefined: nothing at all, not even a request. */
  readonly spent: Spend | undefined;
}

export function outcomeOf(ending: Ending, facts: OutcomeFacts): Booked {
  const { model } = facts;
  const usage = usageOf(ending, facts);
  const nanoUsd = usage === undefined ? undefined : costNanoUsd(usage, model.profile.price);
  const outcome: Mutable<AttemptOutcome> = {
    attemptId: facts.attemptId,
    model: model.id,
    provider: model.provider.name,
    outcome: ending.outcome,
    health: health(ending, facts),
    probe: facts.probe,
    startedAt: facts.startedAt,
    latencyMs: ending.latencyMs,
  };
  if (model.pool !== undefined) outcome.pool = model.pool;
  if (usage !== undefined) outcome.usage = usage;
  if (nanoUsd !== undefined) outcome.costUsd = nanoUsd / NANO_USD;
  addDetails(outcome, ending);
  return { outcome, spent: spentIn(ending, usage, nanoUsd) };
}

function health(ending: Ending, { hadItsTime }: OutcomeFacts): Health {
  if (ending.outcome === 'success') return 'good';
  return ending.outcome === 'aborted' ? 'neutral' : healthOf(ending.failure, hadItsTime);
}

/** Undefined where the vendor charges nothing. What an aborted or broken call used is an estimate, marked as one. */
function usageOf(ending: Ending, facts: OutcomeFacts): TokenUsage | undefined {
  const { inputTokens, countTokens } = facts;
  if (ending.outcome === 'success') {
    const { usage, content } = ending.response;
    const estimate = () => ({ inputTokens, outputTokens: tokensOf(content, countTokens) });
    return tokenUsage(usage, estimate);
  }
  if (ending.partial !== undefined) {
    const { partial } = ending;
    return tokenUsage(undefined, () => partialUsage(partial, facts));
  }
  if (ending.outcome === 'error' && ending.failure.billed === 'no') return undefined;
  if (ending.outcome === 'aborted' && !ending.isSent) return undefined;
  return tokenUsage(undefined, () => ({ inputTokens, outputTokens: 0 }));
}

/** The input as reported, if it was; the output as reported so far, but no less than what came. */
function partialUsage(
  { usage: reported, written }: PartialAnswer,
  { inputTokens, countTokens }: OutcomeFacts,
): ReportedUsage {
  const came = tokensOf(written, countTokens);
  if (reported === undefined) return { inputTokens, outputTokens: came };
  const {
    source: _,
    totalTokens: __,
    ...usage
  } = tokenUsage(reported, () => ({
    inputTokens,
    outputTokens: came,
  }));
  return { ...usage, outputTokens: Math.max(usage.outputTokens, came) };
}

function tokensOf(
  content: readonly { readonly text?: string; readonly input?: unknown }[],
  countTokens: (text: string) => number,
): number {
  let tokens = 0;
  for (const { text, input } of content) {
    tokens += countTokens(text ?? jsonOf(input));
  }
  return tokens;
}

function addDetails(outcome: Mutable<AttemptOutcome>, ending: Ending): void {
  const { timeToFirstTokenMs } = ending;
  if (timeToFirstTokenMs !== undefined) outcome.timeToFirstTokenMs = timeToFirstTokenMs;
  if (ending.outcome === 'aborted') return;
  const isSuccess = ending.outcome === 'success';
  const { providerRequestId } = isSuccess ? ending.response : ending.failure;
  if (isSuccess) {
    const { finishReason, limitResetMs } = ending.response;
    outcome.finishReason = finishReason;
    if (limitResetMs !== undefined) outcome.limitResetMs = limitResetMs;
  } else {
    outcome.error = errorOf(ending.failure, timeToFirstTokenMs !== undefined);
  }
  if (providerRequestId !== undefined) outcome.providerRequestId = providerRequestId;
}

function errorOf(failure: ProviderError, emitted: boolean): AttemptError {
  const { kind, message, status, vendorCode, retryAfterMs, retryable } = failure;
  return {
    kind,
    message,
    ...(status !== undefined && { status }),
    ...(vendorCode !== undefined && { vendorCode }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(retryable !== undefined && { retryable }),
    ...(emitted && { emitted }),
  };
}

function spentIn(
  ending: Ending,
  usage: TokenUsage | undefined,
  nanoUsd: number | undefined,
): Spend | undefined {
  const isUncounted = ending.outcome === 'error' && !countsAsRequest(ending.failure);
  if (isUncounted && usage === undefined) return undefined;
  if (ending.outcome === 'aborted' && !ending.isSent) return undefined;
  const { inputTokens, outputTokens } = usage ?? NOTHING;
  return nanoUsd === undefined
    ? { inputTokens, outputTokens }
    : { inputTokens, outputTokens, nanoUsd };
}
