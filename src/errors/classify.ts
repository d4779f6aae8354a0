import type { Billed, ErrorKind } from '../contracts/attempt.js';
import { type ErrorFacts, readErrorFacts } from './error-facts.js';

/** What a failure is, before anything is said about it. */
export interface Classification {
  readonly kind: ErrorKind;
  /** True: the server asks for a retry. False: it will not heal soon. Absent: by kind. */
  readonly retryable?: boolean;
  readonly billed: Billed;
}

type Rule = readonly [ErrorKind, (facts: ErrorFacts) => boolean];

/**
 * Told by code, type or message, whatever the status says: vendors answer an exhausted account with the status of a
 * rate limit, and a prompt that is too long with that of a bad request.
 */
const MEANINGS: readonly Rule[] = [
  [
    'quota',
    (facts) =>
      facts.status === 402 ||
      codeIs(
        facts,
        /^(insufficient_quota|credit_balance_exhausted|\w+_spend_limit_(exceeded|reached)|\w+_usage_limit_exceeded|billing_\w+)$/,
      ) ||
      refusesWith(
        facts,
        /^(You have reached your specified (workspace )?API usage limits|Your credit balance is too low)/i,
      ),
  ],
  [
    'context-length',
    (facts) =>
      codeIs(facts, /^context_length_exceeded$/) ||
      refusesWith(
        facts,
        /^(prompt is too long|input tokens exceed|[\w' ]{0,60}(maximum context length|exceeds the context window))/i,
      ),
  ],
  [
    'content-filter',
    (facts) => codeIs(facts, /^(\w*_policy_violation|content_filter|invalid_prompt|bio_policy)$/),
  ],
  ['model-not-found', isModelUnknown],
  ['permission', (facts) => codeIs(facts, /^organization_on_hold$/)],
  ['overloaded', (facts) => codeIs(facts, /^(overloaded_error|server_is_overloaded)$/)],
  ['rate-limit', (facts) => codeIs(facts, /^(slow_down|ramp_limit_exceeded)$/)],
];

/** An error inside an answer has a type and no status. */
const TYPES: readonly Rule[] = [
  ['rate-limit', (facts) => codeIs(facts, /^rate_limit_(error|exceeded)$/)],
  ['server', (facts) => codeIs(facts, /^(server_error|api_error|conflict_error)$/)],
  ['timeout', (facts) => codeIs(facts, /^timeout_error$/)],
  ['auth', (facts) => codeIs(facts, /^(authentication_error|invalid_api_key)$/)],
  ['permission', (facts) => codeIs(facts, /^permission_error$/)],
  [
    'invalid-request',
    (facts) =>
      codeIs(
        facts,
        /^(invalid_request_error|request_too_large|\w*_image(_\w+)?|image_\w+|unsupported_image_\w+)$/,
      ),
  ],
];

const STATUSES: ReadonlyMap<number, ErrorKind> = new Map([
  [400, 'invalid-request'],
  [401, 'auth'],
  [403, 'permission'],
  [404, 'not-found'],
  [405, 'not-found'],
  [408, 'timeout'],
  [409, 'server'],
  [413, 'invalid-request'],
  [422, 'invalid-request'],
  [429, 'rate-limit'],
  [431, 'invalid-request'],
  [529, 'overloaded'],
]);

/** Nothing came back, or what came back was no answer. */
const TRANSPORT: readonly Rule[] = [
  [
    'timeout',
    (facts) =>
      facts.names.includes('TimeoutError') ||
      codeIs(facts, /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/) ||
      messageIs(facts, /^Request timed out\.$/),
  ],
  ['network', (facts) => isUnreachable(facts) || isBroken(facts)],
  ['protocol', (facts) => nameIs(facts, /^(SyntaxError|AI_(JSONParse|InvalidResponseData)Error)$/)],
  [
    'auth',
    (facts) =>
      nameIs(facts, /^AI_LoadAPIKeyError$/) ||
      messageIs(facts, /^(Missing credentials|Could not resolve authentication method)/),
  ],
];

/**
 * The one classifier: what was thrown, whoever threw it, as one of our kinds. Codes and messages come before the status,
 * the status before the transport; the first rule that holds decides.
 */
export function classify(
  error: unknown,
  facts: ErrorFacts = readErrorFacts(error),
): Classification {
  const kind = kindOf(facts);
  const retryable = isRetryable(facts, kind);
  const billed = isCutOff(facts) ? 'maybe' : billedByDefault(kind, facts.status);
  return { kind, billed, ...(retryable === undefined ? {} : { retryable }) };
}

/** Whether a failure may cost money: time-outs and unusable answers may, because the model may have run. */
export function billedByDefault(kind: ErrorKind, status?: number): Billed {
  return kind === 'timeout' || kind === 'protocol' || status === 504 ? 'maybe' : 'no';
}

function kindOf(facts: ErrorFacts): ErrorKind {
  return (
    match(MEANINGS, facts) ??
    (facts.status === undefined
      ? (match(TYPES, facts) ?? match(TRANSPORT, facts))
      : kindOfStatus(facts.status)) ??
    'unknown'
  );
}

function kindOfStatus(status: number): ErrorKind | undefined {
  return STATUSES.get(status) ?? (status >= 500 ? 'server' : undefined);
}

function match(rules: readonly Rule[], facts: ErrorFacts): ErrorKind | undefined {
  return rules.find(([, holds]) => holds(facts))?.[0];
}

function isModelUnknown(facts: ErrorFacts): boolean {
  // A vendor's 404 for a wrong path has the same type and says only "Not Found".
  const notFound = codeIs(facts, /^not_found_error$/) && !/^not found$/i.test(messageOf(facts));
  return (
    notFound ||
    codeIs(facts, /^model_not_found$/) ||
    nameIs(facts, /^AI_NoSuchModelError$/) ||
    (facts.status === 403 &&
      /^[^"]{0,80}does not have access to (the )?model/i.test(messageOf(facts)))
  );
}

function isRetryable(facts: ErrorFacts, kind: ErrorKind): boolean | undefined {
  const asked = facts.header('x-should-retry');
  if (asked === 'true' || asked === 'false') return asked === 'true';
  return kind === 'network' && isUnreachable(facts) ? false : undefined;
}

/** No such host, no trust, no such port, or a redirect, which is refused because the key would go along. */
function isUnreachable(facts: ErrorFacts): boolean {
  return (
    codeIs(facts, /^(ENOTFOUND|\w*CERT_\w+|UNABLE_TO_\w+|ERR_(TLS|SSL)_\w+)$/) ||
    codeIs(facts, /^\w*SELF_SIGNED_CERT\w*$/) ||
    messageIs(facts, /^(bad port|unexpected redirect)$/)
  );
}

function isBroken(facts: ErrorFacts): boolean {
  return (
    codeIs(
      facts,
      /^(ECONN\w+|EPIPE|EAI_AGAIN|ETIMEDOUT|E(HOST|NET)UNREACH|UND_ERR_(SOCKET|CONNECT_TIMEOUT))$/,
    ) || messageIs(facts, /^(terminated|fetch failed|Connection error\.)$/)
  );
}

/** The connection broke inside the answer, so the model ran. */
function isCutOff(facts: ErrorFacts): boolean {
  if (facts.status !== undefined) return false;
  return (
    messageIs(facts, /^terminated$/) ||
    (codeIs(facts, /^UND_ERR_SOCKET$/) && !messageIs(facts, /^fetch failed$/))
  );
}

/** Messages are read only where no code tells: of refusals, and from their start, because they may quote the prompt. */
function refusesWith(facts: ErrorFacts, pattern: RegExp): boolean {
  const { status = 400 } = facts;
  return (
    (status === 400 || status === 413 || status === 422 || status === 429) &&
    pattern.test(messageOf(facts))
  );
}

function messageOf({ vendorMessage, messages }: ErrorFacts): string {
  return vendorMessage ?? (messages[0] ?? '').replace(/^\d{3} /, '');
}

function codeIs({ codes }: ErrorFacts, pattern: RegExp): boolean {
  return codes.some((code) => pattern.test(code));
}

function nameIs({ names }: ErrorFacts, pattern: RegExp): boolean {
  return names.some((name) => pattern.test(name));
}

function messageIs({ messages }: ErrorFacts, pattern: RegExp): boolean {
  return messages.some((message) => pattern.test(message));
}
