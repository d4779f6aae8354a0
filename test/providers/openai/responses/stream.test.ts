import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../../../src/contracts/chat.js';
import { ProviderError } from '../../../../src/errors/provider-error.js';
import { OpenAIProvider } from '../../../../src/providers/openai/index.js';
import { fromResponsesAnswer } from '../../../../src/providers/openai/responses/response.js';
import { ResponseEventReader } from '../../../../src/providers/openai/responses/stream.js';
import { streamOfChunks } from '../../../support/chunks.js';
import { hello, type ReadStream, readStream } from '../../../support/dialects.js';
import { type Reply, startFaultServer } from '../../../support/fault-server.js';
import { sse } from '../../../support/sse.js';
import { responseBody, responseStream } from '../../../support/vendor-streams.js';

/** What the provider makes of a body, over a socket. */
async function readOver(reply: Reply): Promise<ReadStream> {
  await using server = await startFaultServer(reply);
  const provider = new OpenAIProvider({ baseURL: server.url, api: 'responses', name: 'azure' });
  const result = await readStream(provider, hello('responses'));
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]?.body).toMatchObject({ stream: true });
  return result;
}

/** The same of events that come at once. */
async function readAll(events: readonly unknown[]): Promise<readonly ChatEvent[]> {
  const result: ChatEvent[] = [];
  for await (const event of streamOfChunks(chunksOf(events), aReader())) result.push(event);
  return result;
}

const aReader = () => new ResponseEventReader('azure', [], { warnings: [] });

async function* chunksOf(events: readonly unknown[]): AsyncGenerator<unknown> {
  yield* events;
}

const isSaid = ({ type }: ChatEvent) => type !== 'keep-alive';
const content = (events: readonly ChatEvent[]) =>
  events.filter(({ type }) => type !== 'keep-alive' && type !== 'finish');
const added = (output_index: number, item: object) => {
  return { type: 'response.output_item.added', output_index, item };
};
const done = (output_index: number, item: object) => {
  return { type: 'response.output_item.done', output_index, item };
};
const completed = { type: 'response.completed', response: responseBody('m', { text: '' }) };
const usage = { inputTokens: 11, outputTokens: 3, cachedInputTokens: 0, reasoningTokens: 0 };
const KEEP_ALIVE = { type: 'keep-alive' };

