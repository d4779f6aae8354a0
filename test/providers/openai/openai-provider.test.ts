import { LLMock } from '@copilotkit/aimock';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage, ChatRequest } from '../../../src/contracts/chat.js';
import type { Provider } from '../../../src/contracts/provider.js';
import { ConfigurationError } from '../../../src/errors/configuration-error.js';
import { OpenAIProvider, type OpenAIProviderOptions } from '../../../src/providers/openai/index.js';
import {
  answerBody,
  CANARY_KEY,
  callContext,
  hello,
  readStream,
  streamBody,
  streamOpening,
} from '../../support/dialects.js';
import {
  type FaultServer,
  type ReceivedRequest,
  type Reply,
  startFaultServer,
} from '../../support/fault-server.js';

const APIS = ['chat', 'responses'] as const;
const tools = [{ name: 'see', inputSchema: { type: 'object' } }];

/** Answers in both APIs, whole or as a stream. */
function answer({ path, body }: ReceivedRequest): Reply {
  const dialect = path.endsWith('/responses') ? 'responses' : 'openai';
  const { stream } = body as { readonly stream?: boolean };
  return stream ? { chunks: [streamBody(dialect)] } : { body: answerBody(dialect) };
}

/** What is meant for OpenAI itself goes to a server of this machine. */
function redirectedTo(server: FaultServer): typeof fetch {
  return (url, init) => {
    const { pathname } = new URL(url as string);
    return fetch(`${server.url}${pathname}`, init);
  };
}

/** Which paths were asked, and what the caller was told, first whole and then as a stream. */
async function asked(request: Partial<ChatRequest> & { readonly model: string }, options: Place) {
  await using server = await startFaultServer(answer);
  const provider = new OpenAIProvider(options(server));
  const whole = await provider.generate(hello('openai', request), callContext());
  const { text, finish, error } = await readStream(provider, hello('openai', request));
  expect(error).toBeUndefined();
  expect(whole.content).toEqual([{ type: 'text', text }]);
  expect(finish).toMatchObject({ finishReason: whole.finishReason, usage: whole.usage });
  const paths = server.requests.map(({ path }) => path.replace('/v1/', ''));
  return { paths, warnings: [whole.warnings, finish?.warnings], requests: server.requests };
}

type Place = (server: FaultServer) => OpenAIProviderOptions;
const atVendor: Place = (server) => ({ apiKey: CANARY_KEY, fetch: redirectedTo(server) });
const elsewhere: Place = ({ url }) => ({ baseURL: `${url}/v1` });
const CHAT = ['chat/completions', 'chat/completions'];
const RESPONSES = ['responses', 'responses'];

