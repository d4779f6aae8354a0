import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { openApiDocument } from '../../../src/http/openapi/openapi-document.js';

interface MediaType {
  readonly schema: object;
  readonly 'x-server-sent-events'?: Readonly<Record<string, object>>;
}
interface Answer {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, object>>;
  readonly content: Readonly<Record<string, MediaType>>;
}
interface Operation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, Answer>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
}
export interface ApiDocument {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Answer>> };
}

export const api = openApiDocument('') as ApiDocument;
const ajv = new Ajv2020({ strict: false, allErrors: true }).addSchema(api, 'api');

/** What is wrong with a value by a schema of the document; nothing where it is as it should be. */
function problemsOf(value: unknown, ...place: readonly (string | number)[]): string[] {
  const pointer = place.map((name) => {
    return `/${encodeURIComponent(String(name).replaceAll('~', '~0').replaceAll('/', '~1'))}`;
  });
  const validate = ajv.getSchema(`api#${pointer.join('')}`);
  if (validate === undefined) throw new Error(`no schema at ${pointer.join('')}`);
  if (validate(value) === true) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    return `${instancePath} ${message} ${JSON.stringify(params)}`;
  });
}

/** Whether the document's schema of what is sent there takes this body. */
export function isTaken(path: string, body: unknown): boolean {
  const place = ['paths', path, 'post', 'requestBody', 'content', 'application/json', 'schema'];
  return problemsOf(body, ...place).length === 0;
}

/** One server-sent event, as it was read. */
export interface Frame {
  readonly name: string;
  readonly data: unknown;
}

/** The answer as the document describes it, read and checked: its status, its type, its body, each event of a stream. */
export async function conforming(
  path: string,
  method: string,
  response: Response,
): Promise<{ readonly body: unknown; readonly frames: readonly Frame[] }> {
  const [place, answer] = answerFor(path, method, response.status);
  const type = (response.headers.get('content-type') ?? '').split(';')[0] as string;
  expect(Object.keys(answer.content)).toContain(type);
  const text = await response.text();
  if (type === 'text/event-stream') {
    const frames = framesIn(text);
    for (const frame of frames) expect([frame, ...eventProblems(place, frame)]).toEqual([frame]);
    return { body: text, frames };
  }
  const body: unknown = type === 'application/json' ? JSON.parse(text) : text;
  expect(problemsOf(body, ...place, 'content', type, 'schema')).toEqual([]);
  return { body, frames: [] };
}

export function eventProblems(
  place: readonly (string | number)[],
  { name, data }: Frame,
): string[] {
  // How a stream of OpenAI's ends.
  if (data === '[DONE]') return [];
  return problemsOf(data, ...place, 'content', 'text/event-stream', 'x-server-sent-events', name);
}

export function answerFor(
  path: string,
  method: string,
  status: number,
): readonly [readonly (string | number)[], Answer] {
  const responses = api.paths[path]?.[method.toLowerCase()]?.responses;
  // What the document does not have it answers by 404, as it does other methods by 405.
  if (responses === undefined) {
    expect([404, 405]).toContain(status);
    return [['components', 'responses', 'failure'], api.components.responses['failure'] as Answer];
  }
  const known = String(status) in responses ? String(status) : 'default';
  const answer = responses[known] as Answer;
  if (answer.$ref === undefined) {
    return [['paths', path, method.toLowerCase(), 'responses', known], answer];
  }
  const name = answer.$ref.split('/').at(-1) as string;
  return [['components', 'responses', name], api.components.responses[name] as Answer];
}

/** Without comments, which keep a connection alive. */
export function framesIn(text: string): Frame[] {
  const blocks = text.split('\n\n').filter((block) => block !== '' && !block.startsWith(':'));
  return blocks.map((block) => {
    const name = /^event: (.*)$/m.exec(block)?.[1] ?? 'message';
    const data = /^data: (.*)$/m.exec(block)?.[1] ?? '';
    return { name, data: data === '[DONE]' ? data : (JSON.parse(data) as unknown) };
  });
}
