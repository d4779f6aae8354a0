import type {
  JSONObject,
  JSONValue,
  LanguageModelV3Content,
  LanguageModelV3FinishReason,
  LanguageModelV3ResponseMetadata,
  LanguageModelV3Usage,
  SharedV3ProviderMetadata,
} from '@ai-sdk/provider';
import type { AttemptOutcome } from '../contracts/attempt.js';
import type {
  AssistantPart,
  FinishReason,
  ReasoningPart,
  TokenUsage,
  ToolCallPart,
} from '../contracts/chat.js';
import type { GenerateResult } from '../contracts/generate.js';
import type { OutputValidationError } from '../errors/request-errors.js';
import { NAMESPACE } from './settings.js';

/** What is known of an answer beside its content. */
export interface AnswerFacts {
  readonly finishReason: LanguageModelV3FinishReason;
  readonly usage: LanguageModelV3Usage;
  readonly providerMetadata: SharedV3ProviderMetadata;
  readonly response: LanguageModelV3ResponseMetadata;
}

const UNKNOWN: LanguageModelV3Usage = {
  inputTokens: {
    total: undefined,
    noCache: undefined,
    cacheRead: undefined,
    cacheWrite: undefined,
  },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

/** Of an answer as it should be. */
export function factsOf(result: GenerateResult): AnswerFacts {
  const { id, model, attempts, usage, finishReason } = result;
  const { provider, intent, intentConfidence, fellBack, costUsd, latencyMs } = result;
  const { timeToFirstTokenMs } = result;
  const routing = { intent, intentConfidence, fellBack, costUsd, latencyMs, timeToFirstTokenMs };
  return {
    finishReason: finishReasonOf(finishReason),
    usage: toForeignUsage(usage),
    providerMetadata: metadata({ requestId: id, model, provider, ...routing, attempts }),
    response: { id, modelId: model, ...startOf(attempts) },
  };
}

/**
 * Of an answer that is no JSON although it should be. To the AI SDK it is an answer: it has an error of its own for it,
 * with the text, and callers who repair it.
 */
export function factsOfUnparsed({ model, attempts }: OutputValidationError): AnswerFacts {
  const last = attempts.at(-1);
  const costs = attempts.map(({ costUsd, usage }) => (usage === undefined ? 0 : costUsd));
  const costUsd = costs.reduce((sum, cost) => addKnown(sum, cost), 0);
  const fellBack = attempts.some((attempt) => attempt.model !== model);
  const { provider } = last ?? {};
  return {
    finishReason: finishReasonOf(last?.finishReason ?? 'other'),
    usage: usageOf(attempts),
    providerMetadata: metadata({ model, provider, fellBack, costUsd, attempts }),
    response: { modelId: model, ...startOf(attempts) },
  };
}

/** What all attempts together used, as far as they know. */
export function usageOf(attempts: readonly AttemptOutcome[]): LanguageModelV3Usage {
  const known = attempts.flatMap(({ usage }) => usage ?? []);
  if (known.length === 0) return UNKNOWN;
  const sum = (count: (usage: TokenUsage) => number | undefined) =>
    known.map(count).reduce(addKnown, 0);
  return toForeignUsage({
    inputTokens: sum(({ inputTokens }) => inputTokens) ?? 0,
    outputTokens: sum(({ outputTokens }) => outputTokens) ?? 0,
    totalTokens: sum(({ totalTokens }) => totalTokens) ?? 0,
    cachedInputTokens: sum(({ cachedInputTokens }) => cachedInputTokens),
    cacheWriteTokens: sum(({ cacheWriteTokens }) => cacheWriteTokens),
    reasoningTokens: sum(({ reasoningTokens }) => reasoningTokens),
    source: known.every(({ source }) => source === 'reported') ? 'reported' : 'estimated',
  });
}

/** A part of an answer. */
export function toForeignPart(part: AssistantPart): LanguageModelV3Content {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'reasoning':
      return { type: 'reasoning', text: part.text, ...sealOf(part) };
    case 'tool-call':
      return toForeignCall(part);
  }
}

/** A call, its input as text again. */
export function toForeignCall({ toolCallId, toolName, input, unparsed }: ToolCallPart) {
  const text = unparsed === true ? String(input) : JSON.stringify(input);
  return { type: 'tool-call', toolCallId, toolName, input: text } as const;
}

/** What comes back with reasoning, for the provider that made it. */
export function sealOf({ provider, opaque }: ReasoningPart): {
  readonly providerMetadata?: SharedV3ProviderMetadata;
} {
  return provider === undefined ? {} : { providerMetadata: metadata({ provider, opaque }) };
}

/** The words are the same. */
function finishReasonOf(unified: FinishReason): LanguageModelV3FinishReason {
  return { unified, raw: undefined };
}

function toForeignUsage(usage: TokenUsage): LanguageModelV3Usage {
  const { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens } = usage;
  return {
    inputTokens: {
      total: inputTokens,
      noCache: inputTokens - (cachedInputTokens ?? 0) - (cacheWriteTokens ?? 0),
      cacheRead: cachedInputTokens,
      cacheWrite: cacheWriteTokens,
    },
    outputTokens: {
      total: outputTokens,
      text: reasoningTokens === undefined ? undefined : outputTokens - reasoningTokens,
      reasoning: reasoningTokens,
    },
    raw: plain(usage),
  };
}

function metadata(facts: object): SharedV3ProviderMetadata {
  return { [NAMESPACE]: plain(facts) };
}

/** All of it is plain; what is undefined has no place in JSON. */
function plain(facts: object): JSONObject {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Record<string, JSONValue>;
}

function startOf(attempts: readonly AttemptOutcome[]): { readonly timestamp?: Date } {
  const startedAt = attempts.at(-1)?.startedAt;
  return startedAt === undefined ? {} : { timestamp: new Date(startedAt) };
}

/** Unknown as soon as one of them is. */
function addKnown(sum: number | undefined, value: number | undefined): number | undefined {
  return sum === undefined || value === undefined ? undefined : sum + value;
}
