import {
  AIMessage,
  AIMessageChunk,
  type BaseMessageLike,
  ChatMessage,
  type ContentBlock,
  HumanMessage,
  RemoveMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { InvalidRequestError } from 'llm-orchestrator';
import { describe, expect, it } from 'vitest';
import { scripted } from './chat-models.js';

const PIXEL = 'iVBORw0KGgo=';

/** What a provider is sent for these messages. */
async function sent(...messages: BaseMessageLike[]) {
  const { model, asked } = scripted(['Fine.']);
  await model.invoke(messages);
  return asked();
}

async function refusal(...messages: BaseMessageLike[]): Promise<InvalidRequestError> {
  const { model, provider } = scripted([]);
  const error = await model.invoke(messages).catch((reason) => reason);
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect(provider.calls).toEqual([]);
  return error;
}

describe('messages', () => {
  it('of every role are sent on, in whatever way they are written', async () => {
    const request = await sent(
      ['system', 'Be brief.'],
      new SystemMessage([
        { type: 'text', text: 'Be ' },
        { type: 'text', text: 'kind.' },
      ]),
      { role: 'user', content: 'Hello' },
      new AIMessage('Hi!'),
      new ChatMessage('How are you?', 'user'),
      new ChatMessage('Well.', 'assistant'),
      new ChatMessage('No emojis.', 'developer'),
      new HumanMessage({ content: [{ type: 'text', text: 'And now?' }] }),
    );
    expect(request?.system).toBe('Be brief.\n\nBe kind.\n\nNo emojis.');
    expect(request?.messages.map(({ role, content }) => [role, content])).toEqual([
      ['user', [{ type: 'text', text: 'Hello' }]],
      ['assistant', [{ type: 'text', text: 'Hi!' }]],
      ['user', [{ type: 'text', text: 'How are you?' }]],
      ['assistant', [{ type: 'text', text: 'Well.' }]],
      ['user', [{ type: 'text', text: 'And now?' }]],
    ]);
  });

  it('of the model that say nothing are left out', async () => {
    const blank = new AIMessage({ content: [{ type: 'text', text: ' ' }] });
    const request = await sent('Hello', new AIMessage(''), blank, 'Are you there?');
    expect(request?.messages.map(({ role }) => role)).toEqual(['user', 'user']);
  });

  it('of a kind that is no part of a conversation are refused, with their place', async () => {
    const error = await refusal('Hello', new RemoveMessage({ id: '1' }));
    expect(error.path).toBe('messages[1]');
    expect(error.message).toContain('got one of "remove"');
    expect((await refusal(new ChatMessage('Hi', 'narrator'))).message).toContain('"narrator"');
  });
});

describe('images and files', () => {
  it.each([
    ['a standard image by its address', { type: 'image', url: 'https://x.test/a.png' }],
    ['OpenAI’s', { type: 'image_url', image_url: { url: 'https://x.test/a.png' } }],
    ['OpenAI’s in short', { type: 'image_url', image_url: 'https://x.test/a.png' }],
    ['an older standard one', { type: 'image', source_type: 'url', url: 'https://x.test/a.png' }],
  ])('%s', async (_, block) => {
    const request = await sent(new HumanMessage({ content: [block] }));
    expect(request?.messages[0]?.content).toEqual([{ type: 'image', url: 'https://x.test/a.png' }]);
  });

  it.each([
    ['a standard image', { type: 'image', mimeType: 'image/png', data: PIXEL }],
    ['OpenAI’s', { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } }],
    [
      'Anthropic’s',
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
    ],
    [
      'an older standard one',
      { type: 'image', source_type: 'base64', mime_type: 'image/png', data: PIXEL },
    ],
  ])('%s as data', async (_, block) => {
    const request = await sent(new HumanMessage({ content: [block] }));
    const image = { type: 'image', mediaType: 'image/png', data: PIXEL };
    expect(request?.messages[0]?.content).toEqual([image]);
  });

  it.each([
    [
      'a standard file',
      {
        type: 'file',
        mimeType: 'application/pdf',
        data: PIXEL,
        metadata: { filename: 'a.pdf' },
      },
    ],
    [
      'OpenAI’s',
      {
        type: 'file',
        file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PIXEL}` },
      },
    ],
  ])('%s with its name', async (_, block) => {
    const request = await sent(new HumanMessage({ content: [block] }));
    const file = { type: 'file', mediaType: 'application/pdf', data: PIXEL, filename: 'a.pdf' };
    expect(request?.messages[0]?.content).toEqual([file]);
  });

  it('a plain text is text, beside bytes of an image', async () => {
    const data = new Uint8Array([1, 2]);
    const content = [
      { type: 'text-plain' as const, mimeType: 'text/plain', text: 'Once upon a time', data: '' },
      { type: 'image' as const, mimeType: 'image/png', data },
    ];
    const request = await sent(new HumanMessage({ content }));
    expect(request?.messages[0]?.content).toEqual([
      { type: 'text', text: 'Once upon a time' },
      { type: 'image', mediaType: 'image/png', data },
    ]);
  });

  it.each([
    ['audio', { type: 'audio', mimeType: 'audio/wav', data: PIXEL }, 'type "audio"'],
    ['an id of one vendor', { type: 'image', fileId: 'file-1' }, 'an id of one vendor'],
    ['a block without a type', { text: 'x' }, 'type none'],
  ])('%s is refused, and says why', async (_, block, problem) => {
    const content = [{ type: 'text', text: 'See:' }, block as ContentBlock];
    const error = await refusal(new HumanMessage({ content }));
    expect(error.path).toBe('messages[0].content[1]');
    expect(error.message).toContain(problem);
  });

  it('an image is nothing for the system', async () => {
    const image = { type: 'image', url: 'https://x.test/a.png' };
    const error = await refusal(new SystemMessage({ content: [image] }), 'Hi');
    expect(error.message).toContain('messages[0].content: expected text');
  });
});

describe('turns of tools', () => {
  const call = { type: 'tool_call', id: '1', name: 'weather', args: { city: 'Oslo' } } as const;

  it('go back with what was said and thought beside them', async () => {
    const thought = { type: 'reasoning', reasoning: 'Hm.', extras: { provider: 'p', opaque: 's' } };
    const content = [thought, { type: 'text', text: 'Let me see.' }];
    const request = await sent(
      'Weather?',
      new AIMessage({ content, tool_calls: [call] }),
      new ToolMessage({ tool_call_id: '1', content: 'Rain' }),
    );
    expect(request?.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.', provider: 'p', opaque: 's' },
          { type: 'text', text: 'Let me see.' },
          { type: 'tool-call', toolCallId: '1', toolName: 'weather', input: { city: 'Oslo' } },
        ],
      },
      {
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId: '1', toolName: 'weather', output: 'Rain' }],
      },
    ]);
  });

  it('go back from a stream, from standard blocks and from another vendor’s model alike', async () => {
    const chunk = new AIMessageChunk({
      content: '',
      tool_call_chunks: [{ id: '1', name: 'weather', args: '{"city":"Oslo"}', index: 0 }],
    });
    const standard = new AIMessage({ contentBlocks: [call] });
    const response_metadata = { model_provider: 'openai' };
    const foreign = new AIMessage({ content: '', tool_calls: [call], response_metadata });
    for (const message of [chunk, standard, foreign]) {
      const result = new ToolMessage({ tool_call_id: '1', content: 'Rain' });
      const request = await sent('Weather?', message, result);
      expect(request?.messages[1]?.content).toEqual([
        { type: 'tool-call', toolCallId: '1', toolName: 'weather', input: { city: 'Oslo' } },
      ]);
    }
  });

  it('say where a tool failed, and take its text from blocks', async () => {
    const content = [{ type: 'text' as const, text: 'No such city' }];
    const failed = new ToolMessage({ tool_call_id: '1', status: 'error', content });
    const request = await sent('?', new AIMessage({ content: '', tool_calls: [call] }), failed);
    expect(request?.messages.at(-1)?.content).toEqual([
      {
        type: 'tool-result',
        toolCallId: '1',
        toolName: 'weather',
        output: 'No such city',
        isError: true,
      },
    ]);
  });

  it('carry a call that was no JSON only where somebody answered it', async () => {
    const invalid_tool_calls = [{ id: '2', name: 'weather', args: '{"city":', error: 'no JSON' }];
    const message = new AIMessage({ content: 'Hm.', invalid_tool_calls });
    const unanswered = await sent('?', message, 'Go on');
    expect(unanswered?.messages[1]?.content).toEqual([{ type: 'text', text: 'Hm.' }]);
    const told = new ToolMessage({ tool_call_id: '2', content: 'That was no JSON.' });
    const answered = await sent('?', message, told);
    expect(answered?.messages[1]?.content).toEqual([
      { type: 'text', text: 'Hm.' },
      {
        type: 'tool-call',
        toolCallId: '2',
        toolName: 'weather',
        input: '{"city":',
        unparsed: true,
      },
    ]);
  });

  it('are refused where a call was never answered, as vendors would', async () => {
    const error = await refusal('?', new AIMessage({ content: '', tool_calls: [call] }), 'Well?');
    expect(error.message).toContain('expected a tool-result for this call');
  });
});
