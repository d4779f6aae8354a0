import type { JsonObject, JsonSchema, Warning } from '../contracts/basics.js';
import type { ChatRequest, Sampling } from '../contracts/chat.js';
import { TIMEOUT_NAMES } from '../contracts/configuration.js';
import type { OutputSchema } from '../contracts/generate.js';
import { type Capability, type ModelId, PREFERENCES, type Preference } from '../contracts/model.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { Checks, DELAY, join } from '../support/checks.js';
import { normalizeMessages, wellFormed } from './normalize-messages.js';
import { normalizeTools } from './normalize-tools.js';
import { outputSchemaOf } from './output-schema.js';

const check = new Checks(InvalidRequestError);
const NO_OPTIONS: ReadonlyMap<string, JsonObject> = new Map();

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'max'] as const;
const REQUEST_NAMES = [
  'prompt',
  'messages',
  'system',
  'tools',
  'toolChoice',
  'output',
  'maxOutputTokens',
  'temperature',
  'topP',
  'stopSequences',
  'seed',
  'reasoningEffort',
  'preference',
  'intent',
  'model',
  'exclude',
  'tenant',
  'metadata',
  'maxCostUsd',
  'maxAttempts',
  'timeouts',
  'signal',
  'providerOptions',
];

/** What the orchestrator knows and a request may name. */
export interface RequestContext {
  readonly models: ReadonlyMap<ModelId, unknown>;
  readonly intents: readonly string[];
  readonly preference: Preference;
  readonly maxAttempts: number;
  readonly timeouts: { readonly totalMs: number; readonly detectMs: number };
}

/** A request, complete and checked, copied from what the caller gave. */
export interface NormalizedRequest {
  /** What every attempt sends, but for the model's id and its provider's own options. */
  readonly chat: Omit<ChatRequest, 'model' | 'providerOptions'>;
  readonly preference: Preference;
  readonly intent?: string;
  /** Only these, in this order. */
  readonly only?: readonly ModelId[];
  readonly exclude: readonly ModelId[];
  readonly needs: readonly Capability[];
  readonly tenant?: string;
  readonly metadata?: JsonObject;
  readonly maxCostUsd?: number;
  readonly maxAttempts: number;
  readonly totalMs: number;
  readonly attemptMs?: number;
  readonly detectMs: number;
  readonly signal?: AbortSignal;
  /** By provider name. A map: a provider may be called `constructor`. */
  readonly providerOptions: ReadonlyMap<string, JsonObject>;
  readonly output?: OutputSchema;
  readonly warnings: readonly Warning[];
}

/** @throws InvalidRequestError naming the path, what was expected, what came and the nearest valid name */
export function normalizeRequest(request: unknown, context: RequestContext): NormalizedRequest {
  const given =
    typeof request === 'string'
      ? { prompt: request }
      : check.object(check.record(request, 'request'), '', REQUEST_NAMES);
  const warnings: Warning[] = [];
  const { output } = given;
  const outputSchema = output === undefined ? undefined : outputSchemaOf(output, check);
  const chat = chatOf(given, outputSchema, warnings);
  const timeouts = check.numbers(given['timeouts'], 'timeouts', TIMEOUT_NAMES, DELAY);
  return {
    chat,
    preference: optional(given['preference'], context.preference, (value) =>
      check.oneOf(value, 'preference', PREFERENCES),
    ),
    ...routingOf(given, context),
    needs: needsOf(chat),
    maxAttempts: optional(given['maxAttempts'], context.maxAttempts, (value) =>
      check.number(value, 'maxAttempts', { min: 1, integer: true }),
    ),
    totalMs: timeouts.totalMs ?? context.timeouts.totalMs,
    detectMs: timeouts.detectMs ?? context.timeouts.detectMs,
    ...(timeouts.attemptMs !== undefined && { attemptMs: timeouts.attemptMs }),
    ...(given['signal'] !== undefined && { signal: signalOf(given['signal']) }),
    providerOptions: providerOptionsOf(given['providerOptions']),
    ...(outputSchema !== undefined && { output: output as OutputSchema }),
    warnings,
  };
}

function optional<T>(value: unknown, fallback: T, checked: (value: unknown) => T): T {
  return value === undefined ? fallback : checked(value);
}

function chatOf(
  given: Record<string, unknown>,
  outputSchema: JsonSchema | undefined,
  warnings: Warning[],
): NormalizedRequest['chat'] {
  const conversation = conversationOf(given, warnings);
  return {
    ...conversation,
    ...normalizeTools(given['tools'], given['toolChoice'], check),
    ...(outputSchema !== undefined && { outputSchema }),
    ...samplingOf(given),
  };
}

