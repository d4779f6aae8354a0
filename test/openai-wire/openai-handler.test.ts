import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/errors/configuration-error.js';
import { openAIHandler } from '../../src/openai-wire/openai-handler.js';
import type { OpenAIWireOptions } from '../../src/openai-wire/wire-options.js';
import { Orchestrator } from '../../src/orchestrator.js';
import type { Script } from '../../src/testing/script.js';
import { ScriptedProvider } from '../../src/testing/scripted-provider.js';
import { behindAFailure } from './behind-a-failure.js';

const BASE = 'https://example.test/v1';
const JSON_TYPE = { 'content-type': 'application/json' };
const messages = [{ role: 'user', content: 'Why are there tides?' }];
const chat = { model: 'steady/m', messages };

function setUp(script: Script = [], options: OpenAIWireOptions = {}) {
  const made = behindAFailure(script);
  const handle = openAIHandler(made.orchestrator, options);
  const post = (body: unknown, headers: Record<string, string> = {}, path = '/chat/completions') =>
    handle(
      new Request(BASE + path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { ...JSON_TYPE, ...headers },
      }),
    );
  return { ...made, handle, post };
}

/** The failure that a response tells of, in the one shape there is. */
async function errorOf(response: Response): Promise<Record<string, unknown>> {
  const body = (await response.json()) as { error: Record<string, unknown> };
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(Object.keys(body)).toEqual(['error']);
  expect(Object.keys(body.error)).toEqual(['message', 'type', 'code', 'param']);
  return body.error;
}

describe('a path', () => {
  it.each(['/chat/completions', '/chat/completions/', '/proxy/v1/chat/completions?api-version=1'])(
    '%s is for chats',
    async (path) => {
      const { post } = setUp(['The moon.']);
      expect((await post(chat, {}, path)).status).toBe(200);
    },
  );

  it.each(['/', '/completions', '/responses', '/embeddings', '/modelsx', '/chat/completionsx'])(
    '%s is not there',
    async (path) => {
      const { post } = setUp();
      const response = await post(chat, {}, path);
      expect(response.status).toBe(404);
      expect(response.headers.get('x-should-retry')).toBe('false');
      expect(await errorOf(response)).toMatchObject({ code: 'not_found', param: null });
    },
  );

  it.each([
    ['GET', '/chat/completions', 'POST'],
    ['DELETE', '/models/steady%2Fm', 'GET'],
    ['POST', '/models', 'GET'],
  ])('is refused to %s %s', async (method, path, allowed) => {
    const { handle } = setUp();
    const response = await handle(new Request(BASE + path, { method }));
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allowed);
    expect(await errorOf(response)).toMatchObject({ code: 'method_not_allowed' });
  });

  it.each(['/models/steady/m', '/models/steady%2Fm'])('%s is a model', async (path) => {
    const { handle } = setUp();
    const response = await handle(new Request(BASE + path));
    const model = { id: 'steady/m', object: 'model', created: 0, owned_by: 'steady' };
    expect(await response.json()).toEqual(model);
  });

  it('of a model that cannot be read is no model', async () => {
    const { handle } = setUp();
    const response = await handle(new Request(`${BASE}/models/%E0%A4%A`));
    expect(response.status).toBe(404);
    expect(await errorOf(response)).toMatchObject({ code: 'model_not_found', param: 'model' });
  });
});

