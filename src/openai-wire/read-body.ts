import type { Clock } from '../contracts/clock.js';
import { WireError } from './wire-failure.js';

/** What a body may be. */
export interface BodyBounds {
  readonly maxBodyBytes: number;
  readonly maxDepth: number;
  /** Until all of it is there, where it comes from outside. */
  readonly time?: { readonly bodyMs: number; readonly clock: Clock } | undefined;
}

/**
 * The JSON of a request's body.
 * @throws WireError 413, 415, 408, 400, or 500 where somebody else has read it; it quotes nothing of the body
 */
export async function readBody(request: Request, bounds: BodyBounds): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    const message = 'content-type: expected application/json';
    throw new WireError(415, 'unsupported_media_type', message);
  }
  const text = await readText(request, bounds);
  // Before it is parsed: a body of nothing but brackets takes many times its size.
  if (isDeeper(text, bounds.maxDepth)) {
    throw malformed(`the body is deeper than ${bounds.maxDepth} levels`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('the body is no valid JSON');
  }
}

async function readText(request: Request, bounds: BodyBounds): Promise<string> {
  const { maxBodyBytes, time } = bounds;
  if (request.bodyUsed) throw alreadyRead();
  const announced = request.headers.get('content-length');
  if (Number(announced) > maxBodyBytes) throw tooLarge(maxBodyBytes);
  // A server hands out no more than was announced, and in one piece it costs half.
  const reading = announced === null ? readPieces(request, maxBodyBytes) : readWhole(request);
  const bytes = await (time === undefined ? reading.bytes : inTime(reading, time));
  if (bytes.byteLength > maxBodyBytes) throw tooLarge(maxBodyBytes);
  if (bytes.byteLength === 0) throw malformed('the body is empty, or was read before');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('the body is no valid UTF-8');
  }
}

interface Reading {
  readonly bytes: Promise<ArrayBuffer | Uint8Array>;
  readonly leave: () => void;
}

function readWhole(request: Request): Reading {
  return { bytes: request.arrayBuffer().catch(unusable), leave: () => {} };
}

/** A server's request whose stream is used up, by Express's `json()` say, may say so only when it is read. */
function unusable(error: unknown): never {
  throw error instanceof TypeError ? alreadyRead() : error;
}

function readPieces({ body }: Request, maxBytes: number): Reading {
  if (body === null) return { bytes: Promise.resolve(new Uint8Array()), leave: () => {} };
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const leave = () => void reader.cancel().catch(() => {});
  return { bytes: joined(reader, maxBytes, leave), leave };
}

async function joined(
  reader: { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> },
  maxBytes: number,
  leave: () => void,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || value === undefined) break;
    pieces.push(value);
    length += value.length;
    if (length <= maxBytes) continue;
    leave();
    throw tooLarge(maxBytes);
  }
  const bytes = new Uint8Array(length);
  let filled = 0;
  for (const piece of pieces) {
    bytes.set(piece, filled);
    filled += piece.length;
  }
  return bytes;
}

function inTime<T>(
  { bytes, leave }: { readonly bytes: Promise<T>; readonly leave: () => void },
  { bodyMs, clock }: NonNullable<BodyBounds['time']>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      leave();
      reject(tooSlow(bodyMs));
    }, bodyMs);
    bytes.then(resolve, reject).finally(() => clock.clearTimeout(timer));
  });
}

/** Whether JSON opens more brackets within one another than that. */
function isDeeper(json: string, maxDepth: number): boolean {
  let depth = 0;
  for (let index = 0; index < json.length; index++) {
    const character = json[index];
    if (character === '"') index = endOfString(json, index);
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (depth > maxDepth) return true;
  }
  return false;
}

/** Where the string that begins here has its closing quote; the end of all where it has none. */
function endOfString(json: string, start: number): number {
  let end = start;
  do {
    end = json.indexOf('"', end + 1);
    if (end === -1) return json.length;
  } while (isEscaped(json, end));
  return end;
}

function isEscaped(json: string, quote: number): boolean {
  let before = quote;
  while (json[before - 1] === '\\') before--;
  return (quote - before) % 2 === 1;
}

function malformed(what: string): WireError {
  return new WireError(400, 'invalid_json', `expected a JSON object: ${what}`);
}

function alreadyRead(): WireError {
  const message = 'the body was read before it came here: mount this before any parser of bodies';
  return new WireError(500, 'body_already_read', message);
}

function tooLarge(maxBytes: number): WireError {
  const message = `expected a body of at most ${maxBytes} bytes, got more`;
  return new WireError(413, 'request_too_large', message);
}

function tooSlow(bodyMs: number): WireError {
  // What is still to come of it must not be taken for the next request.
  const headers = { connection: 'close' };
  const message = `expected the whole body within ${bodyMs} ms`;
  return new WireError(408, 'request_timeout', message, { headers });
}
