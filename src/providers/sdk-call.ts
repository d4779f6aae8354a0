import type { CallContext } from '../contracts/provider.js';
import { ProviderError } from '../errors/provider-error.js';
import { safeToken } from '../errors/redact.js';
import { limitResetMs, type ReadHeader } from '../errors/retry-after.js';
import { MAX_DELAY_MS } from '../support/checks.js';
import { systemClock } from '../support/system-clock.js';
import { SseChunks } from './sse-chunks.js';

/** What came back: the body as the SDK parsed it, and what the headers say. */
export interface SdkAnswer {
  readonly body: unknown;
  readonly limitResetMs?: number;
  readonly providerRequestId?: string;
}

/** One HTTP request: no retries of the SDK's, our signal, and a time limit, which some SDKs insist on. */
export function requestOptions({ signal, timeoutMs }: CallContext) {
  const timeout = Math.min(Math.max(1, Math.ceil(timeoutMs)), MAX_DELAY_MS);
  return { signal, timeout, maxRetries: 0 };
}

/**
 * Runs one call, so that it rejects with a `ProviderError`, or with the signal's own reason once that has fired: whose
 * abort it was, the core knows.
 */
export async function callOnce<Result>(
  { signal }: CallContext,
  secrets: readonly string[],
  send: () => Promise<Result>,
): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    signal.throwIfAborted();
    throw ProviderError.from(error, { secrets });
  }
}

/** Waits for what an SDK's method returned. Look-alike clients may have no headers to show. */
export async function readAnswer(pending: unknown, secrets: readonly string[]): Promise<SdkAnswer> {
  if (!hasResponse(pending)) return { body: await pending };
  const { data, response } = await pending.withResponse();
  return { body: data, ...headersOf(response, secrets) };
}

function headersOf({ headers }: Response, secrets: readonly string[]): Omit<SdkAnswer, 'body'> {
  return factsIn((name) => headers.get(name), secrets);
}

/** What the headers of an answer say beside it. */
export function factsIn(header: ReadHeader, secrets: readonly string[]): Omit<SdkAnswer, 'body'> {
  const resetMs = limitResetMs(header, systemClock.now());
  const requestId = safeToken(header('x-request-id') ?? header('request-id'), secrets);
  return {
    ...(resetMs === undefined ? {} : { limitResetMs: resetMs }),
    ...(requestId === undefined ? {} : { providerRequestId: requestId }),
  };
}

/** The same for a stream: of the SDK's own look-alikes as they give it, of the SDK by its response. */
export async function readStream(pending: unknown, secrets: readonly string[]): Promise<SdkAnswer> {
  if (!isUnread(pending)) return readAnswer(pending, secrets);
  const response = await pending.asResponse();
  return { body: await streamIn(response), ...headersOf(response, secrets) };
}

/** A whole body holds the error that kept the vendor from streaming. */
async function streamIn(response: Response): Promise<unknown> {
  if (/\bjson\b/i.test(response.headers.get('content-type') ?? '')) return response.json();
  return response.body === null ? undefined : new SseChunks(response.body);
}

/** A body that is no answer: an error in disguise, a page of a proxy, or nothing. */
export function unusableAnswer(body: unknown, expected: string, secrets: readonly string[]): Error {
  const hidden = (body as { readonly error?: unknown } | null | undefined)?.error;
  if (typeof hidden === 'object' && hidden !== null) return ProviderError.from(body, { secrets });
  return new ProviderError({
    kind: 'protocol',
    message: `unusable answer: expected ${expected}, got ${describe(body)}; check baseURL`,
  });
}

/** Loads a client once, on first use; a failure is not remembered. */
export function lazily<Client>(
  packageName: string,
  load: () => Promise<Client>,
): () => Promise<Client> {
  let client: Promise<Client> | undefined;
  return () => {
    client ??= load().catch((error: unknown) => {
      client = undefined;
      throw isMissing(error) ? missingPackage(packageName) : error;
    });
    return client;
  };
}

function hasResponse(
  value: unknown,
): value is { withResponse(): Promise<{ data: unknown; response: Response }> } {
  return typeof (value as { withResponse?: unknown } | undefined)?.withResponse === 'function';
}

function isUnread(value: unknown): value is { asResponse(): Promise<Response> } {
  return typeof (value as { asResponse?: unknown } | undefined)?.asResponse === 'function';
}

function describe(body: unknown): string {
  if (body === undefined || body === null || body === '') return 'an empty body';
  return typeof body === 'string' ? 'a text or HTML page' : 'something else';
}

function isMissing(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

function missingPackage(name: string): ProviderError {
  return new ProviderError({
    kind: 'unknown',
    message: `the package "${name}" is not there: npm install ${name}`,
    retryable: false,
  });
}