function conversationOf(
  given: Record<string, unknown>,
  warnings: Warning[],
): Pick<ChatRequest, 'system' | 'messages'> {
  const { prompt, messages, system } = given;
  if ((prompt === undefined) === (messages === undefined)) {
    throw new InvalidRequestError('', 'expected either prompt or messages, one of the two');
  }
  const said = system === undefined ? undefined : wellFormed(system, 'system', check, warnings);
  if (prompt !== undefined) {
    const text = wellFormed(prompt, 'prompt', check, warnings);
    return {
      messages: [{ role: 'user', content: [{ type: 'text', text }] }],
      ...(said !== undefined && { system: said }),
    };
  }
  const normalized = normalizeMessages(messages, check, warnings);
  const all = [said, ...normalized.system].filter((text) => text !== undefined);
  return {
    messages: normalized.messages,
    ...(all.length > 0 && { system: all.join('\n\n') }),
  };
}

function samplingOf(given: Record<string, unknown>): Sampling {
  const { maxOutputTokens, temperature, topP, stopSequences, seed, reasoningEffort } = given;
  return {
    ...(maxOutputTokens !== undefined && {
      maxOutputTokens: check.number(maxOutputTokens, 'maxOutputTokens', { min: 1, integer: true }),
    }),
    ...(temperature !== undefined && {
      temperature: check.number(temperature, 'temperature', { min: 0, max: 2 }),
    }),
    ...(topP !== undefined && { topP: check.number(topP, 'topP', { min: 0, max: 1 }) }),
    ...(stopSequences !== undefined && {
      stopSequences: check
        .array(stopSequences, 'stopSequences')
        .map((entry, index) => check.string(entry, `stopSequences[${index}]`)),
    }),
    ...(seed !== undefined && {
      seed: check.number(seed, 'seed', { min: Number.MIN_SAFE_INTEGER, integer: true }),
    }),
    ...(reasoningEffort !== undefined && {
      reasoningEffort: check.oneOf(reasoningEffort, 'reasoningEffort', EFFORTS),
    }),
  };
}

function routingOf(
  given: Record<string, unknown>,
  { models, intents }: RequestContext,
): Pick<NormalizedRequest, 'intent' | 'only' | 'exclude' | 'tenant' | 'metadata' | 'maxCostUsd'> {
  const { intent, model, exclude, tenant, metadata, maxCostUsd } = given;
  const list = typeof model === 'string' ? [model] : model;
  return {
    ...(intent !== undefined && { intent: check.oneOf(intent, 'intent', intents) }),
    ...(list !== undefined && { only: modelsOf(list, 'model', models) }),
    exclude: exclude === undefined ? [] : modelsOf(exclude, 'exclude', models),
    ...(tenant !== undefined && { tenant: check.string(tenant, 'tenant', { max: 128 }) }),
    ...(metadata !== undefined && { metadata: check.record(metadata, 'metadata') as JsonObject }),
    ...(maxCostUsd !== undefined && {
      maxCostUsd: check.number(maxCostUsd, 'maxCostUsd', { above: 0 }),
    }),
  };
}

function modelsOf(
  value: unknown,
  path: string,
  models: ReadonlyMap<ModelId, unknown>,
): readonly ModelId[] {
  const ids = check.array(value, path, { nonEmpty: path === 'model' });
  return ids.map((entry, index) => {
    const at = ids.length === 1 ? path : `${path}[${index}]`;
    const id = check.string(entry, at) as ModelId;
    if (!models.has(id)) check.unknownName(at, 'model', id, models.keys());
    return id;
  });
}

function signalOf(value: unknown): AbortSignal {
  check.methods(value, 'signal', 'an AbortSignal', ['addEventListener', 'removeEventListener']);
  return value as AbortSignal;
}

function providerOptionsOf(value: unknown): ReadonlyMap<string, JsonObject> {
  if (value === undefined) return NO_OPTIONS;
  const given = check.record(value, 'providerOptions');
  const entries = Object.keys(given).map((name) => {
    const options = check.record(given[name], join('providerOptions', name));
    return [name, { ...options } as JsonObject] as const;
  });
  return new Map(entries);
}

/** What a model must be able to do to take this request. */
function needsOf({ messages, tools, outputSchema }: NormalizedRequest['chat']): Capability[] {
  const needs = new Set<Capability>();
  for (const { content } of messages) {
    for (const { type } of content) {
      if (type === 'image') needs.add('image-input');
      if (type === 'file') needs.add('file-input');
      if (type === 'tool-call') needs.add('tools');
    }
  }
  if (tools !== undefined && tools.length > 0) needs.add('tools');
  if (outputSchema !== undefined) needs.add('structured-output');
  return [...needs];
}
