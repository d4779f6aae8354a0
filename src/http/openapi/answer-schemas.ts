import type { GenerateResult } from '../../contracts/generate.js';
import type {
  ExcludedModel,
  ExclusionReason,
  RankedCandidate,
  RoutePlan,
} from '../../contracts/router.js';
import type { StreamEvent } from '../../contracts/stream.js';
import {
  count,
  exactly,
  type Fields,
  flag,
  ifKnown,
  listOf,
  number,
  objectOf,
  oneOfTexts,
  ref,
  type Schema,
  score,
  text,
} from './schema.js';
import { intent, model, preference } from './shared-schemas.js';

/** Over JSON a field whose value is undefined is none. */
type Answer = Omit<GenerateResult, 'raw' | 'output'> & { readonly output?: unknown };
type Parts = NonNullable<RankedCandidate['parts']>;
type EventOf<Type extends StreamEvent['type']> = Extract<StreamEvent, { readonly type: Type }>;

const answer: Fields<Answer> = {
  id: text('Of the request: in events, and to rate the answer by.'),
  text: text('All text parts. Empty where tools are called first.'),
  content: listOf(ref('AssistantPart')),
  toolCalls: listOf(ref('ToolCallPart')),
  output: ifKnown({ description: 'The answer by the schema that was asked for.' }),
  finishReason: ref('FinishReason'),
  intent,
  intentConfidence: score(),
  model,
  provider: text(),
  usage: ref('Usage'),
  costUsd: ifKnown(number('Of all attempts; absent where a price is unknown.')),
  attempts: listOf(ref('Attempt'), 'In order; the last one has the answer.'),
  fellBack: flag('Another model was tried before.'),
  latencyMs: number(),
  timeToFirstTokenMs: ifKnown(number('Of a stream.')),
  warnings: listOf(ref('Warning')),
};

const plan: Fields<RoutePlan> = {
  intent,
  intentConfidence: score(),
  intentAlternatives: ifKnown(listOf(ref('Alternative'))),
  intentEvidence: ifKnown(listOf(text(), 'Names of the rules that spoke.')),
  preference,
  difficulty: ifKnown(score('0 easy to 1 hard.')),
  candidates: listOf(ref('Candidate'), 'Who may answer, best first.'),
  excluded: listOf(ref('ExcludedModel'), 'Who may not, and why.'),
  inputTokens: count(),
  outputTokens: number('Expected.'),
  maxCostUsd: ifKnown(number('If every allowed attempt were made and charged in full.')),
  warnings: listOf(ref('Warning')),
};

/** What comes of a question, and how it was decided. */
export const answerSchemas: Readonly<Record<string, Schema>> = {
  Answer: objectOf<Answer>(answer),
  RoutePlan: objectOf<RoutePlan>(plan),
  Candidate: objectOf<RankedCandidate>({
    model,
    score: score(),
    slowStart: ifKnown(exactly(true)),
    explored: ifKnown(exactly(true)),
    parts: ifKnown(
      objectOf<Parts>({
        cost: score(),
        speed: score(),
        quality: score(),
        health: score(),
        session: ifKnown(score()),
      }),
    ),
  }),
  ExcludedModel: objectOf<ExcludedModel>({
    model,
    reason: ref('ExclusionReason'),
    detail: ifKnown(text('For people.')),
    retryAfterMs: ifKnown(number()),
  }),
  ExclusionReason: oneOfTexts<ExclusionReason>({
    cooling: true,
    probing: true,
    retired: true,
    disabled: true,
    'lacks-capability': true,
    'context-too-small': true,
    'over-quota': true,
    'too-expensive': true,
    'price-unknown': true,
    'not-requested': true,
    'not-ranked': true,
  }),
};

/** What the data of each event of a streamed answer is. */
export const streamEvents: { readonly [Type in StreamEvent['type'] | 'result' | 'error']: Schema } =
  {
    'text-delta': objectOf<EventOf<'text-delta'>>({ type: exactly('text-delta'), text: text() }),
    'reasoning-delta': objectOf<EventOf<'reasoning-delta'>>({
      type: exactly('reasoning-delta'),
      text: text(),
    }),
    'tool-call-delta': objectOf<EventOf<'tool-call-delta'>>({
      type: exactly('tool-call-delta'),
      toolCallId: text(),
      toolName: text(),
      inputText: text('Part of the arguments. The whole call follows as a `tool-call`.'),
    }),
    'tool-call': ref('ToolCallPart'),
    reasoning: ref('ReasoningPart'),
    restart: objectOf<EventOf<'restart'>>(
      { type: exactly('restart'), from: model, to: model, reason: ref('ErrorKind') },
      'Forget what came before: another model begins anew.',
    ),
    finish: objectOf<EventOf<'finish'>>({
      type: exactly('finish'),
      finishReason: ref('FinishReason'),
      usage: ref('Usage'),
    }),
    result: ref('Answer'),
    error: ref('Error'),
  };
