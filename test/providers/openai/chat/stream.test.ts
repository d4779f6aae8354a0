import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../../../src/contracts/chat.js';
import { ChatChunkReader } from '../../../../src/providers/openai/chat/stream.js';
import { OpenAIProvider } from '../../../../src/providers/openai/index.js';
import { streamOfChunks } from '../../../support/chunks.js';
import {
  CANARY_KEY,
  callContext,
  errorBody,
  hello,
  type ReadStream,
  readStream,
} from '../../../support/dialects.js';
import { type Reply, startFaultServer } from '../../../support/fault-server.js';
import { sse } from '../../../support/sse.js';

const CHUNK = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm' };

/** A chunk with one choice. */
function delta(content: unknown, finish_reason: string | null = null, more: object = {}) {
  const choice = { index: 0, delta: content, finish_reason, logprobs: null };
  return { ...CHUNK, choices: [choice], usage: null, ...more };
}
const say = (content: string) => delta({ content });
const usage = (prompt_tokens: number, completion_tokens: number) => ({
  usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
});
const STOP = delta({}, 'stop');

/** One that does not look like a key. */
const SECRET = 'correct horse battery';

const KEEP_ALIVE = { type: 'keep-alive' };
const text = (piece: string) => ({ type: 'text-delta', text: piece });
const thought = (piece: string) => ({ type: 'reasoning-delta', text: piece });
const THOUGHT = { type: 'reasoning', text: '', provider: 'openai' };
const finish = (finishReason: string, more: object = {}) => ({
  type: 'finish',
  finishReason,
  warnings: [],
  ...more,
});

/** What the provider makes of a server's answer. */
async function answered(reply: Reply): Promise<ReadStream> {
  const headers = { 'content-type': 'text/event-stream', ...reply.headers };
  await using server = await startFaultServer({ ...reply, headers });
  return await readStream(providerAt(server.url), hello('openai'));
}

function providerAt(url: string): OpenAIProvider<'openai', string> {
  return new OpenAIProvider({ apiKey: CANARY_KEY, baseURL: url, api: 'chat' });
}

/** What the provider makes of these chunks. */
function streamed(...chunks: (object | string)[]): Promise<ReadStream> {
  return answered({ body: sse([...chunks, '[DONE]']) });
}

/** The same, without what only keeps it alive. */
async function said(...chunks: (object | string)[]): Promise<readonly ChatEvent[]> {
  const { events, error } = await streamed(...chunks);
  expect(error).toBeUndefined();
  return events.filter(({ type }) => type !== 'keep-alive');
}

/** What comes of chunks that a client hands on unseen, as a look-alike of the SDK may. */
async function handedOn(...given: unknown[]): Promise<readonly ChatEvent[]> {
  async function* chunks() {
    yield* given;
  }
  const events: ChatEvent[] = [];
  const reader = new ChatChunkReader('openai', [SECRET], { warnings: [] });
  for await (const event of streamOfChunks(chunks(), reader)) {
    events.push(event);
  }
  return events;
}

