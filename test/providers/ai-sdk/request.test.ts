import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../src/contracts/chat.js';
import { AISDKProvider } from '../../../src/providers/ai-sdk/index.js';
import { callContext } from '../../support/dialects.js';
import { answering, ask, HELLO, modelOf } from './foreign-models.js';

/** The options that the model is called with. */
async function sent(request: Partial<ChatRequest>) {
  const model = answering();
  await ask(model, request);
  return model.doGenerateCalls[0];
}

/** The prompt that a model of some version is called with. */
async function promptOf(version: 'v2' | 'v3' | 'v4', request: Partial<ChatRequest>) {
  const model = modelOf(version);
  const provider = new AISDKProvider({ name: 'vendor', models: [model] });
  await provider.generate({ ...HELLO, ...request }, callContext());
  return model.doGenerateCalls[0]?.prompt;
}

describe('a request to a model of the AI SDK', () => {
  it('says all that was asked, in its words', async () => {
    const inputSchema = { type: 'object', properties: { city: { type: 'string' } } };
    const outputSchema = { type: 'object' };
    const signal = new AbortController().signal;
    const model = answering();
    await new AISDKProvider({ models: [model] }).generate(
      {
        ...HELLO,
        system: 'Be brief.',
        maxOutputTokens: 100,
        temperature: 0.5,
        topP: 0.9,
        stopSequences: ['END'],
        seed: 7,
        reasoningEffort: 'low',
        tools: [{ name: 'weather', description: 'Tells it.', inputSchema }],
        toolChoice: { toolName: 'weather' },
        outputSchema,
        providerOptions: { google: { safetySettings: [] } },
      },
      callContext(signal),
    );
    expect(model.doGenerateCalls).toEqual([
      {
        prompt: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: [{ type: 'text', text: 'hi' }] },
        ],
        maxOutputTokens: 100,
        temperature: 0.5,
        topP: 0.9,
        stopSequences: ['END'],
        seed: 7,
        reasoning: 'low',
        tools: [{ type: 'function', name: 'weather', description: 'Tells it.', inputSchema }],
        toolChoice: { type: 'tool', toolName: 'weather' },
        responseFormat: { type: 'json', schema: outputSchema },
        providerOptions: { google: { safetySettings: [] } },
        abortSignal: signal,
      },
    ]);
  });

  it('leaves out what was not asked', async () => {
    expect(Object.keys((await sent({})) ?? {})).toEqual(['prompt', 'abortSignal']);
  });

  it.each(['auto', 'required', 'none'] as const)('says that tools are %s', async (toolChoice) => {
    const tools = [{ name: 'weather', inputSchema: {} }];
    expect(await sent({ tools, toolChoice })).toMatchObject({ toolChoice: { type: toolChoice } });
  });

  it.each(['v2', 'v3'] as const)('warns where %s has no word for the effort', async (version) => {
    const model = modelOf(version);
    const provider = new AISDKProvider({ models: [model] });
    const answer = await provider.generate({ ...HELLO, reasoningEffort: 'high' }, callContext());
    expect(model.doGenerateCalls[0]).not.toHaveProperty('reasoning');
    expect(answer.warnings).toEqual([
      {
        code: 'parameter-dropped',
        message: `reasoningEffort left out: m does not take it through version ${version[1]} of the specification`,
        model: 'm',
      },
    ]);
  });
});

describe('pictures and files for a model of the AI SDK', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const url = 'https://example.com/cat';
  const request: Partial<ChatRequest> = {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image', url },
          { type: 'image', data: 'AQID', mediaType: 'image/png' },
          { type: 'file', url },
          { type: 'file', data: bytes, mediaType: 'text/plain', filename: 'a.txt' },
        ],
      },
    ],
  };

  it('are tagged for version 4', async () => {
    expect(await promptOf('v4', request)).toEqual([
      {
        role: 'user',
        content: [
          { type: 'file', mediaType: 'image/*', data: { type: 'url', url: new URL(url) } },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AQID' } },
          { type: 'file', mediaType: 'application/pdf', data: { type: 'url', url: new URL(url) } },
          {
            type: 'file',
            mediaType: 'text/plain',
            filename: 'a.txt',
            data: { type: 'data', data: bytes },
          },
        ],
      },
    ]);
  });

  it.each(['v2', 'v3'] as const)('are what they are for %s', async (version) => {
    expect(await promptOf(version, request)).toEqual([
      {
        role: 'user',
        content: [
          { type: 'file', mediaType: 'image/*', data: new URL(url) },
          { type: 'file', mediaType: 'image/png', data: 'AQID' },
          { type: 'file', mediaType: 'application/pdf', data: new URL(url) },
          { type: 'file', mediaType: 'text/plain', filename: 'a.txt', data: bytes },
        ],
      },
    ]);
  });
});

describe('a conversation with a model of the AI SDK', () => {
  const metadata = { vendor: { thoughtSignature: 'sig' } };
  const call = { type: 'tool-call', toolCallId: 'c', toolName: 'f', input: { a: 1 } } as const;

  it('takes back its own thinking and the seals of its calls, and nobody else’s', async () => {
    const prompt = await promptOf('v4', {
      messages: [
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'mine', provider: 'vendor', opaque: { metadata } },
            { type: 'reasoning', text: 'plain', provider: 'vendor' },
            { type: 'reasoning', text: 'theirs', provider: 'other', opaque: { metadata } },
            {
              type: 'reasoning',
              text: '',
              provider: 'vendor',
              opaque: { toolCallId: 'c', metadata },
            },
            call,
            { type: 'text', text: 'So.' },
          ],
        },
        {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: 'c', toolName: 'f', output: 'fine' }],
        },
      ],
    });
    expect(prompt?.[0]?.content).toEqual([
      { type: 'reasoning', text: 'mine', providerOptions: metadata },
      { type: 'reasoning', text: 'plain' },
      { ...call, providerOptions: metadata },
      { type: 'text', text: 'So.' },
    ]);
  });

  it('gives no seal of another provider to a call', async () => {
    const seal = { type: 'reasoning', text: '', opaque: { toolCallId: 'c', metadata } } as const;
    const content = [{ ...seal, provider: 'other' }, call];
    const prompt = await promptOf('v4', { messages: [{ role: 'assistant', content }] });
    expect(prompt?.[0]?.content).toEqual([call]);
  });

  it.each([
    ['text', 'fine', undefined, { type: 'text', value: 'fine' }],
    ['JSON', { a: [1] }, false, { type: 'json', value: { a: [1] } }],
    ['a failure', 'no', true, { type: 'error-text', value: 'no' }],
    ['a failure as JSON', { code: 1 }, true, { type: 'error-json', value: { code: 1 } }],
  ] as const)('tells what a tool said: %s', async (_, output, isError, expected) => {
    const result = {
      type: 'tool-result',
      toolCallId: 'c',
      toolName: 'f',
      output,
      isError,
    } as const;
    const prompt = await promptOf('v4', { messages: [{ role: 'tool', content: [result] }] });
    expect(prompt).toEqual([
      {
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId: 'c', toolName: 'f', output: expected }],
      },
    ]);
  });
});
