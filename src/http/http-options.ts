import type { Awaitable } from '../contracts/basics.js';
import type { Clock } from '../contracts/clock.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { type OpenAIWireOptions, resolveWireOptions } from '../openai-wire/wire-options.js';
import { Checks, DELAY } from '../support/checks.js';
import { systemClock } from '../support/system-clock.js';
import { authorizeByTokens } from './authorize.js';
import { type Authorize, GRANTS, type Grant, type HttpCaller } from './http-caller.js';

/** The tokens of each grant: `Authorization: Bearer …`, or Basic with the token as password, as browsers ask for it. */
export type HttpTokens = { readonly [grant in Grant]?: string | readonly string[] | undefined };

/**
 * Who is asking: tokens; a function that looks at the request, and answers undefined for a stranger; or `false`, written
 * out, for a server that nobody else can reach.
 */
export type HttpAuth =
  | false
  | HttpTokens
  | ((request: Request) => Awaitable<HttpCaller | undefined>);

/** How an orchestrator is served. `auth` is required. */
export interface HttpOptions
  extends Pick<OpenAIWireOptions, 'defaults' | 'session' | 'maxBodyBytes' | 'maxDepth'> {
  readonly auth: HttpAuth;
  /** Where it is mounted, as `/api/llm`. @default '' */
  readonly basePath?: string | undefined;
  /** Pages of which other origins may call it, as `https://app.example.com`. @default none */
  readonly cors?: { readonly origins: readonly string[] } | undefined;
  /** Until the whole body of a request is there, ms. @default 10_000 */
  readonly bodyMs?: number | undefined;
  /** Hears of failures that are no answer of the orchestrator: of an `auth` that throws. @default console.error */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** @default the machine's */
  readonly clock?: Clock | undefined;
}

/** The same, checked and complete. */
export interface HttpSettings {
  readonly authorize: Authorize;
  readonly basePath: string;
  readonly origins: readonly string[];
  readonly bodyMs: number;
  readonly onError: (error: unknown) => void;
  readonly clock: Clock;
  readonly wire: ReturnType<typeof resolveWireOptions>;
}

const check = new Checks(ConfigurationError);
const WIRE_NAMES = ['defaults', 'session', 'maxBodyBytes', 'maxDepth'] as const;
const NAMES = ['auth', 'basePath', 'cors', 'bodyMs', 'onError', 'clock', ...WIRE_NAMES];

const EVERYBODY: Authorize = () => ({ grants: ['admin'] });

/** @throws ConfigurationError naming the option, what was expected and what came */
export function resolveHttpOptions(options: HttpOptions): HttpSettings {
  const given = check.object(options, 'options', NAMES) as unknown as HttpOptions;
  const { bodyMs = 10_000, onError = logError, clock = systemClock } = given;
  if (typeof onError !== 'function') check.fail('onError', 'a function', onError);
  const wire = Object.fromEntries(WIRE_NAMES.map((name) => [name, given[name]]));
  return {
    authorize: authorizerOf(given.auth),
    basePath: basePathOf(given.basePath),
    origins: given.cors === undefined ? [] : originsOf(given.cors),
    bodyMs: check.number(bodyMs, 'bodyMs', DELAY),
    onError,
    clock: check.methods<Clock>(clock, 'clock', 'a clock', ['now', 'setTimeout', 'clearTimeout']),
    wire: resolveWireOptions(wire),
  };
}

function authorizerOf(auth: HttpAuth): Authorize {
  if (auth === false) return EVERYBODY;
  if (typeof auth === 'function') return auth;
  if (auth === undefined) {
    check.fail('auth', 'tokens, a function, or false for a server that nobody else reaches', auth);
  }
  const given = check.object(auth, 'auth', GRANTS) as HttpTokens;
  const tokens = GRANTS.flatMap((grant) => tokensOf(given[grant], `auth.${grant}`, grant));
  if (tokens.length === 0) check.fail('auth', 'at least one token', auth);
  return authorizeByTokens(tokens);
}

function tokensOf(value: unknown, path: string, grant: Grant) {
  if (value === undefined) return [];
  const tokens = Array.isArray(value) ? value : [value];
  return tokens.map((token, index) => {
    const place = Array.isArray(value) ? `${path}[${index}]` : path;
    const text = check.string(token, place, { max: 1_024 });
    if (!/^[\x21-\x7e]{16,}$/.test(text)) {
      check.fail(place, 'at least 16 printable characters of ASCII, without spaces', token);
    }
    return { token: text, grant };
  });
}

function basePathOf(value: unknown = ''): string {
  if (value === '') return '';
  const path = check.string(value, 'basePath', { max: 256 });
  if (!/^(\/[\w.~-]+)+$/.test(path)) check.fail('basePath', 'a path like /api/llm', value);
  return path;
}

function originsOf(value: unknown): readonly string[] {
  const { origins } = check.object(value, 'cors', ['origins']);
  return check.array(origins, 'cors.origins', { nonEmpty: true }).map((origin, index) => {
    const path = `cors.origins[${index}]`;
    const text = check.string(origin, path, { max: 256 });
    // No `*`: an answer to everybody's pages is one that somebody has to pay for.
    if (!URL.canParse(text) || new URL(text).origin !== text) {
      check.fail(path, 'an origin like https://app.example.com', origin);
    }
    return text;
  });
}

function logError(error: unknown): void {
  console.error('llm-orchestrator/http:', error);
}
