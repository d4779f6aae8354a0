import { WireError } from './wire-failure.js';

interface Bounds {
  readonly maxBodyBytes: number;
  readonly maxDepth: number;
}

/**
 * The JSON of a request's body.
 * @throws WireError 413, 415 or 400; it quotes nothing of the body
 */
export async function readBody(request: Request, bounds: Bounds): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    const message = 'content-type: expected application/json';
    throw new WireError(415, 'unsupported_media_type', message);
  }
  const text = await readText(request, bounds.maxBodyBytes);
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

async function readText({ headers, body }: Request, maxBytes: number): Promise<string> {
  if (Number(headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (body === null) throw malformed('the body is empty');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoded(decoder);
    bytes += value.length;
    if (bytes > maxBytes) {
      void reader.cancel().catch(() => {});
      throw tooLarge(maxBytes);
    }
    text += decoded(decoder, value);
  }
}

/** Without bytes: what is left at the end. */
function decoded(decoder: InstanceType<typeof TextDecoder>, bytes?: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch {
    throw malformed('the body is no valid UTF-8');
  }
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

function tooLarge(maxBytes: number): WireError {
  const message = `expected a body of at most ${maxBytes} bytes, got more`;
  return new WireError(413, 'request_too_large', message);
}
