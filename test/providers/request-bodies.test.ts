/**
 * Every body that goes to OpenAI, against OpenAI's own description of its API. Anthropic publishes none: there the
 * compiler does as much, because the parameters are typed as the SDK's `MessageCreateParams`.
 */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../src/contracts/chat.js';
import { OpenAIProvider, openaiModels } from '../../src/providers/openai/index.js';
import { anyChatRequest } from '../support/any-chat-request.js';
import {
  answerBody,
  CANARY_KEY,
  callBy,
  type Dialect,
  hello,
  type Method,
  streamBody,
} from '../support/dialects.js';
import { bodyChecks, type CheckBody, hasOpenAISpec } from '../support/openai-spec.js';

if (!hasOpenAISpec) {
  console.warn(
    'request-bodies: SKIPPED, `node scripts/fetch-openai-spec.mjs` brings what it needs',
  );
}

const MODELS = [...openaiModels.map(({ id }) => id), 'o4-mini', 'gpt-5.2-pro', 'gpt-9-unheard-of'];
const APIS = ['openai', 'responses'] as const;
const CALLS = APIS.flatMap((dialect) =>
  (['generate', 'stream'] as const).map((method) => ({ dialect, method })),
);

const user = (part: object) => ({ role: 'user', content: [part] });

/** What OpenAI itself would be sent: nothing leaves this machine. */
async function sent(dialect: Dialect, method: Method, request: ChatRequest): Promise<unknown> {
  let body: unknown;
  const fetch: typeof globalThis.fetch = (_url, init) => {
    body = JSON.parse(init?.body as string);
    const headers = { 'content-type': 'text/event-stream' };
    const answer =
      method === 'stream'
        ? new Response(streamBody(dialect), { headers })
        : Response.json(answerBody(dialect));
    return Promise.resolve(answer);
  };
  const api = dialect === 'responses' ? 'responses' : 'chat';
  await callBy(method, new OpenAIProvider({ apiKey: CANARY_KEY, fetch, api }), request);
  return body;
}

describe.skipIf(!hasOpenAISpec)("the body of every request keeps to OpenAI's description", () => {
  const checks = new Map<Dialect, CheckBody>();
  const wrongIn = (dialect: Dialect, body: unknown) => checks.get(dialect)?.(body);

  beforeAll(() => {
    const schemas = bodyChecks(['CreateChatCompletionRequest', 'CreateResponse']);
    checks.set('openai', schemas.CreateChatCompletionRequest);
    checks.set('responses', schemas.CreateResponse);
  }, 120_000);

  it.each(CALLS)('$dialect, $method', async ({ dialect, method }) => {
    // Chat completions take no file by its address.
    const requests = anyChatRequest(MODELS, { fileUrls: dialect === 'responses' });
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const body = await sent(dialect, method, request);
        expect(wrongIn(dialect, body)).toEqual([]);
        const { stream = false } = body as { readonly stream?: boolean };
        expect(stream).toBe(method === 'stream');
      }),
      { numRuns: 150 },
    );
  });

  it.each<readonly [what: string, Dialect, wrong: object]>([
    ['a temperature that is a word', 'openai', { temperature: 'hot' }],
    ['no messages', 'openai', { messages: [] }],
    ['a role that nobody has', 'openai', { messages: [{ role: 'robot', content: 'hi' }] }],
    ['a picture of the other API', 'openai', { messages: [user({ type: 'input_image' })] }],
    ['a name of the other API', 'openai', { max_output_tokens: 5 }],
    ['a tool without its function', 'openai', { tools: [{ type: 'function', name: 'see' }] }],
    ['a temperature that is too high', 'responses', { temperature: 9 }],
    ['input that is a number', 'responses', { input: 5 }],
    ['a name of the other API', 'responses', { max_tokens: 5 }],
    ['a picture of the other API', 'responses', { input: [user({ type: 'image_url' })] }],
    ['a result without its call', 'responses', { input: [{ type: 'function_call_output' }] }],
    ['a tool of the other API', 'responses', { tools: [{ type: 'function', function: {} }] }],
    ['an item of no known type', 'responses', { input: [{ type: 'robot' }] }],
  ])('finds %s: %s', async (_what, dialect, wrong) => {
    const body = (await sent(dialect, 'generate', hello(dialect))) as object;
    expect(wrongIn(dialect, body)).toEqual([]);
    expect(wrongIn(dialect, { ...body, ...wrong })).not.toEqual([]);
  });
});
