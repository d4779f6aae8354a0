import type { ConfiguredModel } from '../contracts/configured-model.js';
import { NANO_USD, worstCaseNanoUsd } from '../tokens/cost.js';

/** What the worst case of a request is reckoned from. */
export interface WorstCaseFacts {
  /** No tokenizer makes more of the input; undefined where pictures or files are in it. */
  readonly maxInputTokens: number | undefined;
  readonly maxOutputTokens: number | undefined;
}

/** Fewer tokens of output than this are no answer worth paying the input for. */
const LEAST_OUTPUT_TOKENS = 256;

/** What one attempt costs at most, USD; undefined where a price or a bound is unknown. Never a guess. */
export function worstCaseUsd(
  { profile }: ConfiguredModel,
  { maxInputTokens, maxOutputTokens = profile.maxOutputTokens }: WorstCaseFacts,
): number | undefined {
  if (profile.price === undefined) return undefined;
  if (maxInputTokens === undefined || maxOutputTokens === undefined) return undefined;
  return worstCaseNanoUsd(maxInputTokens, maxOutputTokens, profile.price).total / NANO_USD;
}

/**
 * If every attempt were made on the dearest models and charged in full, USD.
 *
 * @param resting - come back while the request waits, or are its last resort
 */
export function worstCaseOfAttemptsUsd(
  candidates: readonly ConfiguredModel[],
  resting: readonly ConfiguredModel[],
  facts: WorstCaseFacts,
  maxAttempts: number,
): number | undefined {
  const costs = [...candidates, ...resting].map((model) => worstCaseUsd(model, facts));
  if (costs.length === 0 || costs.some((cost) => cost === undefined)) return undefined;
  const dearestFirst = (costs as number[]).sort((a, b) => b - a);
  let total = 0;
  // Where there is one candidate a model may be tried three times, else twice.
  const triesEach = candidates.length === 1 ? 3 : 2;
  const attempts = Math.min(maxAttempts, triesEach * dearestFirst.length);
  for (let attempt = 0; attempt < attempts; attempt++) {
    total += dearestFirst[Math.floor(attempt / triesEach)] as number;
  }
  return total;
}

/**
 * How many tokens of output a model may write without bringing the cost over `affordableUsd`: undefined where that
 * cannot be reckoned, 0 where it is too little for an answer.
 */
export function affordableOutputTokens(
  { profile }: ConfiguredModel,
  facts: WorstCaseFacts,
  affordableUsd: number,
): number | undefined {
  const { maxInputTokens, maxOutputTokens = profile.maxOutputTokens } = facts;
  if (profile.price === undefined || maxInputTokens === undefined) return undefined;
  const { input, outputPerToken } = worstCaseNanoUsd(maxInputTokens, 0, profile.price);
  const left = affordableUsd * NANO_USD - input;
  if (left < 0) return 0;
  const affordable = outputPerToken === 0 ? Number.POSITIVE_INFINITY : left / outputPerToken;
  const wanted = maxOutputTokens ?? Number.POSITIVE_INFINITY;
  if (affordable < Math.min(LEAST_OUTPUT_TOKENS, wanted)) return 0;
  return Math.min(Math.floor(affordable), wanted);
}