describe('the API that is spoken', () => {
  it.each([
    [{ model: 'gpt-5.6-sol', tools }, RESPONSES],
    [{ model: 'gpt-5.6-luna', tools, reasoningEffort: 'high' }, RESPONSES],
    [{ model: 'gpt-5.6-sol', tools, reasoningEffort: 'none' }, CHAT],
    [{ model: 'gpt-5.6-sol', reasoningEffort: 'high' }, CHAT],
    [{ model: 'gpt-5.5-pro' }, RESPONSES],
    [{ model: 'gpt-5.3-codex', tools }, RESPONSES],
    [{ model: 'gpt-6-luna', tools, reasoningEffort: 'high' }, CHAT],
    [{ model: 'gpt-4.1', tools }, CHAT],
  ] as const)('at OpenAI is the one that takes the request: %j', async (request, expected) => {
    const { paths, warnings } = await asked(request, atVendor);
    expect(paths).toEqual(expected);
    expect(warnings).toEqual([[], []]);
  });

  it('keeps the effort of gpt-5.6 beside its tools', async () => {
    const request = { model: 'gpt-5.6-sol', tools, reasoningEffort: 'max' } as const;
    const { requests } = await asked(request, atVendor);
    for (const { body } of requests) expect(body).toMatchObject({ reasoning: { effort: 'max' } });
  });

  it('is that of chat completions at any other server, with a warning where they fall short', async () => {
    const { paths, warnings } = await asked({ model: 'gpt-5.6-sol', tools }, elsewhere);
    expect(paths).toEqual(CHAT);
    expect(warnings).toMatchObject([[{ code: 'other' }], [{ code: 'other' }]]);
    expect((await asked({ model: 'gpt-5.5-pro' }, elsewhere)).paths).toEqual(CHAT);
  });

  it('may be said, for any server and model', async () => {
    const say = (api: 'chat' | 'responses' | 'auto' | undefined, where: Place) =>
      asked({ model: 'gpt-5.6-sol', tools }, (server) => ({ ...where(server), api }));
    expect((await say('chat', atVendor)).paths).toEqual(CHAT);
    expect((await say('responses', elsewhere)).paths).toEqual(RESPONSES);
    expect((await say('auto', atVendor)).paths).toEqual(RESPONSES);
    expect((await say(undefined, atVendor)).paths).toEqual(RESPONSES);
    const plain = await asked({ model: 'gpt-4.1' }, (server) => {
      return { ...elsewhere(server), api: 'responses' };
    });
    expect(plain.paths).toEqual(RESPONSES);
  });

  it('is the same with a client of the caller', async () => {
    const client = (server: FaultServer) =>
      new OpenAI({
        apiKey: 'k',
        fetch: redirectedTo(server),
        baseURL: 'https://api.openai.com/v1',
      });
    const { paths } = await asked({ model: 'gpt-5.5-pro' }, (server) => {
      return { client: client(server) };
    });
    expect(paths).toEqual(RESPONSES);
    const forced = await asked({ model: 'gpt-5.5-pro' }, (server) => {
      return { client: client(server), api: 'chat' };
    });
    expect(forced.paths).toEqual(CHAT);
  });

  it('is that of chat completions with a look-alike that has nothing else', async () => {
    const create = () => Promise.resolve(answerBody('openai', 'yo'));
    const client = { chat: { completions: { create } } };
    const request = hello('openai', { model: 'gpt-5.5-pro' });
    const { content } = await new OpenAIProvider({ client }).generate(request, callContext());
    expect(content).toEqual([{ type: 'text', text: 'yo' }]);
    expect(() => new OpenAIProvider({ client, api: 'responses' })).toThrow(
      new ConfigurationError('client', 'expected responses.create() for api: "responses"'),
    );
  });

  it('is streamed by a look-alike that hands on chunks and has no response to show', async () => {
    async function* chunks() {
      yield { choices: [{ index: 0, delta: { content: 'hello' }, finish_reason: null }] };
      yield { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
    }
    const client = { chat: { completions: { create: () => Promise.resolve(chunks()) } } };
    const provider = new OpenAIProvider({ client });
    const { text, finish } = await readStream(provider, hello('openai'));
    expect(text).toBe('hello');
    expect(finish).toMatchObject({ finishReason: 'stop' });
  });

  it('is spoken by a look-alike that has it', async () => {
    const client = {
      chat: { completions: { create: () => expect.unreachable('it was asked to chat') } },
      responses: { create: () => Promise.resolve(answerBody('responses', 'yo')) },
    };
    const request = hello('openai', { model: 'gpt-5.5-pro' });
    const { content } = await new OpenAIProvider({ client }).generate(request, callContext());
    expect(content).toEqual([{ type: 'text', text: 'yo' }]);
  });

  it.each([
    ['chatt', 'unknown value "chatt"; did you mean "chat"?'],
    ['completions', 'known: chat, responses, auto'],
    [true, 'expected one of chat, responses, auto, got true'],
    [null, 'expected one of chat, responses, auto, got null'],
  ])('cannot be %j', (api, message) => {
    const make = () => new OpenAIProvider({ apiKey: CANARY_KEY, api: api as 'chat' });
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(expect.objectContaining({ path: 'api' }));
    expect(make).toThrow(message);
  });

  it.each([null, 'sk-key', []])('is not asked of options that are none: %j', (options) => {
    const make = () => new OpenAIProvider(options as OpenAIProviderOptions);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow('expected an object');
  });
});

describe.each(APIS)('a call over %s', (api) => {
  const dialect = api === 'chat' ? 'openai' : 'responses';
  const at = (server: FaultServer) =>
    new OpenAIProvider({ apiKey: CANARY_KEY, baseURL: `${server.url}/v1`, api });

  it('sends one request, begun with the first read', async () => {
    await using server = await startFaultServer(answer);
    const stream = at(server).stream(hello('openai'), callContext());
    expect(server.requests).toHaveLength(0);
    for await (const _event of stream) expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.headers['x-stainless-retry-count']).toBe('0');
  });

  it('is not tried again by the SDK', async () => {
    await using server = await startFaultServer({ status: 500 });
    const { error } = await readStream(at(server), hello('openai'));
    expect(error).toMatchObject({ kind: 'server', status: 500 });
    expect(server.requests).toHaveLength(1);
  });

  it('is asked for a stream or a whole answer, whatever the provider options say', async () => {
    const request = hello('openai', { providerOptions: { stream: true, user: 'u' } });
    await using server = await startFaultServer(answer);
    await at(server).generate(request, callContext());
    await readStream(at(server), { ...request, providerOptions: { stream: false, user: 'u' } });
    const bodies = server.requests.map(({ body }) => body as { stream?: boolean });
    expect(bodies.map(({ stream = false }) => stream)).toEqual([false, true]);
    expect(bodies).toMatchObject([{ user: 'u' }, { user: 'u' }]);
  });

  it('tells at the end of a stream what was left out', async () => {
    await using server = await startFaultServer(answer);
    const request = hello('openai', { temperature: 1 });
    const { finish } = await readStream(at(server), request);
    expect(finish?.warnings).toMatchObject([{ code: 'parameter-dropped' }]);
    expect((await at(server).generate(request, callContext())).warnings).toEqual(finish?.warnings);
  });

  it('ends with the reason of an abort before it is answered', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    await using server = await startFaultServer(() => {
      setImmediate(() => controller.abort(reason));
      return { fault: 'hang' };
    });
    await expect(at(server).generate(hello('openai'), callContext(controller.signal))).rejects.toBe(
      reason,
    );
    await expect(server.requests[0]?.broken).resolves.toBe(true);
  });

  it('ends with the reason of an abort amid its stream, and so does the request', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    await using server = await startFaultServer({
      chunks: [streamOpening(dialect, 'Hello there.')],
      fault: 'stall',
    });
    const read = async () => {
      for await (const event of at(server).stream(
        hello('openai'),
        callContext(controller.signal),
      )) {
        if (event.type === 'text-delta' && event.text === 'there.') controller.abort(reason);
      }
    };
    await expect(read()).rejects.toBe(reason);
    await expect(server.requests[0]?.broken).resolves.toBe(true);
  });

  it('ends the request when its reader leaves', async () => {
    const chunks = [streamOpening(dialect, 'Hello there.')];
    await using server = await startFaultServer({ chunks, fault: 'stall' });
    for await (const event of at(server).stream(hello('openai'), callContext())) {
      if (event.type === 'text-delta' && event.text !== '') break;
    }
    await expect(server.requests[0]?.broken).resolves.toBe(true);
  });
});

