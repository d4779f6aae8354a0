/** How deep a chain of causes is followed. */
const MAX_CAUSES = 5;

/** Longer ones are no codes, and the patterns for codes are not made for them. */
const MAX_CODE_LENGTH = 128;

/** The `type` of a `Response` of fetch, which some throw as it is. */
const RESPONSE_TYPES = /^(basic|cors|default|opaque\w*)$/;

/** All that classification looks at: fields, never classes, because two copies of an SDK have two of each class. */
export interface ErrorFacts {
  readonly status?: number;
  /** Codes and types of the error, its body and its causes, the most telling one first. */
  readonly codes: readonly string[];
  /** The names along the chain of causes. */
  readonly names: readonly string[];
  /** The messages along the chain of causes. */
  readonly messages: readonly string[];
  /** What the vendor's body says, without status or markup around it. */
  readonly vendorMessage: string | undefined;
  /** A response header; undefined where the error came without a response. */
  readonly header: (name: string) => string | undefined;
}

/** Reads whatever was thrown. Never throws, not even over a getter that does. */
export function readErrorFacts(error: unknown): ErrorFacts {
  const links = causesOf(error);
  const objects = links.flatMap((link) => nested(link));
  const status = first(objects, httpStatus);
  const headers = objects.flatMap((object) => [
    read(object, 'headers'),
    read(object, 'responseHeaders'),
  ]);
  return {
    ...(status === undefined ? {} : { status }),
    codes: objects.flatMap(codesOf),
    names: links.map((link) => text(read(link, 'name')) ?? ''),
    messages: links.map(messageOf),
    vendorMessage: first(links.flatMap(bodiesOf), (body) => text(read(body, 'message'))),
    header: (name) => first(headers, (source) => headerOf(source, name)),
  };
}

/** The error, its cause, the cause's cause: at most five, so that a circle ends. */
export function causesOf(error: unknown): readonly unknown[] {
  const links = [error];
  for (let next = read(error, 'cause'); next !== undefined && links.length < MAX_CAUSES; ) {
    links.push(next);
    next = read(next, 'cause');
  }
  return links;
}

/** One field of anything; undefined where there is none or reading it throws. */
export function read(value: unknown, key: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

/** A thrown value's message; that of a thrown string is the string. */
export function messageOf(value: unknown): string {
  return text(value) ?? text(read(value, 'message')) ?? '';
}

/** The value and the bodies inside it: OpenAI's error holds `body.error`, Anthropic's the whole body. */
function nested(value: unknown, depth = 4): readonly unknown[] {
  if (depth === 0 || typeof value !== 'object' || value === null) return [];
  const inner = ['error', 'data', 'details'].map((key) => read(value, key));
  return [value, ...inner.flatMap((body) => nested(body, depth - 1))];
}

function bodiesOf(link: unknown): readonly unknown[] {
  return nested(link).slice(1);
}

function codesOf(object: unknown): readonly string[] {
  const fields = ['errorCode', 'error_code', 'code', 'type'];
  return fields
    .flatMap((field) => text(read(object, field)) ?? [])
    .filter((code) => code.length <= MAX_CODE_LENGTH && !RESPONSE_TYPES.test(code));
}

function httpStatus(object: unknown): number | undefined {
  // Some compatible servers put the status into the body's `code`.
  const fields = ['status', 'statusCode', 'code'].map((field) => read(object, field));
  return fields.find((value): value is number => Number.isInteger(value) && isErrorStatus(value));
}

function isErrorStatus(value: unknown): boolean {
  return typeof value === 'number' && value >= 300 && value < 600;
}

function headerOf(headers: unknown, name: string): string | undefined {
  const get = read(headers, 'get');
  if (typeof get !== 'function') return text(read(headers, name));
  try {
    return text(get.call(headers, name));
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function first<T, Found>(
  values: readonly T[],
  find: (value: T) => Found | undefined,
): Found | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
