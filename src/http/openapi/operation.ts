import type { Grant } from '../http-caller.js';
import { ref, type Schema } from './schema.js';

/** What can be asked at a path. */
export interface Described {
  readonly id: string;
  readonly tag: 'ask' | 'openai' | 'watch' | 'operate';
  /** Undefined: any will do. */
  readonly grant?: Grant;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly object[];
  /** Of its body, which is JSON. */
  readonly body?: Schema;
  readonly answer: object;
  /** Other answers than failures, by status. */
  readonly answers?: Readonly<Record<string, object>>;
  /** What may go wrong beside that which may anywhere. */
  readonly failures?: readonly FailureStatus[];
}

/** Why each status comes. */
const FAILURES = {
  400: 'The request is wrong, or no model can do it; `param` names the place.',
  401: 'No valid token.',
  403: 'The token is for other things.',
  404: 'There is no such model.',
  408: 'The body did not come in time.',
  413: 'The body is too large.',
  415: "The body's type is not JSON.",
  429: "A rate limit, a budget, or the vendor's account is used up.",
  500: 'The server failed while it handled the request.',
  502: 'The vendor cannot be reached, fails, or answers nonsense.',
  503: 'All models rest, or this cannot be served now.',
  504: 'It took too long.',
} as const;

/** A status that a failure may have. */
type FailureStatus = keyof typeof FAILURES;

/** Those of everything that has a body. */
export const BODY_FAILURES = [400, 408, 413, 415] as const;
/** Those of everything that a model answers. */
export const ANSWER_FAILURES = [...BODY_FAILURES, 404, 429, 502, 503, 504] as const;

const EVERYWHERE = [401, 403, 500] as const;

/** As OpenAPI has it. */
export function operation(described: Described): object {
  const { id, tag, grant, summary, description, parameters, body, answer, answers } = described;
  const statuses = [...(described.failures ?? []), ...EVERYWHERE];
  const failures = statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }]);
  const roles = grant === undefined ? [] : [grant];
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, needed(grant)].filter(Boolean).join(' '),
    security: [{ bearer: roles }, { basic: roles }],
    ...(parameters !== undefined && { parameters }),
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
    }),
    responses: {
      200: answer,
      ...answers,
      ...Object.fromEntries(failures),
      default: { $ref: '#/components/responses/failure' },
    },
  };
}

/** An answer of JSON. */
export function json(description: string, schema: Schema, headers?: object): object {
  const content = { 'application/json': { schema } };
  return { description, ...(headers !== undefined && { headers }), content };
}

/**
 * Server-sent events. OpenAPI 3.1 has no word for what is in them, so that it stands beside: the schema of each event's
 * data by its name.
 */
export function events(schemas: Readonly<Record<string, Schema>>): object {
  return { schema: { type: 'string' }, 'x-server-sent-events': schemas };
}

/** For `components.responses`. */
export function failureResponses(): object {
  const entries = Object.entries(FAILURES).map(([status, description]) => {
    return [status, failure(description, headersOf(Number(status)))];
  });
  const failed = failure('Any other failure, as a method that is not allowed: 405.', {});
  return { ...Object.fromEntries(entries), failure: failed };
}

function failure(description: string, headers: object): object {
  return json(description, ref('Error'), headers);
}

function headersOf(status: number): object {
  if (status === 401) return { 'www-authenticate': header('Which scheme is expected.') };
  if (status < 429) return {};
  return {
    'x-should-retry': header('`false` where asking again is of no use.'),
    'retry-after': header('In seconds, where it is known.'),
    'retry-after-ms': header('In ms, where it is known.'),
  };
}

/** A header that may be there. */
export function header(description: string): object {
  return { description, schema: { type: 'string' } };
}

function needed(grant: Grant | undefined): string {
  if (grant === undefined) return 'For every token.';
  return grant === 'admin' ? 'For tokens of `admin`.' : `For tokens of \`${grant}\` or \`admin\`.`;
}
