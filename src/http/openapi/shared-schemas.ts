import type { Alternative } from '../../contracts/alternative.js';
import type { AttemptError, AttemptOutcome, ErrorKind, Health } from '../../contracts/attempt.js';
import type { Warning } from '../../contracts/basics.js';
import type { FinishReason, TokenUsage } from '../../contracts/chat.js';
import { PREFERENCES } from '../../contracts/model.js';
import type { Cooldown, CooldownScope, Quota } from '../../contracts/usage-store.js';
import type { WireFailure } from '../../openai-wire/wire-failure.js';
import {
  count,
  exactly,
  type Fields,
  flag,
  ifKnown,
  number,
  objectOf,
  oneOfTexts,
  ref,
  type Schema,
  text,
} from './schema.js';

export const epochMs = number('Epoch ms.');
export const model = text('As in `openai/gpt-6-luna`.');
export const intent = text('One of the detector, or `general`.');
export const preference: Schema = { type: 'string', enum: [...PREFERENCES] };

const finishReason = oneOfTexts<FinishReason>({
  stop: true,
  length: true,
  'tool-calls': true,
  'content-filter': true,
  other: true,
});

const usage: Fields<TokenUsage> = {
  inputTokens: count('All of the input, cached included.'),
  outputTokens: count('All of the output, thinking included.'),
  totalTokens: count(),
  cachedInputTokens: ifKnown(count()),
  cacheWriteTokens: ifKnown(count()),
  reasoningTokens: ifKnown(count()),
  source: oneOfTexts<TokenUsage['source']>({ reported: true, estimated: true }),
};

/** Those of an attempt, of which an event is made, too. */
export const attemptFields: Fields<AttemptOutcome> = {
  attemptId: text(),
  model,
  provider: text(),
  pool: ifKnown(text('The models it shares a rate limit with, as in `anthropic#opus`.')),
  outcome: oneOfTexts<AttemptOutcome['outcome']>({ success: true, error: true, aborted: true }),
  health: oneOfTexts<Health>({ good: true, bad: true, neutral: true }),
  probe: flag('It was the one attempt after a rest that must prove that the model is back.'),
  error: ifKnown(ref('AttemptError')),
  startedAt: epochMs,
  latencyMs: number(),
  timeToFirstTokenMs: ifKnown(number('Of a stream.')),
  usage: ifKnown(ref('Usage')),
  costUsd: ifKnown(number('Absent where the price is unknown.')),
  finishReason: ifKnown(ref('FinishReason')),
  limitResetMs: ifKnown(number()),
  providerRequestId: ifKnown(text()),
};

/** Those of a rest, of which an event is made, too. */
export const cooldownFields: Fields<Cooldown> = {
  scope: ref('CooldownScope'),
  target: text('As in `openai/gpt-6-luna`, `anthropic#opus` or `openai`.'),
  forMs: number(),
  reason: text(),
  policy: text(),
  probe: flag('Whether one attempt must succeed before the others return.'),
  overrideEveryMs: ifKnown(number('How often it may be tried all the same, as the last resort.')),
  remainingMs: number('0 when it is over and waits for its probe.'),
  startedAt: epochMs,
  endsAt: epochMs,
};

type Failure = Required<Pick<WireFailure, 'message' | 'type' | 'code' | 'param'>>;

/** What several others are made of. */
export const sharedSchemas = {
  Error: objectOf<{ error: Failure }>(
    {
      error: objectOf<Failure>({
        message: text('For people. It holds no key, no prompt and no answer.'),
        type: text('As in `invalid_request_error`, `rate_limit_error`, `server_error`.'),
        code: { type: ['string', 'null'], description: 'For programs, as `model_not_found`.' },
        param: { type: ['string', 'null'], description: 'The place in the body that is wrong.' },
      }),
    },
    'Every failure, in the shape that OpenAI has for it.',
  ),
  Usage: objectOf<TokenUsage>(usage),
  FinishReason: finishReason,
  ErrorKind: oneOfTexts<ErrorKind>({
    'rate-limit': true,
    quota: true,
    overloaded: true,
    timeout: true,
    network: true,
    server: true,
    protocol: true,
    auth: true,
    permission: true,
    'model-not-found': true,
    'not-found': true,
    'invalid-request': true,
    'context-length': true,
    'content-filter': true,
    unknown: true,
  }),
  AttemptError: objectOf<AttemptError>({
    kind: ref('ErrorKind'),
    message: text(),
    status: ifKnown(count('Of HTTP, by the vendor.')),
    vendorCode: ifKnown(text("The vendor's own.")),
    retryAfterMs: ifKnown(number()),
    retryable: ifKnown(flag()),
    emitted: ifKnown(exactly(true)),
  }),
  Attempt: objectOf<AttemptOutcome>(attemptFields, 'One model, one try.'),
  Warning: objectOf<Warning>({
    code: oneOfTexts<Warning['code']>({
      'parameter-dropped': true,
      'model-retired': true,
      'model-deprecated': true,
      'intent-undetected': true,
      'difficulty-unknown': true,
      other: true,
    }),
    message: text(),
    model: ifKnown(model),
  }),
  Alternative: objectOf<Alternative>({ intent, confidence: number() }),
  CooldownScope: oneOfTexts<CooldownScope>({ model: true, pool: true, provider: true }),
  Cooldown: objectOf<Cooldown>(cooldownFields, 'A rest, in force or waiting for its probe.'),
  Quota: objectOf<Quota>({
    id: text('For people.'),
    key: text(),
    unit: oneOfTexts<Quota['unit']>({
      requests: true,
      tokens: true,
      nanoUsd: true,
      'in-flight': true,
    }),
    windowMs: number(),
    max: number(),
    holds: ifKnown(number()),
  }),
};
