import type { JsonObject, Warning } from '../contracts/basics.js';
import type { ChatRequest } from '../contracts/chat.js';
import { TIMEOUT_NAMES, type Timeouts } from '../contracts/configuration.js';
import type { OutputSchema } from '../contracts/generate.js';
import { type Capability, type ModelId, PREFERENCES, type Preference } from '../contracts/model.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { Checks, DELAY, join } from '../support/checks.js';
import type { Mutable } from '../support/mutable.js';
import { jsonSchemaOf } from './json-schema.js';
import { normalizeMessages } from './normalize-messages.js';
import { normalizeTools } from './normalize-tools.js';
import { outputLimitOf } from './output-limit.js';
import { plainObject } from './plain-json.js';
import { TextReader } from './text-reader.js';

const check = new Checks(InvalidRequestError);
const NO_MODELS: readonly ModelId[] = [];
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
  'session',
  'metadata',
  'maxCostUsd',
  'maxAttempts',
  'timeouts',
  'signal',
  'providerOptions',
];

/** What the orchestrator knows and a request may name. */
export interface RequestContext {
  readonly providerNames: readonly string[];
  readonly models: ReadonlyMap<ModelId, unknown>;
  readonly intents: readonly string[];
  readonly preference: Preference;
  readonly maxAttempts: number;
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
  /** The most tokens that any model may write; undefined: as many as it can. */
  readonly outputLimit: number | undefined;
  readonly tenant?: string;
  readonly session?: string;
  readonly metadata?: JsonObject;
  readonly maxCostUsd?: number;
  readonly maxAttempts: number;
  /** Only what the caller gave: what holds otherwise depends on the model, and on whether it streams. */
  readonly timeouts: { readonly [name in keyof Timeouts]: number };
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
  const chat = chatOf(given, warnings);
  const { preference, maxAttempts, signal } = given;
  const providerOptions = providerOptionsOf(given['providerOptions'], context.providerNames);
  const normalized: Mutable<NormalizedRequest> = {
    chat,
    preference:
      preference === undefined
        ? context.preference
        : check.oneOf(preference, 'preference', PREFERENCES),
    exclude: NO_MODELS,
    needs: needsOf(chat),
    maxAttempts:
      maxAttempts === undefined
        ? context.maxAttempts
        : check.number(maxAttempts, 'maxAttempts', { min: 1, integer: true }),
    timeouts: check.numbers(given['timeouts'], 'timeouts', TIMEOUT_NAMES, DELAY),
    outputLimit: outputLimitOf(chat.maxOutputTokens, providerOptions),
    providerOptions,
    warnings,
  };
  addRouting(normalized, given, context);
  if (signal !== undefined) normalized.signal = signalOf(signal);
  if (given['output'] !== undefined) normalized.output = given['output'] as OutputSchema;
  return normalized;
}

type Chat = Mutable<NormalizedRequest['chat']>;

function chatOf(given: Record<string, unknown>, warnings: Warning[]): Chat {
  const chat = conversationOf(given, warnings);
  const { tools, toolChoice, output } = given;
  if (tools !== undefined || toolChoice !== undefined) {
    Object.assign(chat, normalizeTools(tools, toolChoice, check));
  }
  if (output !== undefined) chat.outputSchema = jsonSchemaOf(output, 'output', check);
  addSampling(chat, given);
  return chat;
}

function conversationOf(given: Record<string, unknown>, warnings: Warning[]): Chat {
  const { prompt, messages, system } = given;
  if ((prompt === undefined) === (messages === undefined)) {
    throw new InvalidRequestError('', 'expected either prompt or messages, one of the two');
  }
  const texts = new TextReader(check, warnings);
  const said = system === undefined ? undefined : texts.read(system, 'system');
  if (prompt !== undefined) {
    const text = texts.read(prompt, 'prompt');
    const chat: Chat = { messages: [{ role: 'user', content: [{ type: 'text', text }] }] };
    if (said !== undefined) chat.system = said;
    return chat;
  }
  const normalized = normalizeMessages(messages, check, texts);
  const all = [said, ...normalized.system].filter((text) => text !== undefined);
  const chat: Chat = { messages: normalized.messages };
  if (all.length > 0) chat.system = all.join('\n\n');
  return chat;
}

function addSampling(chat: Chat, given: Record<string, unknown>): void {
  const { maxOutputTokens, temperature, topP, stopSequences, seed, reasoningEffort } = given;
  if (maxOutputTokens !== undefined) {
    const range = { min: 1, integer: true };
    chat.maxOutputTokens = check.number(maxOutputTokens, 'maxOutputTokens', range);
  }
  if (temperature !== undefined) {
    chat.temperature = check.number(temperature, 'temperature', { min: 0, max: 2 });
  }
  if (topP !== undefined) chat.topP = check.number(topP, 'topP', { min: 0, max: 1 });
  if (stopSequences !== undefined) {
    const sequences = check
      .array(stopSequences, 'stopSequences')
      .map((entry, index) => check.string(entry, `stopSequences[${index}]`));
    // Vendors refuse an empty list, which says no more than none.
    if (sequences.length > 0) chat.stopSequences = sequences;
  }
  if (seed !== undefined) {
    chat.seed = check.number(seed, 'seed', { min: Number.MIN_SAFE_INTEGER, integer: true });
  }
  if (reasoningEffort !== undefined) {
    chat.reasoningEffort = check.oneOf(reasoningEffort, 'reasoningEffort', EFFORTS);
  }
}

function addRouting(
  normalized: Mutable<NormalizedRequest>,
  given: Record<string, unknown>,
  { models, intents }: RequestContext,
): void {
  const { intent, model, exclude, tenant, session, metadata, maxCostUsd } = given;
  if (intent !== undefined) normalized.intent = check.oneOf(intent, 'intent', intents);
  if (model !== undefined) {
    const list = typeof model === 'string' ? [model] : model;
    normalized.only = modelsOf(list, 'model', models);
  }
  if (exclude !== undefined) normalized.exclude = modelsOf(exclude, 'exclude', models);
  if (tenant !== undefined) normalized.tenant = check.string(tenant, 'tenant', { max: 128 });
  if (session !== undefined) normalized.session = check.string(session, 'session', { max: 128 });
  if (metadata !== undefined) {
    normalized.metadata = plainObject(metadata, 'metadata', check);
  }
  if (maxCostUsd !== undefined) {
    normalized.maxCostUsd = check.number(maxCostUsd, 'maxCostUsd', { above: 0 });
  }
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

function providerOptionsOf(
  value: unknown,
  providers: readonly string[],
): ReadonlyMap<string, JsonObject> {
  if (value === undefined) return NO_OPTIONS;
  const given = check.record(value, 'providerOptions');
  const entries = Object.keys(given).map((name) => {
    const path = join('providerOptions', name);
    if (!providers.includes(name)) check.unknownName(path, 'provider', name, providers);
    return [name, plainObject(given[name], path, check)] as const;
  });
  return new Map(entries);
}

/** What a model must be able to do to take this request. */
function needsOf({ messages, tools, outputSchema }: Chat): readonly Capability[] {
  const needs: Capability[] = [];
  const add = (need: Capability) => needs.includes(need) || needs.push(need);
  for (const { content } of messages) {
    for (const { type } of content) {
      if (type === 'image') add('image-input');
      if (type === 'file') add('file-input');
      if (type === 'tool-call') add('tools');
    }
  }
  if (tools !== undefined) add('tools');
  if (outputSchema !== undefined) add('structured-output');
  return needs;
}
