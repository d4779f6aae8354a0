import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { anOrchestrator, type Refusal, refusalOf, sent } from './asking.js';

const EITHER = 'expected either prompt or messages, one of the two';
const messages = [{ role: 'user', content: 'Hi' }];

const WRONG_REQUESTS: readonly Refusal[] = [
  {
    what: 'nothing',
    request: undefined,
    path: 'request',
    says: 'request: expected an object, got undefined',
  },
  { what: 'null', request: null, path: 'request', says: 'request: expected an object, got null' },
  { what: 'a number', request: 5, path: 'request', says: 'request: expected an object, got 5' },
  {
    what: 'messages without their object',
    request: messages,
    path: 'request',
    says: 'request: expected an object, got an array',
  },
  { what: 'neither prompt nor messages', request: { system: 'Be brief' }, path: '', says: EITHER },
  { what: 'both prompt and messages', request: { prompt: 'Hi', messages }, path: '', says: EITHER },
  {
    what: 'an empty text',
    request: '',
    path: 'prompt',
    says: 'prompt: expected a non-empty string, got an empty string',
  },
  {
    what: 'a blank text',
    request: ' \t\n\u00a0',
    path: 'prompt',
    says: 'prompt: expected a text that is not blank, got a string of 4 characters',
  },
  {
    what: 'an empty prompt',
    request: { prompt: '' },
    path: 'prompt',
    says: 'prompt: expected a non-empty string, got an empty string',
  },
  {
    what: 'a prompt that is null',
    request: { prompt: null },
    path: 'prompt',
    says: 'prompt: expected a non-empty string, got null',
  },
  {
    what: 'a prompt of parts',
    request: { prompt: [{ type: 'text', text: 'Hi' }] },
    path: 'prompt',
    says: 'prompt: expected a non-empty string, got an array',
  },
  {
    what: 'a blank system prompt',
    request: { prompt: 'Hi', system: '  ' },
    path: 'system',
    says: 'system: expected a text that is not blank, got a string of 2 characters',
  },
  {
    what: 'a system prompt of parts',
    request: { prompt: 'Hi', system: [{ type: 'text', text: 'Hi' }] },
    path: 'system',
    says: 'system: expected a non-empty string, got an array',
  },
  {
    what: 'a misspelt key',
    request: { promt: 'Hi' },
    path: 'promt',
    says: 'promt: unknown option "promt"; did you mean "prompt"?',
  },
  {
    what: "a vendor's name for a key",
    request: { prompt: 'Hi', max_tokens: 5 },
    path: 'max_tokens',
    says: 'max_tokens: unknown option "max_tokens"; known: prompt, messages, system, tools, toolChoice, output, maxOutputTokens, temperature, topP, stopSequences, seed, reasoningEffort, …',
  },
  {
    what: 'a key that every object has',
    request: JSON.parse('{"prompt": "Hi", "__proto__": {"tenant": "acme"}}'),
    path: '__proto__',
    says: '__proto__: unknown option "__proto__"; known: prompt, messages, system, tools, toolChoice, output, maxOutputTokens, temperature, topP, stopSequences, seed, reasoningEffort, …',
  },
];