describe('a streamed chat completion', () => {
  it('is its words as they come, what it cost, who answered and when the limit frees', async () => {
    const headers = {
      'x-request-id': 'req_7',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '2s',
    };
    const body = sse([
      delta({ role: 'assistant', content: '', refusal: null }),
      say('Hel'),
      say('lo'),
      STOP,
      { ...CHUNK, choices: [], ...usage(11, 3) },
      '[DONE]',
    ]);
    const { events, error } = await answered({ body, headers });
    const reported = { inputTokens: 11, outputTokens: 3 };
    expect(error).toBeUndefined();
    expect(events).toEqual([
      KEEP_ALIVE,
      text('Hel'),
      text('lo'),
      KEEP_ALIVE,
      { type: 'usage', usage: reported },
      finish('stop', { usage: reported, limitResetMs: 2_000, providerRequestId: 'req_7' }),
    ]);
  });

  it('says with its end what had to be left out of the request', async () => {
    const body = sse([say('x'), STOP]);
    const headers = { 'content-type': 'text/event-stream' };
    await using server = await startFaultServer({ body, headers });
    const request = hello('openai', { model: 'o3', temperature: 0 });
    const { finish: end } = await readStream(providerAt(server.url), request);
    expect(end?.warnings).toMatchObject([{ code: 'parameter-dropped', model: 'o3' }]);
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['tool_calls', 'tool-calls'],
    ['content_filter', 'content-filter'],
    ['something new', 'other'],
  ])('that ends with %s has ended with %s', async (reason, expected) => {
    expect(await said(say('x'), delta({}, reason))).toEqual([text('x'), finish(expected)]);
  });

  it('may end with its last word', async () => {
    expect(await said(delta({ content: 'x' }, 'length'))).toEqual([text('x'), finish('length')]);
  });

  it('that is a refusal has its words and was filtered', async () => {
    const events = await said(delta({ refusal: 'I will ' }), delta({ refusal: 'not.' }), STOP);
    expect(events).toEqual([text('I will '), text('not.'), finish('content-filter')]);
  });

  it('is the first answer alone where several were asked for', async () => {
    const other = {
      ...CHUNK,
      choices: [{ index: 1, delta: { content: 'B' }, finish_reason: 'length' }],
    };
    expect(await said(say('A'), other, STOP)).toEqual([text('A'), finish('stop')]);
  });

  it('needs no index, no marker at the end and no blank line after it', async () => {
    const choice = { delta: { content: 'x' }, finish_reason: 'stop' };
    const body = sse([{ choices: [choice] }]).trimEnd();
    const { events } = await answered({ body });
    expect(events).toEqual([text('x'), finish('stop')]);
  });

  it.each([
    ['carriage returns', (body: string) => body.replaceAll('\n', '\r\n')],
    ['comments', (body: string) => `: hello\n\n${body.replaceAll('\n\n', '\n\n: ping\n\n')}`],
    ['names and ids', (body: string) => body.replaceAll('data:', 'event: chunk\nid: 1\ndata:')],
    ['no spaces', (body: string) => body.replaceAll('data: ', 'data:')],
  ])('may come with %s', async (_what, change) => {
    const { events } = await answered({ body: change(sse([say('Grüße 👋'), STOP, '[DONE]'])) });
    const said = events.filter(({ type }) => type !== 'keep-alive');
    expect(said).toEqual([text('Grüße 👋'), finish('stop')]);
  });

  it('is kept alive by comments, which some servers send while their model thinks', async () => {
    const body = `: processing\n\n: processing\n\n${sse([say('x'), STOP, '[DONE]'])}`;
    const { events } = await answered({ body });
    expect(events.slice(0, 3)).toEqual([KEEP_ALIVE, KEEP_ALIVE, text('x')]);
  });
});

describe('thinking in a stream', () => {
  it.each([
    ['reasoning_content', (piece: string) => ({ reasoning_content: piece, content: null })],
    ['reasoning', (piece: string) => ({ reasoning: piece, content: '' })],
    ['both', (piece: string) => ({ reasoning: piece, reasoning_content: piece })],
  ])('as %s comes before the answer, and its end says whose it was', async (_name, think) => {
    const events = await said(delta(think('h')), delta(think('m')), say('Hi'), STOP);
    expect(events).toEqual([thought('h'), thought('m'), THOUGHT, text('Hi'), finish('stop')]);
  });

  it('ends where the answer ends before its first word', async () => {
    const events = await said(delta({ reasoning: 'hm' }), delta({}, 'length'));
    expect(events).toEqual([thought('hm'), THOUGHT, finish('length')]);
  });

  it('ends with a tool call, but not with an empty list of them', async () => {
    const think = (piece: string) => delta({ reasoning: piece, tool_calls: [] });
    const call = { index: 0, id: 'c1', function: { name: 'see', arguments: '{}' } };
    const events = await said(think('h'), think('m'), delta({ tool_calls: [call] }), STOP);
    expect(events.slice(0, 3)).toEqual([thought('h'), thought('m'), THOUGHT]);
    expect(events.slice(3).map(({ type }) => type)).toEqual([
      ...['tool-call-delta', 'tool-call', 'finish'],
    ]);
  });

  it('may come again between the words', async () => {
    const events = await said(
      delta({ reasoning: 'a', content: 'b' }),
      delta({ reasoning: 'c' }),
      STOP,
    );
    expect(events).toEqual([
      ...[thought('a'), THOUGHT, text('b')],
      ...[thought('c'), THOUGHT, finish('stop')],
    ]);
  });
});

