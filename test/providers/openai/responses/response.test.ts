import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../../src/errors/provider-error.js';
import { OpenAIProvider } from '../../../../src/providers/openai/index.js';
import { fromResponsesAnswer } from '../../../../src/providers/openai/responses/response.js';
import { callContext, hello } from '../../../support/dialects.js';
import { startFaultServer } from '../../../support/fault-server.js';

const message = (...content: object[]) => ({ type: 'message', role: 'assistant', content });
const text = (said: string) => ({ type: 'output_text', text: said, annotations: [] });
const refusal = (said: string) => ({ type: 'refusal', refusal: said });
const call = (args?: string) => {
  return { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'see', arguments: args };
};

function read(output: unknown, more: object = {}) {
  const body = { status: 'completed', error: null, output, ...more };
  return fromResponsesAnswer({ body }, 'azure', ['sk-secret-of-ours']);
}

function failure(action: () => unknown): ProviderError {
  try {
    action();
  } catch (error) {
    if (ProviderError.isInstance(error)) return error;
    throw error;
  }
  return expect.unreachable('it was an answer');
}

describe('an answer of the responses API', () => {
  it('is its text, with what it cost, who answered and when the limit frees', async () => {
    const body = {
      id: 'resp_1',
      object: 'response',
      status: 'completed',
      output: [{ type: 'web_search_call', id: 'ws_1' }, message(text('hel'), text('lo'))],
      usage: {
        input_tokens: 100,
        output_tokens: 50,
        total_tokens: 150,
        input_tokens_details: { cached_tokens: 60, cache_write_tokens: 20 },
        output_tokens_details: { reasoning_tokens: 30 },
      },
    };
    const headers = {
      'x-request-id': 'req_7',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '2s',
    };
    await using server = await startFaultServer({ body, headers });
    const provider = new OpenAIProvider({ baseURL: server.url, api: 'responses' });
    const { raw, ...response } = await provider.generate(hello('responses'), callContext());
    expect(response).toEqual({
      content: [
        { type: 'text', text: 'hel' },
        { type: 'text', text: 'lo' },
      ],
      finishReason: 'stop',
      usage: {
        inputTokens: 100,
        outputTokens: 50,
        cachedInputTokens: 60,
        cacheWriteTokens: 20,
        reasoningTokens: 30,
      },
      warnings: [],
      limitResetMs: 2_000,
      providerRequestId: 'req_7',
    });
    expect(raw).toMatchObject(body);
  });

  it('that calls a tool says so', () => {
    const { content, finishReason } = read([message(text('I look.')), call('{"a":1}')]);
    expect(content).toEqual([
      { type: 'text', text: 'I look.' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'see', input: { a: 1 } },
    ]);
    expect(finishReason).toBe('tool-calls');
  });

  it.each([
    ['nothing', undefined, { input: {} }],
    ['only spaces', ' ', { input: {} }],
    ['no JSON', '{"a":', { input: '{"a":', unparsed: true }],
    ['a JSON string', '"a"', { input: 'a' }],
  ])('calls a tool with %s', (_what, args, expected) => {
    expect(read([call(args)]).content).toEqual([
      { type: 'tool-call', toolCallId: 'c1', toolName: 'see', ...expected },
    ]);
  });

  it('survives items with holes', () => {
    expect(read([{}, { type: 'message' }, { type: 'reasoning' }, call(), message({})])).toEqual({
      content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'see', input: {} }],
      finishReason: 'tool-calls',
      raw: expect.anything(),
    });
    expect(read([{ type: 'function_call' }]).content).toEqual([
      { type: 'tool-call', toolCallId: '', toolName: '', input: {} },
    ]);
  });

  it('that is a refusal has its words and was filtered, however it ended', () => {
    const refused = [message(text(''), refusal('I will not.')), call('{}')];
    const { content, finishReason } = read(refused);
    expect(content[0]).toEqual({ type: 'text', text: 'I will not.' });
    expect(finishReason).toBe('content-filter');
    expect(read(refused, { status: 'incomplete' }).finishReason).toBe('content-filter');
    expect(read([message(refusal(''))]).finishReason).toBe('stop');
  });

  it.each([
    [{ reason: 'max_output_tokens' }, 'length'],
    [{ reason: 'content_filter' }, 'content-filter'],
    [{ reason: 'max_messages' }, 'other'],
    [{}, 'other'],
    [null, 'other'],
  ])('that is incomplete for %j has ended with %s', (incomplete_details, expected) => {
    const more = { status: 'incomplete', incomplete_details };
    expect(read([call('{"a"')], more).finishReason).toBe(expected);
  });

  it('has reasoning as a part of its own, with what it takes to send it back', () => {
    const summary = [
      { type: 'summary_text', text: 'One.' },
      { type: 'summary_text', text: 'Two.' },
    ];
    const item = { type: 'reasoning', id: 'rs_1', encrypted_content: 'gAAA', summary };
    expect(read([{ ...item, status: 'completed' }]).content).toEqual([
      {
        type: 'reasoning',
        text: 'One.\n\nTwo.',
        provider: 'azure',
        opaque: { id: 'rs_1', encrypted_content: 'gAAA', summary },
      },
    ]);
    const { summary: _, ...silent } = item;
    expect(read([silent]).content).toEqual([
      {
        type: 'reasoning',
        text: '',
        provider: 'azure',
        opaque: { id: 'rs_1', encrypted_content: 'gAAA', summary: [] },
      },
    ]);
  });

  it('of a server that shows the thinking itself has it, without anything to send back', () => {
    const content = [{ type: 'reasoning_text', text: 'hm' }, { type: 'reasoning_text' }];
    const shown = { type: 'reasoning', id: 'rs_1', encrypted_content: null, content };
    const expected = [{ type: 'reasoning', text: 'hm\n\n', provider: 'azure' }];
    expect(read([shown]).content).toEqual(expected);
    const nameless = { ...shown, id: undefined, encrypted_content: 'gAAA' };
    expect(read([nameless]).content).toEqual(expected);
    expect(read([{ ...shown, content: [] }]).content).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['only one of the counts', { input_tokens: 1 }],
    ['only the other', { output_tokens: 1 }],
    ['no numbers', { input_tokens: '1', output_tokens: 2 }],
  ])('that reports %s has no usage', (_what, usage) => {
    expect(read([], { usage })).not.toHaveProperty('usage');
  });

  it('reports a zero as a zero, and nothing that was not said', () => {
    const usage = {
      input_tokens: 0,
      output_tokens: 0,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: null,
    };
    expect(read([], { usage }).usage).toEqual({
      inputTokens: 0,
      outputTokens: 0,
      cachedInputTokens: 0,
    });
  });
});

