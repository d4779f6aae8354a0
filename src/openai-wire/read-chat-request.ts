import type { JsonObject } from '../contracts/basics.js';
import type { Sampling } from '../contracts/chat.js';
import type { GenerateRequest } from '../contracts/generate.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { Checks } from '../support/checks.js';
import { readMessages } from './read-messages.js';
import { readTools } from './read-tools.js';
import { WireError } from './wire-failure.js';
import type { Caller } from './wire-options.js';

const check = new Checks(InvalidRequestError);

/** A chat completion that is asked for. */
export interface ChatCall {
  /** Without what decides who answers. */
  readonly request: GenerateRequest;
  /** As it was written. */
  readonly model: string;
  readonly isStream: boolean;
  readonly includesUsage: boolean;
  readonly caller: Caller;
  /** Parameters that change nothing here. */
  readonly ignored: readonly string[];
  /** See `ReadMessages`. */
  readonly places: readonly number[];
}

/** A request's body, as it came. */
export type Body = Readonly<Record<string, unknown>>;

/** How the parameters that both of us have are called, by our own name. */
export const SAMPLING = {
  temperature: 'temperature',
  topP: 'top_p',
  seed: 'seed',
  stopSequences: 'stop',
  reasoningEffort: 'reasoning_effort',
} as const;

const READ: readonly string[] = [
  ...['model', 'messages', 'stream', 'stream_options', 'n', 'max_tokens', 'max_completion_tokens'],
  ...['tools', 'tool_choice', 'response_format', 'user', 'safety_identifier', 'metadata'],
  ...Object.values(SAMPLING),
];

/** Whoever sends these reads an answer that we do not give, so that they are not ignored like the others. */
const REFUSED: Readonly<Record<string, (value: unknown) => boolean>> = {
  n: (value) => value !== 1,
  logprobs: (value) => value !== false,
  top_logprobs: (value) => value !== 0,
  modalities: (value) => !Array.isArray(value) || value.some((entry) => entry !== 'text'),
  audio: () => true,
  web_search_options: () => true,
  functions: () => true,
  function_call: (value) => value !== 'none',
};

/**
 * A request for a chat completion in our words. What would change the answer's form and is not done here is refused;
 * any other parameter that is not known is ignored, and named.
 *
 * @throws InvalidRequestError naming the place in the request
 * @throws WireError for a parameter that is refused
 */
export function readChatRequest(value: unknown): ChatCall {
  const body = given(check.record(value, 'body'));
  const refused = Object.keys(body).find((name) => isRefused(name, body[name]));
  if (refused !== undefined) throw unsupported(refused);
  const { messages, places } = readMessages(body['messages']);
  const stream = check.boolean(body['stream'] ?? false, 'stream');
  const options = check.record(body['stream_options'] ?? {}, 'stream_options');
  const includesUsage = options['include_usage'] ?? false;
  return {
    request: { messages, ...samplingOf(body), ...readTools(body), ...metadataOf(body) },
    model: check.string(body['model'], 'model', { max: 256 }),
    isStream: stream,
    includesUsage: check.boolean(includesUsage, 'stream_options.include_usage'),
    caller: { user: userOf(body), ...metadataOf(body) },
    ignored: Object.keys(body).filter(
      (name) => !READ.includes(name) && !Object.hasOwn(REFUSED, name),
    ),
    places,
  };
}

function isRefused(name: string, value: unknown): boolean {
  return Object.hasOwn(REFUSED, name) && REFUSED[name]?.(value) === true;
}

/** Null is what clients write for nothing. */
function given(body: Record<string, unknown>): Body {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

/** Their values are checked where the request is run. */
function samplingOf(body: Body): Sampling {
  const sampling: Record<string, unknown> = {};
  for (const [ours, theirs] of Object.entries(SAMPLING)) {
    if (body[theirs] !== undefined) sampling[ours] = body[theirs];
  }
  const most = body['max_completion_tokens'] ?? body['max_tokens'];
  if (most !== undefined) sampling['maxOutputTokens'] = most;
  const { stopSequences, reasoningEffort } = sampling;
  if (typeof stopSequences === 'string') sampling['stopSequences'] = [stopSequences];
  // A step that only OpenAI has. Where it exists, it is the nearest to this one.
  if (reasoningEffort === 'xhigh') sampling['reasoningEffort'] = 'max';
  return sampling as Sampling;
}

function metadataOf({ metadata }: Body): { readonly metadata?: JsonObject } {
  if (metadata === undefined) return {};
  return { metadata: check.record(metadata, 'metadata') as JsonObject };
}

function userOf(body: Body): string | undefined {
  const name = body['user'] === undefined ? 'safety_identifier' : 'user';
  const user = body[name];
  return user === undefined ? undefined : check.string(user, name);
}

function unsupported(param: string): WireError {
  const message = `${param}: not supported here; leave it out`;
  return new WireError(400, 'unsupported_parameter', message, { param });
}
