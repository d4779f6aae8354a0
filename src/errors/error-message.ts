import type { ErrorKind } from '../contracts/attempt.js';
import { causesOf, type ErrorFacts, messageOf, read } from './error-facts.js';
import { redact, safeText, safeToken } from './redact.js';

/** What happened, and what to do where there is something to do. */
const KINDS: Readonly<Record<ErrorKind, readonly [what: string, advice?: string]>> = {
  'rate-limit': ['rate limit reached'],
  quota: ['quota used up', "check the account's credit and spend limits"],
  overloaded: ['overloaded'],
  timeout: ['timed out'],
  network: ['connection failed'],
  server: ['server error'],
  protocol: ['unusable answer'],
  auth: ['key refused', 'check the API key'],
  permission: ['access refused', 'check what this key may use'],
  'model-not-found': ['model not found', 'it is retired, misspelt or not for this key'],
  'not-found': ['nothing at this address', 'check baseURL'],
  'invalid-request': ['request refused'],
  'context-length': ['input too long for this model'],
  'content-filter': ['content refused'],
  unknown: ['failed'],
};

/** One line about a failure, as in `key refused (401 invalid_api_key): …; check the API key`. */
export function describeError(
  kind: ErrorKind,
  facts: ErrorFacts,
  secrets: readonly string[],
): string {
  const [what, advice] = KINDS[kind];
  const label = [facts.status, codeOf(facts, secrets)].filter((part) => part !== undefined);
  const said = saidBy(kind, facts, secrets);
  return [
    what,
    label.length === 0 ? '' : ` (${label.join(' ')})`,
    said === '' ? '' : `: ${said}`,
    advice === undefined ? '' : `; ${advice}`,
  ].join('');
}

/** The vendor's most telling code, where it is safe to show. */
export function vendorCodeOf(facts: ErrorFacts, secrets: readonly string[]): string | undefined {
  const code = codeOf(facts, secrets);
  return code !== undefined && /^[A-Z][A-Z\d_]+$/.test(code) ? undefined : code;
}

/** An error with the same story and nothing else: no headers, no bodies, no secrets. */
export function safeCause(error: unknown, secrets: readonly string[]): Error {
  return causesOf(error).reduceRight<Error | undefined>(
    (cause, link) => rebuild(link, cause, secrets),
    undefined,
  ) as Error;
}

/** The first code, be it the vendor's or the system's, as in `ECONNRESET`. */
function codeOf(facts: ErrorFacts, secrets: readonly string[]): string | undefined {
  const code = facts.codes.find((candidate) => candidate !== 'error');
  return safeToken(code, secrets);
}

function rebuild(link: unknown, cause: Error | undefined, secrets: readonly string[]): Error {
  const name = safeToken(read(link, 'name')) ?? 'Error';
  const message = safeMessage(name, messageOf(link), secrets);
  const copy = new Error(message, cause === undefined ? undefined : { cause });
  const status = read(link, 'status');
  const code = safeToken(read(link, 'code'), secrets);
  copy.stack = `${name}: ${message}${framesOf(link, secrets)}`;
  return Object.assign(
    copy,
    { name },
    code === undefined ? {} : { code },
    typeof status === 'number' ? { status } : {},
  );
}

function saidBy(kind: ErrorKind, facts: ErrorFacts, secrets: readonly string[]): string {
  if (facts.vendorMessage !== undefined) return safeText(facts.vendorMessage, secrets);
  // What failed below says more than "fetch failed" above.
  const link = kind === 'network' ? facts.messages.length - 1 : 0;
  return safeMessage(facts.names[link] ?? '', facts.messages[link] ?? '', secrets);
}

/** A message without the status in front. Never a JSON body or a parser's complaint: they quote prompts and completions. */
function safeMessage(name: string, message: string, secrets: readonly string[]): string {
  if (name === 'SyntaxError') return 'the answer was not valid JSON';
  const text = message.replace(/^\d{3} /, '');
  return /^\s*[[{]/.test(text) ? 'no message' : safeText(text, secrets);
}

/** Where it was thrown, so that a bug in a provider can be found. The stack's head is cut off: it holds the message. */
function framesOf(link: unknown, secrets: readonly string[]): string {
  const stack = read(link, 'stack');
  const head = messageOf(link);
  if (typeof stack !== 'string' || head === '' || !stack.includes(head)) return '';
  return redact(stack.slice(stack.indexOf(head) + head.length), secrets);
}
