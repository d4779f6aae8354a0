import type { AttemptOutcome } from '../../contracts/attempt.js';
import type { OrchestratorEvents, RequestEndEvent } from '../../contracts/events.js';
import type { ModelId } from '../../contracts/model.js';
import type { UsageStore } from '../../contracts/usage-store.js';
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
import {
  attemptFields,
  cooldownFields,
  epochMs,
  intent,
  model,
  preference,
} from './shared-schemas.js';

type Events = OrchestratorEvents;
/** What all events have. */
type Base = 'type' | 'at' | 'requestId';
type End = RequestEndEvent<ModelId, string>;

/** An event of one request. */
function ofRequest<Name extends keyof Events>(
  type: Name,
  fields: Fields<Omit<Events[Name], Base | 'tenant'>>,
): Schema {
  const base = { type: exactly(type), at: epochMs, requestId: text(), tenant: ifKnown(text()) };
  return objectOf<object>({ ...base, ...fields } as Fields<object>);
}

/** An event that need not be of a request. */
function ofAny<Name extends keyof Events>(
  type: Name,
  fields: Fields<Omit<Events[Name], Base>>,
): Schema {
  const requestId = ifKnown(text('Where it is of one.'));
  const tenant = ifKnown(text("Where it is of one's request."));
  const base = { type: exactly(type), at: epochMs, requestId, tenant };
  return objectOf<object>({ ...base, ...fields } as Fields<object>);
}

const end: Fields<Omit<End, Base | 'tenant'>> = {
  outcome: oneOfTexts<End['outcome']>({ success: true, error: true, aborted: true }),
  intent: ifKnown(intent),
  model: ifKnown(model),
  attempts: listOf(ref('Attempt')),
  latencyMs: number(),
  usage: ifKnown(ref('Usage')),
  costUsd: ifKnown(number()),
  error: ifKnown(objectOf<NonNullable<End['error']>>({ code: text(), message: text() })),
};

/** `request-end`, which decisions are kept with, too. */
export const eventSchemas: Readonly<Record<string, Schema>> = {
  RequestEndEvent: ofRequest('request-end', end),
};

/** What the data of each event of `/events` is. */
export const orchestratorEvents: { readonly [Name in keyof Events | 'dropped']: Schema } = {
  'request-start': ofRequest('request-start', {
    preference,
    streaming: flag(),
    parentRequestId: ifKnown(text('Whose intent it is to find out.')),
  }),
  intent: ofRequest('intent', {
    intent,
    confidence: score(),
    alternatives: ifKnown(listOf(ref('Alternative'))),
    evidence: ifKnown(listOf(text())),
    detected: flag('False: the caller said it.'),
    latencyMs: number(),
  }),
  route: ofRequest('route', { plan: ref('RoutePlan') }),
  'attempt-start': ofRequest('attempt-start', {
    attemptId: text(),
    model,
    provider: text(),
    attempt: count('Of this request, from 1.'),
    probe: flag(),
  }),
  'attempt-end': ofRequest('attempt-end', attemptFields satisfies Fields<AttemptOutcome>),
  fallback: ofRequest('fallback', {
    from: model,
    to: model,
    reason: ref('ErrorKind'),
    message: text(),
  }),
  usage: ofRequest('usage', {
    attemptId: text(),
    model,
    provider: text(),
    usage: ref('Usage'),
    costUsd: ifKnown(number()),
  }),
  'cooldown-start': ofAny('cooldown-start', cooldownFields),
  'cooldown-end': ofAny('cooldown-end', {
    scope: ref('CooldownScope'),
    target: text(),
    policy: text(),
  }),
  'quota-exceeded': ofRequest('quota-exceeded', {
    model,
    quota: ref('Quota'),
    used: number(),
    retryAfterMs: number(),
  }),
  'store-degraded': ofAny('store-degraded', {
    operation: oneOfTexts<keyof UsageStore>({
      reserve: true,
      settle: true,
      coolDown: true,
      snapshot: true,
      reset: true,
      close: true,
    }),
    message: text(),
  }),
  'store-recovered': ofAny('store-recovered', { degradedMs: number(), replayed: count() }),
  warning: ofAny('warning', { warning: ref('Warning') }),
  'request-end': ref('RequestEndEvent'),
  feedback: ofRequest('feedback', { model, intent, score: score(), quality: score() }),
  'listener-error': objectOf<Omit<Events['listener-error'], 'error'>>(
    { type: exactly('listener-error'), at: epochMs, requestId: ifKnown(text()), event: text() },
    'A listener of the application failed. With what, only the application hears.',
  ),
  dropped: objectOf<{ type: 'dropped'; count: number }>(
    { type: exactly('dropped'), count: count() },
    'So many older events were given up, as their reader was slow.',
  ),
};