describe('what is no answer of the responses API', () => {
  it.each([
    ['server_error', 'server'],
    ['rate_limit_exceeded', 'rate-limit'],
    ['invalid_prompt', 'content-filter'],
    ['bio_policy', 'content-filter'],
    ['something_new', 'unknown'],
  ])('a failure with %s is a failure of kind %s', (code, kind) => {
    const error = { code, message: 'no for sk-secret-of-ours' };
    const thrown = failure(() => read([], { status: 'failed', error }));
    expect(thrown).toMatchObject({ kind, vendorCode: code });
    expect(thrown.message).toContain('no for [redacted]');
  });

  it.each([null, undefined])("a failure without a reason is the server's", (error) => {
    expect(failure(() => read([], { status: 'failed', error })).kind).toBe('server');
  });

  it.each(['in_progress', 'queued', 'cancelled', 'ended: "x"', undefined, null])(
    'a response with the status %s is not finished',
    (status) => {
      const { kind, message: said } = failure(() => read([], { status }));
      expect(kind).toBe('protocol');
      const named = /^\w+$/.test(status ?? '') ? status : 'of no known status';
      expect(said).toBe(`unusable answer: the response is ${named}`);
    },
  );

  it('a secret for a status is not shown', () => {
    const { message: said } = failure(() => read([], { status: 'sk-secret-of-ours' }));
    expect(said).toBe('unusable answer: the response is of no known status');
    const { message: plain } = failure(() =>
      fromResponsesAnswer({ body: { status: 'plain1234', output: [] } }, 'azure', ['plain1234']),
    );
    expect(plain).toBe(said);
  });

  it.each([undefined, null, 'x', {}])('a body without output is none: %j', (output) => {
    const thrown = failure(() => read(output));
    expect(thrown).toMatchObject({ kind: 'protocol' });
    expect(thrown.message).toContain('expected a response');
  });

  it('an empty body is none', () => {
    for (const body of [undefined, null, '', '<html>']) {
      const thrown = failure(() => fromResponsesAnswer({ body }, 'openai', []));
      expect(thrown.message).toContain('check baseURL');
    }
  });

  it('an error in the place of an answer is that error', () => {
    const error = { code: 'insufficient_quota', message: 'no' };
    expect(failure(() => fromResponsesAnswer({ body: { error } }, 'openai', [])).kind).toBe(
      'quota',
    );
  });
});