describe('a body', () => {
  it.each([
    ['', 'the body is'],
    ['{', 'the body is no valid JSON'],
    ['{"model":"secret"', 'the body is no valid JSON'],
  ])('of %j is refused, and not quoted', async (body, what) => {
    const { post } = setUp();
    const response = await post(body);
    expect(response.status).toBe(400);
    const { message, code } = await errorOf(response);
    expect(code).toBe('invalid_json');
    expect(message).toMatch(/expected a JSON object: /);
    expect(message).toContain(what);
    expect(message).not.toContain('secret');
  });

  it('that is not there is refused', async () => {
    const { handle } = setUp();
    const url = `${BASE}/chat/completions`;
    const response = await handle(new Request(url, { method: 'POST', headers: JSON_TYPE }));
    expect(await errorOf(response)).toMatchObject({ code: 'invalid_json' });
  });

  it.each(['null', '[]', '"text"', '7'])('of %s is refused', async (body) => {
    const { post } = setUp();
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ param: 'body' });
  });

  it('that is no UTF-8 is refused', async () => {
    const { handle } = setUp();
    const body = new Uint8Array([0x7b, 0xff, 0x7d]);
    const url = `${BASE}/chat/completions`;
    const response = await handle(new Request(url, { method: 'POST', body, headers: JSON_TYPE }));
    expect(await errorOf(response)).toMatchObject({
      message: expect.stringContaining('no valid UTF-8'),
    });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', ''])(
    'of type %j is refused',
    async (type) => {
      const { post } = setUp();
      const response = await post(chat, { 'content-type': type });
      expect(response.status).toBe(415);
      expect(await errorOf(response)).toMatchObject({ code: 'unsupported_media_type' });
    },
  );

  it.each(['application/json', 'application/json; charset=utf-8', 'application/vnd.api+json'])(
    'of type %j is taken',
    async (type) => {
      const { post } = setUp(['The moon.']);
      expect((await post(chat, { 'content-type': type })).status).toBe(200);
    },
  );

  it('may be as long as it is allowed to, in bytes, and no longer', async () => {
    const body = JSON.stringify({ ...chat, messages: [{ role: 'user', content: 'Flut – ö' }] });
    const bytes = new TextEncoder().encode(body).length;
    const enough = setUp(['The moon.'], { maxBodyBytes: bytes });
    expect((await enough.post(body)).status).toBe(200);
    const tooSmall = setUp([], { maxBodyBytes: bytes - 1 });
    const response = await tooSmall.post(body);
    expect(response.status).toBe(413);
    expect(await errorOf(response)).toMatchObject({ code: 'request_too_large' });
    expect(response.headers.get('x-should-retry')).toBe('false');
  });

  it('that says that it is too long is not read', async () => {
    const { post } = setUp([], { maxBodyBytes: 1_000 });
    expect((await post(chat, { 'content-length': '1001' })).status).toBe(413);
  });

  it('without an end is read no further than it is allowed to be long', async () => {
    const { handle } = setUp([], { maxBodyBytes: 10_000 });
    let pulled = 0;
    let isCancelled = false;
    const body = new ReadableStream({
      pull: (controller) => {
        pulled++;
        controller.enqueue(new Uint8Array(1_000).fill(32));
      },
      cancel: () => {
        isCancelled = true;
      },
    });
    const init = { method: 'POST', body, headers: JSON_TYPE, duplex: 'half' } as const;
    const response = await handle(new Request(`${BASE}/chat/completions`, init));
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(15);
    expect(isCancelled).toBe(true);
  });

  it('may be as deep as it is allowed to, and no deeper', async () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const body = (levels: number) =>
      JSON.stringify({ ...chat, metadata: {} }).replace('{}', `{"a":${nested(levels)}}`);
    const { post } = setUp(['The moon.'], { maxDepth: 8 });
    expect((await post(body(6))).status).toBe(200);
    const response = await post(body(7));
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({
      code: 'invalid_json',
      message: expect.stringContaining('deeper than 8 levels'),
    });
  });

  it('is as deep as its brackets, not as those in its texts', async () => {
    const { post, sent } = setUp(['The moon.']);
    const content = `${'['.repeat(200)}\\"${'{'.repeat(200)}"\\\\"[[`;
    expect((await post({ ...chat, messages: [{ role: 'user', content }] })).status).toBe(200);
    expect(sent().messages[0]?.content).toEqual([{ type: 'text', text: content }]);
  });

  it('of a million brackets is refused before it is parsed', async () => {
    const { post } = setUp();
    const response = await post('['.repeat(1_000_000));
    expect(await errorOf(response)).toMatchObject({ message: expect.stringContaining('deeper') });
  });
});