describe('a stream of the responses API', () => {
  it('is its text as it comes, signs of life, and an end with all that is known by then', async () => {
    const { opening, closing } = responseStream('gpt-6-luna', { text: 'Hello there.' });
    const headers = {
      'content-type': 'text/event-stream',
      'x-request-id': 'req_7',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '2s',
    };
    const { events, finish } = await readOver({ headers, chunks: [sse([...opening, ...closing])] });
    expect(content(events)).toEqual([
      { type: 'text-delta', text: 'Hello ' },
      { type: 'text-delta', text: 'there.' },
    ]);
    expect(events[0]).toEqual(KEEP_ALIVE);
    expect(events).toHaveLength(opening.length + closing.length);
    expect(events.at(-1)).toBe(finish);
    expect(finish).toEqual({
      type: 'finish',
      finishReason: 'stop',
      usage,
      limitResetMs: 2_000,
      providerRequestId: 'req_7',
      warnings: [],
      raw: expect.objectContaining({ status: 'completed', id: 'resp_1' }),
    });
  });

  it('has calls piece by piece and then whole, each under its own id', async () => {
    const toolCalls = [
      { id: 'c1', name: 'see', arguments: '{"a":1}' },
      { id: 'c2', name: 'hear', arguments: '{"b":' },
      { id: 'c3', name: 'nap', arguments: '' },
    ];
    const { opening, closing } = responseStream('m', { text: 'So.', toolCalls });
    const events = await readAll([...opening, ...closing]);
    const piece = (toolCallId: string, toolName: string, inputText: string) => {
      return { type: 'tool-call-delta', toolCallId, toolName, inputText };
    };
    expect(content(events).slice(1)).toEqual([
      piece('c1', 'see', '{"a"'),
      piece('c1', 'see', ':1}'),
      { type: 'tool-call', toolCallId: 'c1', toolName: 'see', input: { a: 1 } },
      piece('c2', 'hear', '{"b'),
      piece('c2', 'hear', '":'),
      { type: 'tool-call', toolCallId: 'c2', toolName: 'hear', input: '{"b":', unparsed: true },
      { type: 'tool-call', toolCallId: 'c3', toolName: 'nap', input: {} },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'finish', finishReason: 'tool-calls' });
  });

  it('tells calls apart that come at the same time', async () => {
    const item = (call_id: string) => ({ type: 'function_call', call_id, name: 'see' });
    const delta = (output_index: number, text: string) => {
      return { type: 'response.function_call_arguments.delta', output_index, delta: text };
    };
    const events = await readAll([
      added(0, item('c1')),
      added(1, item('c2')),
      delta(1, 'b'),
      delta(0, 'a'),
      delta(7, 'of nobody'),
    ]);
    expect(events.slice(2)).toMatchObject([
      { toolCallId: 'c2', inputText: 'b' },
      { toolCallId: 'c1', inputText: 'a' },
      KEEP_ALIVE,
    ]);
  });

  const summary = [
    { type: 'summary_text', text: 'One.' },
    { type: 'summary_text', text: 'Two.' },
  ];
  const thought = { type: 'reasoning', id: 'rs_1', encrypted_content: 'gAAA', summary };
  const opaque = { id: 'rs_1', encrypted_content: 'gAAA', summary };
  const part = (summary_index: number) => {
    return { type: 'response.reasoning_summary_part.added', output_index: 0, summary_index };
  };
  const summaryDelta = (delta: string) => {
    return { type: 'response.reasoning_summary_text.delta', output_index: 0, delta };
  };

  it('has reasoning as it comes, and then what it takes to send it back', async () => {
    const events = await readAll([
      added(0, { type: 'reasoning', id: 'rs_1', summary: [] }),
      part(0),
      summaryDelta('On'),
      summaryDelta('e.'),
      part(1),
      summaryDelta('Two.'),
      done(0, thought),
      done(1, { ...thought, id: 'rs_2' }),
    ]);
    expect(content(events)).toEqual([
      { type: 'reasoning-delta', text: 'On' },
      { type: 'reasoning-delta', text: 'e.' },
      { type: 'reasoning-delta', text: '\n\n' },
      { type: 'reasoning-delta', text: 'Two.' },
      { type: 'reasoning', text: '', provider: 'azure', opaque },
      {
        type: 'reasoning',
        text: 'One.\n\nTwo.',
        provider: 'azure',
        opaque: { ...opaque, id: 'rs_2' },
      },
    ]);
  });

  it('has the same reasoning in pieces as the whole answer has at once', async () => {
    const events = await readAll([part(0), summaryDelta('One.'), part(1), summaryDelta('Two.')]);
    const told = events.map((event) => (event.type === 'reasoning-delta' ? event.text : ''));
    const body = { status: 'completed', output: [thought] };
    const whole = fromResponsesAnswer({ body }, 'azure', []);
    expect(whole.content).toMatchObject([{ text: told.join('') }]);
  });

  it('has reasoning that a server shows itself', async () => {
    const texts = [{ type: 'reasoning_text', text: 'hm' }];
    const shown = { type: 'reasoning', id: 'rs_1', summary: [], content: texts };
    const delta = { type: 'response.reasoning_text.delta', output_index: 0, delta: 'hm' };
    expect(content(await readAll([delta, done(0, shown)]))).toEqual([
      { type: 'reasoning-delta', text: 'hm' },
      { type: 'reasoning', text: '', provider: 'azure' },
    ]);
    const { output_index: _, ...placeless } = delta;
    const events = [placeless, { type: 'response.output_item.done', item: shown }];
    expect(content(await readAll(events)).at(-1)).toMatchObject({ text: '' });
  });

  it('has reasoning of which no piece came in one piece, wherever it stands', async () => {
    expect(await readAll([{ type: 'response.output_item.done', item: thought }])).toEqual([
      { type: 'reasoning', text: 'One.\n\nTwo.', provider: 'azure', opaque },
    ]);
    expect(await readAll([done(0, { type: 'reasoning', id: 'rs_1', summary: [] })])).toEqual([
      KEEP_ALIVE,
    ]);
  });

  it('has the words of a refusal, and was filtered', async () => {
    const delta = { type: 'response.refusal.delta', delta: 'I will not.' };
    const events = await readAll([delta, completed]);
    expect(events.filter(isSaid)).toMatchObject([
      { type: 'text-delta', text: 'I will not.' },
      { type: 'finish', finishReason: 'content-filter' },
    ]);
  });

  it.each(['length', 'content-filter'] as const)('that ends early says so: %s', async (finish) => {
    const { opening, closing } = responseStream('m', { text: 'Hello', finish });
    const events = await readAll([...opening, ...closing]);
    expect(events.at(-1)).toMatchObject({ type: 'finish', finishReason: finish, usage });
  });

  it('goes by the name of its last event where the response says nothing', async () => {
    const completed = await readAll([{ type: 'response.completed' }]);
    expect(completed.at(-1)).toEqual({
      type: 'finish',
      finishReason: 'stop',
      raw: { status: 'completed' },
      warnings: [],
    });
    const incomplete = await readAll([{ type: 'response.incomplete', response: null }]);
    expect(incomplete.at(-1)).toMatchObject({ finishReason: 'other' });
  });

  it('takes what it does not know as a sign of life', async () => {
    const strange = [
      { type: 'response.web_search_call.searching' },
      { type: 'response.output_item.done' },
      { type: 'response.output_item.added', item: null },
      done(0, { type: 'web_search_call' }),
      {},
      null,
      'text',
    ];
    const events = await readAll(strange);
    expect(events).toEqual(strange.map(() => KEEP_ALIVE));
  });

  it('has empty pieces where a server forgets the text', async () => {
    const types = ['output_text', 'refusal', 'reasoning_text', 'reasoning_summary_text'];
    const events = await readAll(types.map((type) => ({ type: `response.${type}.delta` })));
    expect(events.map((event) => 'text' in event && event.text)).toEqual(['', '', '', '']);
    const begun = added(0, { type: 'function_call' });
    const delta = { type: 'response.function_call_arguments.delta', output_index: 0 };
    expect((await readAll([begun, delta])).at(-1)).toEqual({
      type: 'tool-call-delta',
      toolCallId: '',
      toolName: '',
      inputText: '',
    });
  });
});