describe('tool calls in a stream', () => {
  const calls = (...tool_calls: object[]) => delta({ tool_calls });
  const begin = (index: number, id: string, name: string) => ({
    ...{ index, id, type: 'function' },
    function: { name, arguments: '' },
  });
  const more = (index: number, piece: string) => ({ index, function: { arguments: piece } });
  const input = (toolCallId: string, toolName: string, inputText: string) => ({
    ...{ type: 'tool-call-delta', toolCallId, toolName, inputText },
  });
  const whole = (toolCallId: string, toolName: string, fields: object) => ({
    ...{ type: 'tool-call', toolCallId, toolName },
    ...fields,
  });

  it('come in pieces, even by turns, and whole at the end', async () => {
    const events = await said(
      say('I look.'),
      calls(begin(0, 'c1', 'see')),
      calls(begin(1, 'c2', 'hear')),
      calls(more(0, '{"a"'), more(1, '{"b":')),
      calls(more(1, '2}')),
      calls(more(0, ':1}')),
      delta({}, 'tool_calls'),
    );
    expect(events).toEqual([
      text('I look.'),
      input('c1', 'see', '{"a"'),
      input('c2', 'hear', '{"b":'),
      input('c2', 'hear', '2}'),
      input('c1', 'see', ':1}'),
      whole('c1', 'see', { input: { a: 1 } }),
      whole('c2', 'hear', { input: { b: 2 } }),
      finish('tool-calls'),
    ]);
  });

  it('may have no arguments', async () => {
    const events = await said(calls(begin(0, 'c1', 'nap')), delta({}, 'tool_calls'));
    expect(events).toEqual([whole('c1', 'nap', { input: {} }), finish('tool-calls')]);
  });

  it('that are cut short keep their text, and say so', async () => {
    const events = await said(
      calls(begin(0, 'c1', 'see')),
      calls(more(0, '{"a": ')),
      delta({}, 'length'),
    );
    expect(events).toEqual([
      input('c1', 'see', '{"a": '),
      whole('c1', 'see', { input: '{"a": ', unparsed: true }),
      finish('length'),
    ]);
  });

  it('that were forced end as those that were chosen', async () => {
    const events = await said(calls(begin(0, 'c1', 'nap')), STOP);
    expect(events.at(-1)).toEqual(finish('tool-calls'));
  });

  it('keep the stream alive before their arguments come', async () => {
    const { events } = await streamed(calls(begin(0, 'c1', 'nap')));
    expect(events).toEqual([KEEP_ALIVE, KEEP_ALIVE]);
  });
});

