import type { AttemptOutcome } from '../contracts/attempt.js';
import type { AssistantPart, FinishReason, ToolCallPart } from '../contracts/chat.js';
import type { GenerateResult } from '../contracts/generate.js';
import type { OutputValidationError } from '../errors/request-errors.js';
import type { WatchedRequest } from './request-watch.js';
import { usageOf, usageOfAttempts, type WireUsage } from './wire-usage.js';

/** What this wire tells of an answer. */
export interface WireAnswer {
  readonly model: string;
  readonly content: readonly AssistantPart[];
  readonly finishReason: FinishReason;
  readonly usage: WireUsage;
  readonly attempts: readonly AttemptOutcome[];
  readonly costUsd?: number | undefined;
}

const FINISH_REASONS: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  other: 'stop',
};

export function answerOf(result: GenerateResult): WireAnswer {
  const { model, content, finishReason, usage, attempts, costUsd } = result;
  return { model, content, finishReason, usage: usageOf(usage), attempts, costUsd };
}

/**
 * An answer that is not of the shape asked for, as it came: on this wire a shape is the client's to validate, and its
 * finish reason says whether the answer was cut off or refused.
 */
export function invalidAnswerOf(error: OutputValidationError): WireAnswer {
  const { text, model, attempts } = error;
  const last = attempts.at(-1);
  const costs = attempts.map(({ costUsd }) => costUsd ?? Number.NaN);
  const costUsd = costs.reduce((sum, cost) => sum + cost, 0);
  return {
    model,
    content: [{ type: 'text', text }],
    finishReason: last?.finishReason ?? 'other',
    usage: usageOfAttempts(attempts),
    attempts,
    ...(Number.isFinite(costUsd) && { costUsd }),
  };
}

/** The answer in one piece. */
export function chatCompletion(
  answer: WireAnswer,
  { requestId, startedAt }: WatchedRequest,
): object {
  const { model, content, finishReason, usage } = answer;
  return {
    id: requestId,
    object: 'chat.completion',
    created: secondsOf(startedAt),
    model,
    choices: [
      {
        index: 0,
        message: messageOf(content),
        logprobs: null,
        finish_reason: finishReasonOf(finishReason),
      },
    ],
    usage,
  };
}

export function finishReasonOf(reason: FinishReason): string {
  return FINISH_REASONS[reason];
}

/** As `created` wants it. */
export function secondsOf(epochMs: number): number {
  return Math.floor(epochMs / 1_000);
}

/** The text of a call's arguments: as the model wrote it, where that was no JSON. */
export function argumentsOf({ input, unparsed }: ToolCallPart): string {
  return unparsed === true ? String(input) : JSON.stringify(input ?? {});
}

function messageOf(content: readonly AssistantPart[]): object {
  const text = textOf(content, 'text');
  const thought = textOf(content, 'reasoning');
  const calls = content.filter((part) => part.type === 'tool-call');
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(thought !== '' && { reasoning_content: thought }),
    ...(calls.length > 0 && { tool_calls: calls.map(toolCallOf) }),
  };
}

function textOf(content: readonly AssistantPart[], type: 'text' | 'reasoning'): string {
  return content.map((part) => (part.type === type ? part.text : '')).join('');
}

function toolCallOf(call: ToolCallPart): object {
  const { toolCallId, toolName } = call;
  const called = { name: toolName, arguments: argumentsOf(call) };
  return { id: toolCallId, type: 'function', function: called };
}