describe('a request', () => {
  it.each(WRONG_REQUESTS)('of $what is refused', async ({ request, path, says }) => {
    const error = await refusalOf(request);
    expect(error.path).toBe(path);
    expect(error.message).toBe(says);
    expect(error.attempts).toEqual([]);
  });

  it('of a bare text is the prompt', async () => {
    const bare = await sent('Hi');
    expect(bare.request).toEqual({
      model: 'able',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
    expect((await sent({ prompt: 'Hi', messages: undefined })).request).toEqual(bare.request);
  });

  it('takes its system prompt along', async () => {
    const { request } = await sent({ prompt: 'Hi', system: 'Be brief' });
    expect(request).toEqual({
      model: 'able',
      system: 'Be brief',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
  });

  it('may have all its other keys undefined', async () => {
    const names = ['system', 'tools', 'toolChoice', 'output', 'maxOutputTokens', 'temperature'];
    const others = ['topP', 'stopSequences', 'seed', 'reasoningEffort', 'preference', 'intent'];
    const rest = ['model', 'exclude', 'tenant', 'metadata', 'maxCostUsd', 'maxAttempts'];
    const last = ['messages', 'timeouts', 'signal', 'providerOptions'];
    const all = [...names, ...others, ...rest, ...last].map((name) => [name, undefined]);
    const { request } = await sent({ ...Object.fromEntries(all), prompt: 'Hi' });
    expect(Object.keys(request).toSorted()).toEqual(['messages', 'model']);
  });
});

describe('a long prompt', () => {
  const long = 'lorem ipsum '.repeat(2 ** 20).slice(0, 10 * 2 ** 20);

  it('of 10 MB arrives whole', async () => {
    const { request } = await sent(long);
    const [part] = request.messages[0]?.content ?? [];
    expect(part?.type === 'text' && part.text === long).toBe(true);
  });

  it('excludes the models that cannot hold it', async () => {
    const { orchestrator, provider } = anOrchestrator({
      models: { 'scripted/able': { contextWindow: 1_000_000 } },
    });
    const plan = await orchestrator.explain({ prompt: long, intent: 'general' });
    expect(plan.candidates).toMatchObject([{ model: 'scripted/other' }]);
    expect(plan.excluded).toMatchObject([
      { model: 'scripted/able', reason: 'context-too-small', detail: expect.any(String) },
    ]);
    await orchestrator.generate({ prompt: long, intent: 'general' });
    expect(provider.calls.map(({ model }) => model)).toEqual(['other']);
  });
});

describe('half a surrogate pair', () => {
  const broken = `cut \ud83d`;

  it('in a prompt or a system prompt is replaced, with a warning each', async () => {
    const { request, answer } = await sent({ prompt: broken, system: broken });
    expect(request.system).toBe('cut \ufffd');
    expect(request.messages[0]?.content).toEqual([{ type: 'text', text: 'cut \ufffd' }]);
    const lone = 'lone surrogates are no valid Unicode and were replaced by U+FFFD';
    expect(answer.warnings).toEqual([
      { code: 'other', message: `system: ${lone}` },
      { code: 'other', message: `prompt: ${lone}` },
    ]);
  });

  it('in a message is named by its path', async () => {
    const content = [
      { type: 'text', text: 'whole \ud83d\ude00' },
      { type: 'text', text: broken },
    ];
    const { request, answer } = await sent({ messages: [{ role: 'user', content }] });
    expect(request.messages[0]?.content).toEqual([
      { type: 'text', text: 'whole \ud83d\ude00' },
      { type: 'text', text: 'cut \ufffd' },
    ]);
    expect(answer.warnings).toHaveLength(1);
    expect(answer.warnings[0]?.message).toMatch(/^messages\[0\]\.content\[1\]\.text: lone /);
  });

  it('in the result of a tool is replaced', async () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'read', input: {} };
    const result = { type: 'tool-result', toolCallId: '1', toolName: 'read', output: broken };
    const { request, answer } = await sent({
      messages: [
        { role: 'assistant', content: [call] },
        { role: 'tool', content: [result] },
      ],
    });
    expect(request.messages[1]?.content[0]).toMatchObject({ output: 'cut \ufffd' });
    expect(answer.warnings[0]?.message).toMatch(/^messages\[1\]\.content\[0\]\.output: lone /);
  });
});

describe('messages about requests', () => {
  const SECRET = 'The canary sings at midnight';

  it.each([
    ['as a list', { prompt: [SECRET] }],
    ['as a message', { messages: [SECRET] }],
    ['as the content of an object', { messages: [{ role: 'user', content: { text: SECRET } }] }],
    ['in a part', { messages: [{ role: 'user', content: [{ type: 'text', text: [SECRET] }] }] }],
    ['as a part', { messages: [{ role: 'user', content: [SECRET] }] }],
    ['beside messages', { prompt: SECRET, messages }],
    ['as metadata', { prompt: 'Hi', metadata: SECRET }],
    ['as options of a provider', { prompt: 'Hi', providerOptions: { openai: SECRET } }],
    ['as a schema', { prompt: 'Hi', output: SECRET }],
    ['as media', { messages: [{ role: 'user', content: [{ type: 'image', url: SECRET }] }] }],
    ['as a key of metadata', { prompt: 'Hi', metadata: { [SECRET]: 1n } }],
    ['as a result', { messages: [{ role: 'tool', content: SECRET }] }],
    ['as tools', { prompt: 'Hi', tools: SECRET }],
    ['as stop sequences', { prompt: 'Hi', stopSequences: SECRET }],
  ])('do not quote a text given %s', async (_, request) => {
    const error = await refusalOf(request);
    expect(inspect(error, { depth: 20 }) + JSON.stringify(error)).not.toContain('canary');
  });
});