describe('usage in a stream', () => {
  it('is absent where the server reports none', async () => {
    const { finish: end } = await streamed(say('x'), STOP, delta({}, null, { usage: {} }));
    expect(end).toStrictEqual(finish('stop'));
  });

  it('that comes with every chunk is told when it has changed', async () => {
    const events = await said(
      { ...say('a'), ...usage(9, 1) },
      { ...say('b'), ...usage(9, 1) },
      { ...STOP, ...usage(9, 2) },
    );
    const first = { inputTokens: 9, outputTokens: 1 };
    const last = { inputTokens: 9, outputTokens: 2 };
    expect(events).toEqual([
      text('a'),
      { type: 'usage', usage: first },
      text('b'),
      { type: 'usage', usage: last },
      finish('stop', { usage: last }),
    ]);
  });

  it.each([
    ['input', { prompt_tokens: 8 }],
    ['output', { completion_tokens: 4 }],
    ['cached input', { prompt_tokens_details: { cached_tokens: 1, cache_write_tokens: 2 } }],
    [
      'input written to the cache',
      { prompt_tokens_details: { cached_tokens: 5, cache_write_tokens: 1 } },
    ],
    ['reasoning', { completion_tokens_details: { reasoning_tokens: 0 } }],
  ])('has changed where its %s has', async (_what, change) => {
    const before = {
      prompt_tokens: 9,
      completion_tokens: 3,
      prompt_tokens_details: { cached_tokens: 5, cache_write_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 1 },
    };
    const events = await said(
      { ...STOP, usage: before },
      { ...CHUNK, choices: [], usage: { ...before, ...change } },
    );
    expect(events.map(({ type }) => type)).toEqual(['usage', 'usage', 'finish']);
  });
});

describe('a stream that breaks', () => {
  it('in silence has neither an end nor whole calls', async () => {
    const call = { index: 0, id: 'c1', function: { name: 'see', arguments: '{"a":1}' } };
    const { events, error } = await streamed(say('Hel'), delta({ tool_calls: [call] }));
    expect(error).toBeUndefined();
    expect(events.map(({ type }) => type)).toEqual(['text-delta', 'tool-call-delta', 'keep-alive']);
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html><body>Sign in</body></html>'],
    ['a whole answer', JSON.stringify({ choices: [{ message: { content: 'x' } }] })],
  ])('before it began, with %s, has no end', async (_what, body) => {
    expect(await answered({ body })).toMatchObject({ events: [], error: undefined });
  });

  it('with its connection has failed, and may be billed', async () => {
    const { events, error } = await answered({ body: sse([say('Hel')]), fault: 'cut' });
    expect(events).toEqual([text('Hel')]);
    expect(error).toMatchObject({ name: 'ProviderError', kind: 'network', billed: 'maybe' });
  });

  it('with its connection after its last word is whole', async () => {
    const { events, error } = await answered({ body: sse([say('Hel'), STOP]), fault: 'cut' });
    expect(error).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ type: 'finish', finishReason: 'stop' });
  });

  it('is not taken for whole where the server gives a finish reason with every word', async () => {
    const eager = (content: string) => delta({ content }, 'stop');
    const body = sse([eager('Hel'), eager('lo, wor')]);
    const { events, error } = await answered({ body, fault: 'cut' });
    expect(error).toMatchObject({ kind: 'network' });
    expect(events.map(({ type }) => type)).not.toContain('finish');
  });

  it('with JSON that is none has failed, and quotes none of it', async () => {
    const { events, error } = await streamed(say('Hel'), '{"choices": SECRET');
    expect(events).toEqual([text('Hel')]);
    expect(error).toMatchObject({ name: 'ProviderError', kind: 'protocol', billed: 'maybe' });
    expect(String(error)).not.toContain('SECRET');
  });

  it.each([
    ['before', []],
    ['after', [say('Hel')]],
  ])('with an error %s its first word has failed with that', async (_when, before) => {
    const message = `busy, ${CANARY_KEY}`;
    const body = errorBody('openai', {
      type: 'server_error',
      code: 'server_is_overloaded',
      message,
    });
    const headers = { 'content-type': 'text/event-stream', 'x-request-id': 'req_8' };
    const { events, error } = await answered({ body: sse([...before, body]), headers });
    expect(events).toHaveLength(before.length);
    expect(error).toMatchObject({
      name: 'ProviderError',
      kind: 'overloaded',
      vendorCode: 'server_is_overloaded',
      providerRequestId: 'req_8',
      message: expect.stringContaining('busy, [redacted]'),
    });
  });

  it('with an error that the client hands on as a chunk has failed with that', async () => {
    const error = { type: 'rate_limit_error', message: `slow down, ${SECRET}` };
    await expect(handedOn(say('x'), { error })).rejects.toMatchObject({
      kind: 'rate-limit',
      message: expect.stringContaining('slow down, [redacted]'),
    });
    await expect(handedOn({ error: 'busy' })).rejects.toMatchObject({ name: 'ProviderError' });
  });

  it('with `error` for a finish reason has failed, with what the choice says of it', async () => {
    const { events, error } = await streamed(say('Hel'), delta({ content: '' }, 'error'));
    expect(events).toEqual([text('Hel')]);
    expect(error).toMatchObject({ name: 'ProviderError', kind: 'server', billed: 'maybe' });
    const choice = { finish_reason: 'error', error: { code: 502, message: 'Upstream is down' } };
    expect((await streamed({ choices: [choice] })).error).toMatchObject({
      kind: 'server',
      status: 502,
      message: expect.stringContaining('Upstream is down'),
    });
  });

  it.each([
    ['in the middle', null],
    ['at the end', 'stop'],
  ])('with content %s that is no text has failed rather than lost it', async (_where, reason) => {
    const { error } = await streamed(delta({ content: [{ type: 'text', text: 'x' }] }, reason));
    expect(error).toMatchObject({
      name: 'ProviderError',
      kind: 'protocol',
      message: expect.stringContaining('no text'),
    });
  });
});

