import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from '@ai-sdk/provider';
import { createProviderRegistry, customProvider, generateText } from 'ai';
import { describe, expect, it } from 'vitest';
import { behind } from './behind.js';

const PNG = 'iVBORw0KGgo=';
const USER = { role: 'user', content: [{ type: 'text', text: 'Go' }] } as const;

/** The messages that a model of ours gets for a prompt of the AI SDK. */
async function messagesOf(prompt: readonly object[], more: object = {}) {
  const { model, spare } = behind(['ok']);
  const { warnings } = await model.doGenerate({
    prompt: prompt as LanguageModelV3Prompt,
    ...(more as Partial<LanguageModelV3CallOptions>),
  });
  return { ...spare.calls[0]?.request, warnings };
}

describe('settings', () => {
  it('route every call of a model, unless a call has its own', async () => {
    const { model, orchestrator } = behind(['one', 'two'], {
      model: 'spare/m',
      tenant: 'acme',
    } as never);
    const { providerMetadata } = await generateText({ model, prompt: 'Go', maxRetries: 0 });
    expect(providerMetadata?.['llm-orchestrator']).toMatchObject({ fellBack: false });
    expect((await orchestrator.stats({ tenant: 'acme' })).tenant?.lastMinute.requests).toBe(1);

    const own = { model: ['main/m', 'spare/m'], tenant: 'other', intent: 'general' };
    const providerOptions = { 'llm-orchestrator': own };
    const second = await generateText({ model, prompt: 'Go', providerOptions, maxRetries: 0 });
    expect(second.providerMetadata?.['llm-orchestrator']).toMatchObject({ fellBack: true });
    expect((await orchestrator.stats({ tenant: 'other' })).tenant?.lastMinute.requests).toBe(2);
  });

  it('hold the vendors’ own options, by the names of our providers', async () => {
    const { model, spare } = behind(['ok'], { providerOptions: { spare: { top_k: 3 } } });
    await generateText({ model, prompt: 'Go', maxRetries: 0 });
    expect(spare.calls[0]?.request.providerOptions).toEqual({ top_k: 3 });
  });

  it('say how long to think, where a call does not', async () => {
    const { model, spare } = behind(['a', 'b', 'c'], { reasoningEffort: 'low' });
    await generateText({ model, prompt: 'Go', maxRetries: 0 });
    await generateText({ model, prompt: 'Go', reasoning: 'high', maxRetries: 0 });
    await generateText({ model, prompt: 'Go', reasoning: 'provider-default', maxRetries: 0 });
    const efforts = spare.calls.map(({ request }) => request.reasoningEffort);
    expect(efforts).toEqual(['low', 'high', 'low']);
  });
});

describe('a registry of the AI SDK', () => {
  it('gives the model by its name', async () => {
    const auto = customProvider({ languageModels: { auto: behind(['Hello!']).model } });
    const model = createProviderRegistry({ orch: auto }).languageModel('orch:auto');
    expect((await generateText({ model, prompt: 'Go', maxRetries: 0 })).text).toBe('Hello!');
  });
});