describe('options', () => {
  it('say whose request it is, and of which conversation', async () => {
    const heard: unknown[] = [];
    const { post, orchestrator } = setUp(['The moon.'], {
      tenant: (request, { user, metadata }) => {
        heard.push(user, metadata);
        return request.headers.get('x-tenant') ?? undefined;
      },
      session: (_, { metadata }) => metadata?.['thread'] as string,
    });
    const tenants: unknown[] = [];
    orchestrator.on('request-start', ({ tenant }) => tenants.push(tenant));
    const metadata = { thread: 't1' };
    await post({ ...chat, user: 'ada', metadata }, { 'x-tenant': 'acme' });
    expect(tenants).toEqual(['acme']);
    expect(heard).toEqual(['ada', metadata]);
  });

  it('say the preference where the request does not', async () => {
    const { post, orchestrator } = setUp(['One.', 'Two.'], { defaults: { preference: 'speed' } });
    const preferences: unknown[] = [];
    orchestrator.on('request-start', ({ preference }) => preferences.push(preference));
    await post({ ...chat, model: 'auto' });
    await post({ ...chat, model: 'auto:cost' });
    expect(preferences).toEqual(['speed', 'cost']);
  });

  it.each([
    [{ maxDepth: 0 }, 'maxDepth'],
    [{ maxBodyBytes: 1.5 }, 'maxBodyBytes'],
    [{ defaults: { preference: 'chep' } }, 'defaults.preference'],
    [{ defaults: { maxCostUsd: 0 } }, 'defaults.maxCostUsd'],
    [{ defaults: { timeouts: { totalMs: -1 } } }, 'defaults.timeouts.totalMs'],
    [{ tenant: 'acme' }, 'tenant'],
    [{ session: 1 }, 'session'],
    [{ maxDpth: 3 }, 'maxDpth'],
  ])('are checked at once: %j', (options, path) => {
    const { orchestrator } = behindAFailure([]);
    const making = () => openAIHandler(orchestrator, options as OpenAIWireOptions);
    expect(making).toThrow(ConfigurationError);
    expect(making).toThrow(expect.objectContaining({ path }));
  });
});

describe('a model', () => {
  it("by its vendor's id is that model at every provider, in their order", async () => {
    const { post, steady } = setUp(['The moon.']);
    const response = await post({ ...chat, model: 'm' });
    expect(response.headers.get('x-llm-orchestrator-model')).toBe('steady/m');
    expect(response.headers.get('x-llm-orchestrator-attempts')).toBe('2');
    expect(steady.calls).toHaveLength(1);
  });

  it('by its own id is the only one that is tried', async () => {
    const { orchestrator, steady } = behindAFailure([], { maxAttempts: 1 });
    const body = JSON.stringify({ ...chat, model: 'broken/m' });
    const init = { method: 'POST', body, headers: JSON_TYPE };
    const response = await openAIHandler(orchestrator)(
      new Request(`${BASE}/chat/completions`, init),
    );
    expect(response.status).toBe(503);
    expect(response.headers.get('x-llm-orchestrator-fell-back')).toBe('false');
    expect(steady.calls).toEqual([]);
  });

  it('whose name no header can hold is told of all the same', async () => {
    const provider = new ScriptedProvider({ name: 'π', models: ['große-flut'], script: ['Ja.'] });
    const handle = openAIHandler(new Orchestrator({ providers: [provider] }));
    const body = JSON.stringify({ ...chat, model: 'auto' });
    const request = new Request(`${BASE}/chat/completions`, {
      method: 'POST',
      body,
      headers: JSON_TYPE,
    });
    const response = await handle(request);
    const told = response.headers.get('x-llm-orchestrator-model') ?? '';
    expect(decodeURIComponent(told)).toBe('π/große-flut');
    expect(await response.json()).toMatchObject({ model: 'π/große-flut' });
  });
});