describe('a chunk that is none', () => {
  it('before the end changes nothing about it', async () => {
    expect(await handedOn(null, STOP)).toEqual([KEEP_ALIVE, KEEP_ALIVE, finish('stop')]);
  });

  it.each([
    ['null', null],
    ['a text', 'x'],
    ['a number', 7],
    ['a list', []],
    ['an empty object', {}],
    ['no choices', { choices: null }],
    ['choices that are a text', { choices: 'x' }],
    ['an empty choice', { choices: [null] }],
    ['a choice without a delta', { choices: [{ index: 0 }] }],
    ['a delta that is null', delta(null)],
    ['a delta that is a text', delta('x')],
    ['a legacy function call', delta({ function_call: { name: 'f', arguments: '{}' } })],
    ['tool calls that are no list', delta({ tool_calls: { index: 0 } })],
    ['a finish reason that is empty', delta({}, '')],
    ['a usage without numbers', { choices: [], usage: { prompt_tokens: '1' } }],
  ])('is passed over, as a sign of life: %s', async (_what, chunk) => {
    expect(await handedOn(chunk)).toEqual([KEEP_ALIVE]);
  });
});

describe('a stream that is aborted', () => {
  const reason = new Error('the reader left');

  it('before it is read sends nothing', async () => {
    await using server = await startFaultServer({ body: '' });
    const { events, error } = await readStream(
      providerAt(server.url),
      hello('openai'),
      callContext(AbortSignal.abort(reason)),
    );
    expect(events).toEqual([]);
    expect(error).toBe(reason);
    expect(server.requests).toHaveLength(0);
  });

  it('while it is silent ends at once with the reason, and so does the request', async () => {
    await using server = await startFaultServer({ chunks: [sse([say('Hel')])], fault: 'stall' });
    const controller = new AbortController();
    const call = callContext(controller.signal);
    const stream = providerAt(server.url).stream(hello('openai'), call)[Symbol.asyncIterator]();
    expect(await stream.next()).toEqual({ done: false, value: text('Hel') });
    const pending = stream.next();
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    expect(await server.requests[0]?.broken).toBe(true);
  });

  it('by its reader leaving ends the request', async () => {
    await using server = await startFaultServer({ chunks: [sse([say('Hel')])], fault: 'stall' });
    for await (const event of providerAt(server.url).stream(hello('openai'), callContext())) {
      expect(event).toEqual(text('Hel'));
      break;
    }
    expect(await server.requests[0]?.broken).toBe(true);
  });
});
