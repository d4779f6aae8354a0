import {
  AIMessage,
  type ContentBlock,
  type MessageContent,
  type UsageMetadata,
} from '@langchain/core/messages';
import type { ChatGeneration } from '@langchain/core/outputs';
import type { ReasoningPart, TokenUsage, ToolCallPart } from '../contracts/chat.js';
import type { GenerateResult } from '../contracts/generate.js';

/** Whatever the answer's `output` is, it travels where the vendors' models of LangChain put theirs. */
type Extras = { readonly parsed?: unknown };

/** An answer as one message, and what is known of it. */
export function toGeneration(answer: GenerateResult): ChatGeneration {
  const calls = answer.toolCalls.map(readCall);
  const message = new AIMessage({
    content: contentOf(answer),
    tool_calls: calls.flatMap((call) => (call.type === 'tool_call' ? [call] : [])),
    invalid_tool_calls: calls.flatMap((call) => (call.type === 'tool_call' ? [] : [call])),
    additional_kwargs: extrasOf(answer),
    usage_metadata: toUsageMetadata(answer.usage),
    response_metadata: toResponseMetadata(answer),
  });
  const finish_reason = toFinishReason(answer.finishReason);
  return { text: answer.text, message, generationInfo: { finish_reason } };
}

/** Who answered, why, and what it cost. */
export function toResponseMetadata(answer: GenerateResult): Record<string, unknown> {
  const { id, model, provider, intent, intentConfidence, finishReason, fellBack } = answer;
  const { costUsd, latencyMs, timeToFirstTokenMs, attempts, warnings } = answer;
  return {
    model_name: model,
    provider,
    intent,
    intent_confidence: intentConfidence,
    finish_reason: toFinishReason(finishReason),
    fell_back: fellBack,
    attempts: attempts.length,
    request_id: id,
    latency_ms: latencyMs,
    ...(costUsd !== undefined && { cost_usd: costUsd }),
    ...(timeToFirstTokenMs !== undefined && { time_to_first_token_ms: timeToFirstTokenMs }),
    ...(warnings.length > 0 && { warnings: warnings.map(({ message }) => message) }),
  };
}

/** With `exactOptionalPropertyTypes` LangChain's own types find no usage in a message: it is there all the same. */
type MessageUsage = NonNullable<AIMessage['usage_metadata']>;

/** LangChain counts as we do: cached tokens are input tokens, thinking is output. */
export function toUsageMetadata(usage: TokenUsage): MessageUsage {
  const { cachedInputTokens, cacheWriteTokens, reasoningTokens } = usage;
  const counted: UsageMetadata = {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    total_tokens: usage.totalTokens,
    input_token_details: {
      ...(cachedInputTokens !== undefined && { cache_read: cachedInputTokens }),
      ...(cacheWriteTokens !== undefined && { cache_creation: cacheWriteTokens }),
    },
    output_token_details: {
      ...(reasoningTokens !== undefined && { reasoning: reasoningTokens }),
    },
  };
  return counted as MessageUsage;
}

/** In LangChain's words, with underscores. */
export function toFinishReason(reason: GenerateResult['finishReason']): string {
  return reason.replace('-', '_');
}

/** The output, where a schema was given: for whoever asked by `withStructuredOutput`. */
export function extrasOf({ output }: GenerateResult): Extras {
  return output === undefined ? {} : { parsed: output };
}

/** Thinking as a standard block, with the seal that its provider wants back. */
export function toReasoningBlock({ text, provider, opaque }: ReasoningPart): ContentBlock {
  const sealed = opaque !== undefined && { extras: { provider, opaque } };
  return { type: 'reasoning', reasoning: text, ...sealed };
}

/** What a call's arguments are as text: as the model wrote them where they are no JSON. */
export function argumentsOf({ input, unparsed }: ToolCallPart): string {
  return unparsed === true ? String(input) : JSON.stringify(input ?? {});
}

function contentOf({ content, text }: GenerateResult): MessageContent {
  const hasReasoning = content.some(({ type }) => type === 'reasoning');
  if (!hasReasoning) return text;
  return content.flatMap((part): ContentBlock[] => {
    if (part.type === 'reasoning') return [toReasoningBlock(part)];
    return part.type === 'text' ? [{ type: 'text', text: part.text }] : [];
  });
}

/** LangChain's arguments are an object: what is none is a call that went wrong, for whoever looks at those. */
function readCall(call: ToolCallPart) {
  const { toolCallId: id, toolName: name, input = {}, unparsed } = call;
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  if (unparsed !== true && isObject) {
    return { type: 'tool_call', id, name, args: input as Record<string, unknown> } as const;
  }
  const error = 'The arguments are not a JSON object.';
  return { type: 'invalid_tool_call', id, name, args: argumentsOf(call), error } as const;
}
