import type { Timeouts } from '../contracts/configuration.js';
import type { GenerateRequest } from '../contracts/generate.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import type { WireSettings } from '../openai-wire/wire-options.js';
import { Checks } from '../support/checks.js';
import type { HttpCaller } from './http-caller.js';

/** What the body of `/generate` and `/explain` may say. */
export const ASK_FIELDS: readonly string[] = [
  ...['prompt', 'messages', 'system', 'tools', 'toolChoice', 'output'],
  ...['preference', 'intent', 'model', 'exclude', 'session', 'metadata'],
  ...['maxCostUsd', 'maxAttempts', 'timeouts', 'maxOutputTokens', 'temperature', 'topP'],
  ...['stopSequences', 'seed', 'reasoningEffort', 'stream'],
];

/** What a body asks for. */
export interface Ask {
  readonly request: GenerateRequest;
  readonly isStream: boolean;
}

const check = new Checks(InvalidRequestError);

/**
 * A body as a request of the caller's. What a stranger may not choose is not in it: the tenant is the caller's own, and
 * what goes to a vendor unseen, `providerOptions`, is for the code that embeds us. `defaults` bound cost and time.
 * Everything else is checked by the orchestrator.
 *
 * @throws InvalidRequestError naming the place in the body
 */
export function readAsk(
  body: unknown,
  caller: HttpCaller,
  defaults: WireSettings['defaults'],
): Ask {
  const { stream = false, ...asked } = fieldsOf(body);
  const { preference, maxCostUsd, timeouts } = defaults;
  const request = {
    ...(preference !== undefined && { preference }),
    ...asked,
    ...(maxCostUsd !== undefined && { maxCostUsd: lower(asked['maxCostUsd'], maxCostUsd) }),
    ...(timeouts !== undefined && { timeouts: lowerEach(asked['timeouts'], timeouts) }),
    ...(caller.tenant !== undefined && { tenant: caller.tenant }),
  };
  return { request: request as GenerateRequest, isStream: check.boolean(stream, 'stream') };
}

function fieldsOf(body: unknown): Record<string, unknown> {
  const given = check.record(body, 'body');
  for (const name of Object.keys(given)) {
    if (!ASK_FIELDS.includes(name)) check.unknownName(name, 'field', name, ASK_FIELDS);
  }
  // Without a place in the body it would be taken for something that is wrong with us.
  if ((given['prompt'] === undefined) === (given['messages'] === undefined)) {
    throw new InvalidRequestError('body', 'expected either prompt or messages, one of the two');
  }
  return { __proto__: null, ...given };
}

/** What is no number is left for the orchestrator to refuse. */
function lower(asked: unknown, limit: number): unknown {
  return asked === undefined || (typeof asked === 'number' && asked > limit) ? limit : asked;
}

function lowerEach(asked: unknown, limits: Timeouts): unknown {
  if (asked === undefined) return limits;
  if (typeof asked !== 'object' || asked === null) return asked;
  const given = asked as Readonly<Record<string, unknown>>;
  const bounded = Object.entries(limits).flatMap(([name, limit]: [string, number | undefined]) =>
    limit === undefined ? [] : [[name, lower(given[name], limit)] as const],
  );
  return { ...given, ...Object.fromEntries(bounded) };
}
