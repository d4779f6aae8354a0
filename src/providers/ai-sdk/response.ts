import type { Warning } from '../../contracts/basics.js';
import type {
  AssistantPart,
  ChatResponse,
  FinishReason,
  ReportedUsage,
  ToolCallPart,
} from '../../contracts/chat.js';
import { ProviderError } from '../../errors/provider-error.js';
import { safeText } from '../../errors/redact.js';
import { parameterDropped } from '../parameter-warnings.js';
import { factsIn, unusableAnswer } from '../sdk-call.js';
import type {
  ForeignFinishReason,
  ForeignPart,
  ForeignResponse,
  ForeignResult,
  ForeignUsage,
  ForeignWarning,
} from './ai-sdk-model.js';
import { sealedReasoning, sealOfCall } from './opaque.js';

const FINISH_REASONS: readonly string[] = ['stop', 'length', 'tool-calls', 'content-filter'];

/** Who answers, and what no message may show. */
export interface Answerer {
  /** The name of our provider. */
  readonly provider: string;
  /** The vendor's id. */
  readonly model: string;
  readonly secrets: readonly string[];
}

/**
 * An answer of an AI SDK model in our words. Files, sources and what the vendor's own tools did are only in `raw`.
 *
 * @throws ProviderError `protocol` for what is no answer, or none that is whole
 */
export function fromForeignResult(result: ForeignResult, answerer: Answerer): ChatResponse {
  const { content, finishReason, usage, response } = result;
  const { provider, model, secrets } = answerer;
  if (!Array.isArray(content)) throw unusableAnswer(result, 'an answer', secrets);
  if (!isWhole(finishReason, usage)) throw brokenAnswer();
  const reported = usageOf(usage);
  const parts: readonly (ForeignPart | null)[] = content;
  return {
    content: parts.flatMap((part) => partsOf(part ?? {}, provider)),
    finishReason: finishReasonOf(finishReason),
    ...(reported === undefined ? {} : { usage: reported }),
    warnings: warningsOf(result.warnings, model, secrets),
    ...headersOf(response, secrets),
    ...(response?.body === undefined ? {} : { raw: response.body }),
  };
}

/** What the response's headers say, if the model shows them. */
export function headersOf(response: ForeignResponse | undefined, secrets: readonly string[]) {
  return factsIn((name) => response?.headers?.[name], secrets);
}

/** Why an answer ended, in our words. */
export function finishReasonOf(reason: ForeignFinishReason | undefined): FinishReason {
  const word = unified(reason);
  return FINISH_REASONS.includes(word) ? (word as FinishReason) : 'other';
}

/**
 * Whether the vendor has said that the answer is whole. Where a stream broke in silence, adapters finish it themselves: as
 * an error, as interrupted or, some, for no reason at all and without usage.
 */
export function isWhole(
  reason: ForeignFinishReason | undefined,
  usage: ForeignUsage | undefined,
): boolean {
  const word = unified(reason);
  if (word === 'error' || word === 'interrupted') return false;
  const isUntold = (word === 'other' || word === 'unknown') && rawOf(reason) === undefined;
  return !isUntold || usageOf(usage) !== undefined;
}

/** A call of a tool of ours. Arguments that are no JSON come of a limit on the output, or of a careless model. */
export function toolCallOf({ toolCallId = '', toolName = '', input }: ForeignPart): ToolCallPart {
  const call = { type: 'tool-call', toolCallId, toolName } as const;
  if (typeof input !== 'string') return { ...call, input: input ?? {} };
  if (input.trim() === '') return { ...call, input: {} };
  try {
    return { ...call, input: JSON.parse(input) };
  } catch {
    return { ...call, input, unparsed: true };
  }
}

/** Undefined unless both totals are told. */
export function usageOf(usage: ForeignUsage | undefined): ReportedUsage | undefined {
  const input = countsOf(usage?.inputTokens, { cacheRead: usage?.cachedInputTokens });
  const output = countsOf(usage?.outputTokens, { reasoning: usage?.reasoningTokens });
  const { total: inputTokens, cacheRead, cacheWrite } = input;
  const { total: outputTokens, reasoning } = output;
  if (typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return undefined;
  return {
    inputTokens,
    outputTokens,
    ...(typeof cacheRead === 'number' ? { cachedInputTokens: cacheRead } : {}),
    ...(typeof cacheWrite === 'number' ? { cacheWriteTokens: cacheWrite } : {}),
    ...(typeof reasoning === 'number' ? { reasoningTokens: reasoning } : {}),
  };
}

/** What the model's adapter left out or changed. */
export function warningsOf(
  warnings: readonly ForeignWarning[] | undefined,
  model: string,
  secrets: readonly string[],
): Warning[] {
  return (warnings ?? []).map((warning) => warningOf(warning, model, secrets));
}

function partsOf(part: ForeignPart, provider: string): AssistantPart[] {
  const { text = '', providerMetadata: metadata } = part;
  switch (part.type ?? '') {
    case 'text':
      return [{ type: 'text', text }];
    case 'reasoning':
      return [sealedReasoning(text, provider, metadata)];
    case 'tool-call':
      if (part.providerExecuted === true) return [];
      return metadata === undefined
        ? [toolCallOf(part)]
        : [sealOfCall(part.toolCallId ?? '', provider, metadata), toolCallOf(part)];
    default:
      return [];
  }
}

function unified(reason: ForeignFinishReason | undefined): string {
  return (typeof reason === 'string' ? reason : reason?.unified) ?? 'unknown';
}

function rawOf(reason: ForeignFinishReason | undefined): string | undefined {
  return typeof reason === 'object' ? reason.raw : undefined;
}

function countsOf(
  counts: ForeignUsage['inputTokens'] | null,
  beside: Exclude<ForeignUsage['inputTokens'], number | undefined>,
) {
  return typeof counts === 'object' && counts !== null ? counts : { total: counts, ...beside };
}

function warningOf(
  { type, feature, setting, details, message }: ForeignWarning,
  model: string,
  secrets: readonly string[],
): Warning {
  const name = feature ?? setting;
  const isDropped = type?.startsWith('unsupported') === true && name !== undefined;
  if (isDropped) return parameterDropped(safeText(name, secrets), model);
  const said = message ?? details ?? name ?? 'something was adjusted';
  return { code: 'other', message: safeText(said, secrets), model };
}

function brokenAnswer(): ProviderError {
  const message = 'unusable answer: it ended with an error, or without a word that it is whole';
  return new ProviderError({ kind: 'protocol', message });
}
