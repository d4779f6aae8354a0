import type { JsonObject } from '../contracts/basics.js';
import { TIMEOUT_NAMES } from '../contracts/configuration.js';
import type { GenerateSettings } from '../contracts/generate.js';
import { PREFERENCES } from '../contracts/model.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks, DELAY } from '../support/checks.js';

/** What a request says of who is asking. All of it is the client's own word. */
export interface Caller {
  /** `user`, or `safety_identifier`, which replaces it at OpenAI. */
  readonly user?: string | undefined;
  readonly metadata?: JsonObject | undefined;
}

/** How requests in OpenAI's words become ours. */
export interface OpenAIWireOptions {
  /** For every request; `preference` where its model is `auto` alone. */
  readonly defaults?: Pick<GenerateSettings, 'preference' | 'maxCostUsd' | 'timeouts'> | undefined;
  /**
   * Whose usage it is, for budgets by tenant: from a header that you trust, or from what the client says.
   * @default nobody's
   */
  readonly tenant?: ((request: Request, caller: Caller) => string | undefined) | undefined;
  /** Which conversation it is: one keeps its model. @default none */
  readonly session?: ((request: Request, caller: Caller) => string | undefined) | undefined;
  /** Of a request's body. @default 1 MiB; 96 MiB in-process, as much as pictures and texts may be together */
  readonly maxBodyBytes?: number | undefined;
  /** Levels of arrays and objects in a body. @default 64 */
  readonly maxDepth?: number | undefined;
}

/** The same, checked and complete. */
export interface WireSettings {
  readonly defaults: NonNullable<OpenAIWireOptions['defaults']>;
  readonly tenant: NonNullable<OpenAIWireOptions['tenant']>;
  readonly session: NonNullable<OpenAIWireOptions['session']>;
  readonly maxBodyBytes: number;
  readonly maxDepth: number;
}

const check = new Checks(ConfigurationError);
const nobody = () => undefined;
const NAMES = ['defaults', 'tenant', 'session', 'maxBodyBytes', 'maxDepth'];

/** @throws ConfigurationError naming the option, what was expected and what came */
export function resolveWireOptions(options: OpenAIWireOptions): WireSettings {
  const given: OpenAIWireOptions = check.object(options, '', NAMES);
  const { tenant = nobody, session = nobody, maxBodyBytes = 2 ** 20, maxDepth = 64 } = given;
  return {
    defaults: defaultsOf(given.defaults ?? {}),
    tenant: functionOf(tenant, 'tenant'),
    session: functionOf(session, 'session'),
    maxBodyBytes: check.number(maxBodyBytes, 'maxBodyBytes', { min: 1, integer: true }),
    maxDepth: check.number(maxDepth, 'maxDepth', { min: 1, integer: true }),
  };
}

/** Checked here, so that no client is told that it made a mistake which is ours. */
function defaultsOf(value: unknown): WireSettings['defaults'] {
  const names = ['preference', 'maxCostUsd', 'timeouts'];
  const { preference, maxCostUsd, timeouts } = check.object(value, 'defaults', names);
  return {
    ...(preference !== undefined && {
      preference: check.oneOf(preference, 'defaults.preference', PREFERENCES),
    }),
    ...(maxCostUsd !== undefined && {
      maxCostUsd: check.number(maxCostUsd, 'defaults.maxCostUsd', { above: 0 }),
    }),
    timeouts: check.numbers(timeouts, 'defaults.timeouts', TIMEOUT_NAMES, DELAY),
  };
}

function functionOf<F>(value: F, path: string): F {
  return typeof value === 'function' ? value : check.fail(path, 'a function', value);
}