describe('a prompt of the AI SDK', () => {
  it('has pictures, documents and texts', async () => {
    const file = { type: 'file' } as const;
    const { messages } = await messagesOf([
      {
        role: 'user',
        content: [
          { ...file, mediaType: 'image/*', data: PNG },
          { ...file, mediaType: 'image', data: new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0]) },
          { ...file, mediaType: 'image/tiff', data: PNG },
          { ...file, mediaType: 'image/*', data: new URL('https://example.com/cat.png') },
          { ...file, mediaType: 'image/png', data: 'https://example.com/dog.png' },
          { ...file, mediaType: 'application/pdf', data: 'JVBERi0=', filename: 'a.pdf' },
          { ...file, mediaType: 'text/plain', data: { type: 'text', text: 'inline' } },
        ],
      },
    ]);
    expect(messages?.[0]?.content).toEqual([
      { type: 'image', mediaType: 'image/png', data: PNG },
      {
        type: 'image',
        mediaType: 'image/jpeg',
        data: new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0]),
      },
      { type: 'image', mediaType: 'image/tiff', data: PNG },
      { type: 'image', url: 'https://example.com/cat.png' },
      { type: 'image', url: 'https://example.com/dog.png' },
      { type: 'file', mediaType: 'application/pdf', data: 'JVBERi0=', filename: 'a.pdf' },
      { type: 'text', text: 'inline' },
    ]);
  });

  it('may come from ai, whose files are bytes', async () => {
    const { model, spare } = behind(['ok']);
    const image = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    await generateText({
      model,
      messages: [{ role: 'user', content: [{ type: 'file', mediaType: 'image', data: image }] }],
      maxRetries: 0,
    });
    expect(spare.calls[0]?.request.messages[0]?.content).toMatchObject([
      { type: 'image', mediaType: 'image/png' },
    ]);
  });

  it('is refused with a file that only its vendor knows', async () => {
    const data = { type: 'reference', reference: { openai: 'file-1' } };
    const content = [{ type: 'file', mediaType: 'application/pdf', data }];
    await expect(messagesOf([{ role: 'user', content }])).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('a file that only its vendor knows'),
    });
  });

  it('loses blank texts and turns without anything in them', async () => {
    const { system, messages } = await messagesOf([
      { role: 'system', content: ' ' },
      { role: 'system', content: ' Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Go' },
          { type: 'text', text: '\n' },
        ],
      },
      { role: 'assistant', content: [] },
      { role: 'assistant', content: [{ type: 'text', text: '' }] },
      USER,
    ]);
    expect(system).toBe(' Be brief.');
    expect(messages).toEqual([USER, USER]);
  });

  it('loses what a vendor’s own tools did, and pictures in an answer', async () => {
    const own = { toolCallId: 'x', toolName: 'search' };
    const { messages, warnings } = await messagesOf([
      USER,
      {
        role: 'assistant',
        content: [
          { type: 'tool-call', ...own, input: {}, providerExecuted: true },
          { type: 'tool-result', ...own, output: { type: 'text', value: 'found' } },
          { type: 'reasoning', text: 'of another', providerOptions: { openai: { itemId: 'i' } } },
          { type: 'file', mediaType: 'image/png', data: PNG },
          { type: 'text', text: 'Found.' },
        ],
      },
      USER,
    ]);
    expect(messages?.[1]?.content).toEqual([
      { type: 'reasoning', text: 'of another' },
      { type: 'text', text: 'Found.' },
    ]);
    expect(warnings).toEqual([{ type: 'unsupported', feature: 'file in an answer' }]);
  });

  it.each([
    ['text', { type: 'text', value: 'fine' }, { output: 'fine' }],
    ['JSON', { type: 'json', value: { a: 1 } }, { output: { a: 1 } }],
    ['an error', { type: 'error-text', value: 'no' }, { output: 'no', isError: true }],
    ['an error as JSON', { type: 'error-json', value: [1] }, { output: [1], isError: true }],
    [
      'a refusal',
      { type: 'execution-denied', reason: 'not now' },
      { output: 'not now', isError: true },
    ],
    [
      'a refusal without a reason',
      { type: 'execution-denied' },
      { output: 'The user did not allow this call.', isError: true },
    ],
    [
      'content',
      {
        type: 'content',
        value: [
          { type: 'text', text: 'see' },
          { type: 'image-data', data: PNG, mediaType: 'image/png' },
          { type: 'image-data', data: PNG, mediaType: 'image/png' },
        ],
      },
      { output: 'see\n[image-data]\n[image-data]' },
    ],
  ])('has results of tools: %s', async (what, output, expected) => {
    const call = { toolCallId: 'c', toolName: 'f' };
    const { messages, warnings } = await messagesOf([
      USER,
      { role: 'assistant', content: [{ type: 'tool-call', ...call, input: {} }] },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', ...call, output },
          { type: 'tool-approval-response', approvalId: 'a', approved: true },
        ],
      },
    ]);
    expect(messages?.[2]?.content).toEqual([{ type: 'tool-result', ...call, ...expected }]);
    const lost = { type: 'unsupported', feature: 'image-data in the result of a tool' };
    expect(warnings).toEqual(what === 'content' ? [lost] : []);
  });

  it('has no tools of a vendor: any model may answer', async () => {
    const { tools, toolChoice, warnings } = await messagesOf([USER], {
      tools: [{ type: 'provider', id: 'openai.web_search', name: 'web_search', args: {} }],
      toolChoice: { type: 'required' },
    });
    expect(tools).toBeUndefined();
    expect(toolChoice).toBeUndefined();
    expect(warnings).toMatchObject([{ type: 'unsupported', feature: 'tool openai.web_search' }]);
  });
});