it('a request that cannot be translated fails at the first read, and nothing is sent', async () => {
  await using server = await startFaultServer(answer);
  const provider = new OpenAIProvider({ baseURL: server.url });
  const content = [{ type: 'file', url: 'https://example.com/a.pdf' }] as const;
  const request = hello('openai', { messages: [{ role: 'user', content }] });
  const { error } = await readStream(provider, request);
  expect(error).toMatchObject({ kind: 'invalid-request' });
  expect(server.requests).toHaveLength(0);
});

describe.each(APIS)('a fake OpenAI that others wrote, over %s', (api) => {
  const fake = new LLMock({ port: 0 });
  const usage = { prompt_tokens: 21, completion_tokens: 8, input_tokens: 21, output_tokens: 8 };
  let provider: Provider;

  beforeAll(async () => {
    fake.onMessage('hi', { content: 'Hello from afar.', usage });
    fake.onMessage('ponder', { content: 'So be it.', reasoning: 'First, let me think.', usage });
    fake.onMessage('look', {
      reasoning: 'I should look.',
      toolCalls: [{ name: 'see', arguments: '{"deep":true}' }],
    });
    await fake.start();
    provider = new OpenAIProvider({ apiKey: CANARY_KEY, baseURL: `${fake.url}/v1`, api });
  });
  afterAll(() => fake.stop());

  const say = (text: string): ChatRequest => {
    const messages = [{ role: 'user', content: [{ type: 'text', text }] }] as const;
    return { model: 'gpt-6-luna', messages, tools };
  };

  it('answers with its text and the usage that it reported, whole or streamed', async () => {
    const { text, finish } = await readStream(provider, say('hi'));
    expect(text).toBe('Hello from afar.');
    const expected = { finishReason: 'stop', usage: { inputTokens: 21, outputTokens: 8 } };
    expect(finish).toMatchObject(expected);
    const whole = await provider.generate(say('hi'), callContext());
    expect(whole).toMatchObject(expected);
    expect(whole.content).toContainEqual({ type: 'text', text });
  });

  it('calls a tool with its arguments as an object, whole or streamed', async () => {
    const { events, finish } = await readStream(provider, say('look'));
    const call = { type: 'tool-call', toolName: 'see', input: { deep: true } };
    expect(events.filter(({ type }) => type === 'tool-call')).toMatchObject([call]);
    expect(finish).toMatchObject({ finishReason: 'tool-calls' });
    const { content, finishReason } = await provider.generate(say('look'), callContext());
    expect(content.at(-1)).toMatchObject(call);
    expect(finishReason).toBe('tool-calls');
  });

  it('shows its thinking, whole or streamed', async () => {
    const { events } = await readStream(provider, say('ponder'));
    const told = events.map((event) => (event.type === 'reasoning-delta' ? event.text : ''));
    expect(told.join('')).toBe('First, let me think.');
    const { content } = await provider.generate(say('ponder'), callContext());
    expect(content[0]).toMatchObject({ type: 'reasoning', text: 'First, let me think.' });
  });
});

it('reasoning goes back to the responses API as it came', async () => {
  const summary = [{ type: 'summary_text', text: 'I should look.' }];
  const thought = { type: 'reasoning', id: 'rs_1', encrypted_content: 'gAAA', summary };
  const called = { type: 'function_call', call_id: 'c1', name: 'see', arguments: '{"deep":true}' };
  await using server = await startFaultServer({
    body: { status: 'completed', output: [thought, called] },
  });
  const provider = new OpenAIProvider({ baseURL: server.url, api: 'responses' });
  const request = hello('responses', { tools });
  const { content } = await provider.generate(request, callContext());
  const messages: ChatMessage[] = [
    ...request.messages,
    { role: 'assistant', content },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: 'c1', toolName: 'see', output: 'a cat' }],
    },
  ];
  await provider.generate({ ...request, messages }, callContext());
  expect(server.requests[1]?.body).toMatchObject({
    input: [{}, thought, called, { type: 'function_call_output', call_id: 'c1' }],
  });
});