describe('the end of a stream of the responses API', () => {
  const { opening, closing } = responseStream('gpt-6-luna', { text: 'Hello there.' });

  it('is missing where none came', async () => {
    const { text, finish, error } = await readOver({ chunks: [sse(opening)] });
    expect({ text, finish, error }).toEqual({
      text: 'Hello there.',
      finish: undefined,
      error: undefined,
    });
  });

  it('is the failure that the response tells of, after what had come', async () => {
    const failed = { code: 'rate_limit_exceeded', message: 'slower' };
    const response = { status: 'failed', error: failed };
    const reply = { chunks: [sse([...opening, { type: 'response.failed', response }])] };
    const { text, finish, error } = await readOver(reply);
    expect({ text, finish }).toEqual({ text: 'Hello there.', finish: undefined });
    expect(ProviderError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ kind: 'rate-limit', vendorCode: 'rate_limit_exceeded' });
  });

  it('is the failure that an event tells of, also with a client that does not throw it', async () => {
    const event = { type: 'error', code: 'server_error', message: 'oops', param: null };
    const { error } = await readOver({ chunks: [sse([...opening, event])] });
    expect(error).toMatchObject({ kind: 'server', vendorCode: 'server_error' });
    await expect(readAll([event])).rejects.toMatchObject({ kind: 'server' });
  });

  it('is a failure where the connection is cut', async () => {
    const { text, error } = await readOver({ chunks: [sse(opening)], fault: 'cut' });
    expect(text).toBe('Hello there.');
    expect(error).toMatchObject({ kind: 'network', billed: 'maybe' });
  });

  it('is no failure any more once the answer is whole', async () => {
    const whole = sse([...opening, ...closing]);
    const { finish, error } = await readOver({ chunks: [whole], fault: 'cut' });
    expect(error).toBeUndefined();
    expect(finish).toMatchObject({ finishReason: 'stop' });
  });

  it('is the last that is said', async () => {
    const events = await readAll([completed, { type: 'response.output_text.delta', delta: 'x' }]);
    expect(events.filter(isSaid)).toMatchObject([{ type: 'finish' }]);
  });

  it('comes at once, and whoever reads on reads to the end, so that the connection can be used again', async () => {
    let read = false;
    async function* chunks() {
      yield completed;
      yield { type: 'response.surprise' };
      read = true;
    }
    const stream = streamOfChunks(chunks(), aReader())[Symbol.asyncIterator]();
    expect(await stream.next()).toMatchObject({ value: { type: 'finish' } });
    expect(read).toBe(false);
    expect(await stream.next()).toMatchObject({ done: true });
    expect(read).toBe(true);
  });
});
