import { describe, expect, it } from 'vitest';
import { maskEcho } from '../../src/attempt/mask-echo.js';
import { safeText } from '../../src/errors/redact.js';
import {
  type InvalidRequestError,
  KeywordIntentDetector,
  Orchestrator,
  OrchestratorError,
} from '../../src/index.js';
import { StreamedToolCalls } from '../../src/providers/openai/chat/streamed-tool-calls.js';
import { SseChunks } from '../../src/providers/sse-chunks.js';
import { MockSuccessProvider, ScriptedProvider } from '../../src/testing/index.js';
import { estimateTextTokens } from '../../src/tokens/estimate-tokens.js';
import {
  ALL_DIALECTS,
  answerBody,
  callBy,
  DIALECTS,
  type Dialect,
  errorBody,
  hello,
  providerAt,
  streamOpening,
} from '../support/dialects.js';
import { type Reply, startFaultServer } from '../support/fault-server.js';
import { CONSTANT, growth, LINEAR, ratio } from './growth.js';

const MB = 2 ** 20;
const models = [{ id: 'm', price: { input: 1, output: 1 }, maxOutputTokens: 10 }];
const orchestrator = new Orchestrator({ providers: [new MockSuccessProvider({ models })] });

/** Plans a request, or says why it is refused. */
function planned(request: object): () => Promise<unknown> {
  return () => orchestrator.explain(request as never).catch((error: unknown) => error);
}

function several<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Texts of so many characters that wear out a pattern or a loop that is badly made. */
function evil(size: number): readonly string[] {
  const seeds = ['a', 'a(', 'at a.', '_Error', 'how do ', '\n', ' ', '```', 'Bearer ', 'sk-', '翻'];
  return [...seeds, '\ud83d'].map((seed) => seed.repeat(size / seed.length));
}

function overEvil(work: (text: string) => unknown): (size: number) => () => void {
  return (size) => {
    const texts = evil(size);
    return () => texts.forEach(work);
  };
}

const builtIn = new KeywordIntentDetector();
const custom = new KeywordIntentDetector({ rules: { a: ['how do you do', 'C++'], b: ['a b c'] } });
const detect = (text: string) => builtIn.detect({ text });
const estimate = (text: string) => estimateTextTokens(text);
const said = `invalid value: ${'x y z '.repeat(45)}`;
const unlike = `${'a'.repeat(23)}b`.repeat(40);

type Work = (size: number) => () => unknown;

const LINEAR_WORK: readonly (readonly [what: string, work: Work, size: number])[] = [
  ['a long prompt', (size) => planned({ prompt: 'lorem '.repeat(size / 6) }), MB / 8],
  ['a prompt of broken characters', (size) => planned({ prompt: '\ud83d'.repeat(size) }), MB / 8],
  [
    'many messages',
    (size) => planned({ messages: several(size, () => ({ role: 'user', content: 'Hi' })) }),
    125,
  ],
  ['many parts of a message', (size) => planned(aMessage(several(size, () => text('Hi')))), 125],
  [
    'wide JSON',
    (size) => planned({ prompt: 'Hi', metadata: { list: several(size, (id) => ({ id })) } }),
    125,
  ],
  ['a picture that is spoilt', (size) => planned(aMessage([picture('A'.repeat(size))])), MB / 8],
  [
    'many models to leave out',
    (size) => planned({ prompt: 'Hi', exclude: several(size, () => 'mock-success/m') }),
    250,
  ],
  ['texts whose tokens are estimated', overEvil(estimate), 1_536],
  ['texts whose intent is detected', overEvil(detect), 240],
  ['texts read by rules of your own', overEvil((one) => custom.detect({ text: one })), 960],
  ['words of a vendor', overEvil((one) => safeText(one, ['secret'])), 1_920],
  ['prompts that are looked for in an error', overEvil((one) => maskEcho(said, [one])), 7_680],
  ['errors in which a prompt is looked for', overEvil((one) => maskEcho(one, [unlike])), 480],
  ['many events of a stream', (size) => reading(() => several(size, (n) => `data: ${n}\n\n`)), 64],
];

