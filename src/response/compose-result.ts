import type { AttemptOutcome } from '../contracts/attempt.js';
import type { Warning } from '../contracts/basics.js';
import type { AssistantPart, ChatResponse, TokenUsage, ToolCallPart } from '../contracts/chat.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { GenerateResult } from '../contracts/generate.js';
import type { Detection } from '../contracts/intent-detector.js';
import type { Mutable } from '../support/mutable.js';
import { sumUsage } from '../tokens/token-usage.js';

export interface ResultFacts {
  readonly id: string;
  readonly model: ConfiguredModel;
  readonly response: ChatResponse;
  readonly detection: Detection<string>;
  readonly attempts: readonly AttemptOutcome[];
  readonly warnings: readonly Warning[];
  readonly latencyMs: number;
  /** Of a stream. */
  readonly timeToFirstTokenMs?: number | undefined;
}

/** The answer with its metadata; `output` is added where a schema was given. */
export function composeResult(facts: ResultFacts): GenerateResult<string, string, undefined> {
  const { id, model, response, detection, attempts, latencyMs } = facts;
  const { content, finishReason, raw } = response;
  const { usage, costUsd } = totals(attempts);
  const result: Mutable<GenerateResult<string, string, undefined>> = {
    id,
    text: textOf(content),
    content,
    toolCalls: toolCallsOf(content),
    output: undefined,
    finishReason,
    intent: detection.intent,
    intentConfidence: detection.confidence,
    model: model.id,
    provider: model.provider.name,
    usage: usage as TokenUsage,
    attempts,
    fellBack: attempts.length > 1 && attempts.some((attempt) => attempt.model !== model.id),
    latencyMs,
    warnings: warningsOf(facts),
  };
  const { timeToFirstTokenMs } = facts;
  if (timeToFirstTokenMs !== undefined) result.timeToFirstTokenMs = timeToFirstTokenMs;
  if (costUsd !== undefined) result.costUsd = costUsd;
  if (raw !== undefined) result.raw = raw;
  return result;
}

type Totals = { readonly usage?: TokenUsage; readonly costUsd?: number };

/** Of all attempts together. The cost is unknown as soon as one attempt's is. */
export function totals(attempts: readonly AttemptOutcome[]): Totals {
  const [only] = attempts;
  // The usual case: the one attempt has said it all.
  if (only?.usage !== undefined && attempts.length === 1) return only as Totals;
  const billed = attempts.filter(({ usage }) => usage !== undefined);
  if (billed.length === 0) return {};
  const usage = sumUsage(billed.map((attempt) => attempt.usage as TokenUsage));
  if (billed.some(({ costUsd }) => costUsd === undefined)) return { usage };
  return { usage, costUsd: billed.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0) };
}

function warningsOf({ model, response, warnings }: ResultFacts): readonly Warning[] {
  const isDeprecated = model.profile.status === 'deprecated';
  if (!isDeprecated && response.warnings === undefined) return warnings;
  return [...warnings, ...(response.warnings ?? []), ...(isDeprecated ? [deprecation(model)] : [])];
}

function toolCallsOf(content: readonly AssistantPart[]): readonly ToolCallPart[] {
  const calls: ToolCallPart[] = [];
  for (const part of content) if (part.type === 'tool-call') calls.push(part);
  return calls;
}

function textOf(content: readonly AssistantPart[]): string {
  let text = '';
  for (const part of content) if (part.type === 'text') text += part.text;
  return text;
}

function deprecation({ id, profile }: ConfiguredModel): Warning {
  const { retiresOn, successor } = profile;
  const until = retiresOn === undefined ? '' : ` and ends on ${retiresOn}`;
  const advice = successor === undefined ? '' : `; move to ${successor}`;
  return { code: 'model-deprecated', model: id, message: `${id} is deprecated${until}${advice}.` };
}