describe('a stream', () => {
  const frames = async (response: Response) => (await response.text()).split('\n\n');

  it('is read no further ahead than its reader has come', async () => {
    const given: string[] = [];
    const note = (text: string) => {
      given.push(text);
      return text;
    };
    const words = ['a', 'b', 'c', 'd', 'e', 'f'];
    const provider = {
      name: 'p',
      models: [{ id: 'm' }],
      generate: () => Promise.reject(new Error('not asked for')),
      async *stream() {
        for (const word of words) yield { type: 'text-delta' as const, text: note(word) };
        yield { type: 'finish' as const, finishReason: 'stop' as const };
      },
    };
    const streaming = openAIHandler(new Orchestrator({ providers: [provider] }));
    const body = JSON.stringify({ ...chat, model: 'auto', stream: true });
    const request = new Request(`${BASE}/chat/completions`, {
      method: 'POST',
      body,
      headers: JSON_TYPE,
    });
    const response = await streaming(request);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.read();
    expect(given.length).toBeLessThan(4);
    await reader?.cancel();
  });

  it('ends with [DONE], and without it where it broke off', async () => {
    const { post } = setUp(['The moon.', { events: ['The ', { error: 'server' }] }]);
    const whole = await frames(await post({ ...chat, stream: true }));
    expect(whole.slice(-2)).toEqual(['data: [DONE]', '']);
    const broken = await frames(await post({ ...chat, stream: true }));
    expect(broken.at(-1)).toBe('');
    expect(JSON.parse(broken.at(-2)?.slice('data: '.length) ?? '')).toMatchObject({
      error: { type: 'server_error', code: 'upstream_error', param: null },
    });
    expect(broken.join()).not.toContain('[DONE]');
  });

  it('that is cancelled while it is silent ends the request to the vendor at once', async () => {
    const { post, steady } = setUp([{ events: ['The ', { hang: true }] }]);
    const response = await post({ ...chat, stream: true });
    const reader = response.body?.getReader();
    await reader?.read();
    const pending = reader?.read();
    await reader?.cancel();
    expect(steady.calls[0]?.signal.aborted).toBe(true);
    expect(await pending).toEqual({ done: true, value: undefined });
  });

  it('fails with the reason of the signal that ended it', async () => {
    const { handle, steady } = setUp([{ events: ['The ', { hang: true }] }]);
    const controller = new AbortController();
    const request = new Request(`${BASE}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ...chat, stream: true }),
      headers: JSON_TYPE,
      signal: controller.signal,
    });
    const response = await handle(request);
    const reader = response.body?.getReader();
    await reader?.read();
    const pending = reader?.read();
    const reason = new Error('left');
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    expect(steady.calls[0]?.signal.aborted).toBe(true);
  });

  it('names a call once its name is known, and sends its whole arguments where no pieces came', async () => {
    const call = { toolCallId: 'a', toolName: 'f' } as const;
    const { post } = setUp([
      {
        events: [
          { type: 'tool-call-delta', toolCallId: 'a', toolName: '', inputText: '{"x"' },
          { type: 'tool-call-delta', ...call, inputText: ':1}' },
          { type: 'tool-call', ...call, input: { x: 1 } },
          { type: 'tool-call', toolCallId: 'b', toolName: 'g', input: 'no JSON', unparsed: true },
          { type: 'finish', finishReason: 'tool-calls' },
        ],
      },
    ]);
    const tools = ['f', 'g'].map((name) => ({ type: 'function', function: { name } }));
    const sent = await frames(await post({ ...chat, tools, stream: true }));
    const deltas = sent
      .filter((text) => text.includes('tool_calls":'))
      .flatMap((text) => JSON.parse(text.slice(6)).choices[0].delta.tool_calls);
    expect(deltas).toEqual([
      { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
      { index: 1, id: 'b', type: 'function', function: { name: 'g', arguments: 'no JSON' } },
    ]);
  });
});

it('many streams that are left leave nothing behind', async () => {
  const script = Array.from({ length: 50 }, () => ({ events: ['The ', { hang: true as const }] }));
  const { post, steady, orchestrator } = setUp(script);
  const ends: string[] = [];
  orchestrator.on('request-end', ({ outcome }) => ends.push(outcome));
  const responses = await Promise.all(script.map(() => post({ ...chat, stream: true })));
  await Promise.all(responses.map(async (response) => response.body?.cancel()));
  await expect.poll(() => ends.length).toBe(50);
  expect(new Set(ends)).toEqual(new Set(['aborted']));
  expect(steady.calls.every(({ signal }) => signal.aborted)).toBe(true);
});