function aMessage(content: readonly object[]): object {
  return { messages: [{ role: 'user', content }] };
}
function text(words: string): object {
  return { type: 'text', text: words };
}
function picture(data: string): object {
  return { type: 'image', mediaType: 'image/png', data: `${data}!` };
}

/** Reads the events in a body that comes in these pieces. */
function reading(pieces: () => readonly string[]): () => Promise<void> {
  const encoder = new TextEncoder();
  const bytes = pieces().map((piece) => encoder.encode(piece));
  return async () => {
    for await (const _ of new SseChunks(ReadableStream.from(bytes)));
  };
}

describe('twice the input is about twice the work:', () => {
  it.each(LINEAR_WORK)('%s', async (_what, work, size) => {
    expect(await growth(work, size)).toBeLessThan(LINEAR);
  });

  it('a stream of many tool calls', async () => {
    const work: Work = (size) => {
      const pieces = several(size, (index) => ({ index, id: `${index}`, function: { name: 'f' } }));
      return () => {
        const calls = new StreamedToolCalls();
        for (const piece of pieces) calls.add(piece);
      };
    };
    expect(await growth(work, 500)).toBeLessThan(LINEAR);
  });

  it('many tools', async () => {
    const tools = (size: number) =>
      several(size, (index) => ({ name: `tool_${index}`, inputSchema: {} }));
    const work: Work = (size) => planned({ prompt: 'Hi', tools: tools(size) });
    expect(await growth(work, 250)).toBeLessThan(LINEAR);
  });
});

describe('it is no more work', () => {
  it.each([
    ['for its intent', detect],
    ['for its tokens', estimate],
  ])('to read the ends or a sample of a text when there is more between: %s', async (_, work) => {
    expect(await growth(overEvil(work), 15_360, { most: CONSTANT })).toBeLessThan(CONSTANT);
  });

  it('to plan more attempts than there will be', async () => {
    const work: Work = (size) => planned({ prompt: 'Hi', maxAttempts: size });
    expect(await growth(work, 2 ** 20, { most: CONSTANT })).toBeLessThan(CONSTANT);
  });

  it('to read one large event in small pieces than as many small events', async () => {
    const pieces = several(256, () => 'x'.repeat(1_024));
    const one = reading(() => ['data: "', ...pieces, '"\n\n']);
    const many = reading(() => pieces.map((piece) => `data: "${piece}"\n\n`));
    // Some more, as memory for the large is had in another way.
    expect(await ratio(one, many, 20)).toBeLessThan(20);
  });
});

describe('a name of a megabyte', () => {
  const name = 'n'.repeat(MB);
  const tools = [{ name: 'f', inputSchema: {} }];
  const lengthOfRefusal = async (request: object) => {
    const error = (await planned({ prompt: 'Hi', ...request })()) as InvalidRequestError;
    expect(error.code).toBe('invalid-request');
    return error.message.length + error.path.length;
  };

  it.each([
    ['a model', { model: name }],
    ['an intent', { intent: name }],
    ['a preference', { preference: name }],
    ['a tenant', { tenant: name }],
    ['a tool', { tools: [{ name, inputSchema: {} }] }],
    ['the tool to call', { tools, toolChoice: { toolName: name } }],
    ['a role', { prompt: undefined, messages: [{ role: name, content: 'Hi' }] }],
    ['an option', { [name]: 1 }],
    ['a provider', { providerOptions: { [name]: {} } }],
  ])('of %s is refused in a line', async (_what, request) => {
    expect(await lengthOfRefusal(request)).toBeLessThan(500);
  });
});

describe('a prompt', () => {
  it('that is larger than any window is refused', async () => {
    const refusal = planned({ prompt: 'x'.repeat(64 * MB) });
    expect(await refusal()).toMatchObject({ code: 'invalid-request' });
  });
});

