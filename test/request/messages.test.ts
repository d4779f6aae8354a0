import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../src/index.js';
import { sent } from './asking.js';

const call = { type: 'tool-call', toolCallId: '1', toolName: 'add', input: { a: 1 } };
const result = { type: 'tool-result', toolCallId: '1', toolName: 'add', output: '2' };

/** The messages that reach the provider. */
async function arriving(...messages: readonly unknown[]): Promise<readonly ChatMessage[]> {
  return (await sent({ messages })).request.messages;
}

describe('messages', () => {
  it('reach the provider as parts', async () => {
    const turns = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello!' },
      { role: 'user', content: [{ type: 'text', text: 'Bye' }] },
    ];
    expect(await arriving(...turns)).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Hello!' }] },
      { role: 'user', content: [{ type: 'text', text: 'Bye' }] },
    ]);
  });

  it('may carry media as addresses, base64 and bytes', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const content = [
      { type: 'image', url: 'https://images.example/1.png' },
      { type: 'image', data: 'AAEC', mediaType: 'image/png' },
      { type: 'file', data: bytes, mediaType: 'application/pdf', filename: 'report.pdf' },
      { type: 'file', data: Buffer.from('x'), mediaType: 'text/plain', filename: undefined },
    ];
    const [message] = await arriving({ role: 'user', content });
    expect(message?.content).toEqual([
      content[0],
      content[1],
      content[2],
      { type: 'file', data: Buffer.from('x'), mediaType: 'text/plain' },
    ]);
  });

  it('may carry thoughts, calls and results as they came', async () => {
    const thoughts = { type: 'reasoning', text: '', provider: 'scripted', opaque: { signed: 'x' } };
    const unparsed = { ...call, toolCallId: '2', input: '{"a":', unparsed: true };
    const failed = { ...result, toolCallId: '2', output: null, isError: true };
    const turns = [
      { role: 'user', content: [{ type: 'text', text: 'Add' }] },
      { role: 'assistant', content: [thoughts, call, unparsed] },
      { role: 'tool', content: [result, failed] },
    ];
    expect(await arriving(...turns)).toStrictEqual(turns);
  });

  it('of the system are lifted out, in their order, behind `system`', async () => {
    const messages = [
      { role: 'system', content: 'Be brief' },
      { role: 'user', content: 'Hi' },
      { role: 'system', content: 'Be kind' },
    ];
    const lifted = await sent({ messages });
    expect(lifted.request.system).toBe('Be brief\n\nBe kind');
    expect(lifted.request.messages).toHaveLength(1);
    const both = await sent({ system: 'Be exact', messages });
    expect(both.request.system).toBe('Be exact\n\nBe brief\n\nBe kind');
    const neither = await sent({ messages: [{ role: 'user', content: 'Hi' }] });
    expect(neither.request).not.toHaveProperty('system');
  });

  it('may hold the content of an answer, with its blank texts left out', async () => {
    const answered = { role: 'assistant', content: [{ type: 'text', text: '\n\n' }, call] };
    const turns = await arriving({ role: 'user', content: 'Add' }, answered, {
      role: 'tool',
      content: [result],
    });
    expect(turns[1]?.content).toEqual([call]);
    const thoughts = { type: 'reasoning', text: '' };
    const [turn] = await arriving({ role: 'assistant', content: [thoughts] });
    expect(turn?.content).toEqual([thoughts]);
  });
});