const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

/** Where a vendor can put JSON that is deeper than any stack. */
function deepReplies(dialect: Dialect): readonly (readonly [where: string, reply: Reply])[] {
  const withDeep = (body: object) => JSON.stringify(body).replaceAll('"DEEP"', DEEP);
  const error = { error: { type: 'api_error', message: 'no', error: 'DEEP', details: 'DEEP' } };
  const called = { name: 'f', arguments: dialect === 'responses' ? DEEP : 'DEEP' };
  const message = { tool_calls: [{ id: '1', type: 'function', function: called }] };
  const answers = {
    openai: { choices: [{ finish_reason: 'tool_calls', message }] },
    anthropic: { content: [{ type: 'tool_use', id: '1', name: 'f', input: 'DEEP' }] },
    responses: { output: [{ type: 'function_call', call_id: '1', ...called }] },
  };
  const answer = { ...answerBody(dialect), ...answers[dialect] };
  const around = { ...answerBody(dialect), id: 'DEEP', usage: 'DEEP' };
  return [
    ['in an error', { status: 500, body: withDeep(error) }],
    ['in a call', { body: withDeep(answer) }],
    ['around an answer', { body: withDeep(around) }],
    ['in an event', { chunks: [`data: ${withDeep({ type: 'error', ...error })}\n\n`] }],
  ];
}

describe.each(ALL_DIALECTS)('JSON of %s that is a hundred thousand levels deep', (dialect) => {
  it.each(deepReplies(dialect))(
    'ends in an answer or in an error of ours: %s',
    async (_, reply) => {
      await using server = await startFaultServer(reply);
      const providers = [providerAt(dialect, server.url)];
      const asked = new Orchestrator({ providers, maxAttempts: 1 });
      for (const answer of [asked.generate('Hi'), asked.stream('Hi').result]) {
        const ended: unknown = await answer.catch((error: unknown) => error);
        const isOurs =
          OrchestratorError.isInstance(ended) || Object.hasOwn(ended as object, 'model');
        expect(isOurs).toBe(true);
      }
    },
  );
});

describe('what a vendor sends', () => {
  const megabytes = (count: number) => several(count, () => 'x'.repeat(MB));

  it.each(DIALECTS)('as one event without end is cut off: %s', async (dialect) => {
    const chunks = [streamOpening(dialect, 'Once '), 'data: "', ...megabytes(64)];
    await using server = await startFaultServer({ chunks });
    const reading = callBy('stream', providerAt(dialect, server.url), hello(dialect));
    await expect(reading).rejects.toMatchObject({ kind: 'protocol' });
    expect(await server.requests[0]?.broken).toBe(true);
  });

  it.each(ALL_DIALECTS)('as an answer is cut off after 16 MB: %s', async (dialect) => {
    const body = answerBody(dialect, 'x'.repeat(17 * MB));
    await using server = await startFaultServer({ body });
    const answer = callBy('generate', providerAt(dialect, server.url), hello(dialect));
    await expect(answer).rejects.toMatchObject({ kind: 'protocol' });
  });

  it('as an error is cut off after 16 MB', async () => {
    const body = errorBody('openai', { message: 'x'.repeat(32 * MB) });
    await using server = await startFaultServer({ status: 500, body });
    const answer = callBy('generate', providerAt('openai', server.url), hello('openai'));
    await expect(answer).rejects.toMatchObject({ kind: 'server' });
    expect(await server.requests[0]?.broken).toBe(true);
  });

  it('as a stream ends after 16 MB', async () => {
    const events = [...megabytes(17), { type: 'finish', finishReason: 'stop' } as const];
    const endless = new ScriptedProvider({ script: [{ events }] });
    const { result } = new Orchestrator({ providers: [endless] }).stream('Hi');
    await expect(result).rejects.toMatchObject({ code: 'stream-interrupted' });
  });
});
