import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../src/testing/deep-freeze.js';
import { ManualClock, ScriptedProvider } from '../../src/testing/index.js';
import { anOrchestrator, sent } from './asking.js';

const tool = { name: 'add', description: 'Adds', inputSchema: { type: 'object' } };
const call = { type: 'tool-call', toolCallId: '1', toolName: 'add', input: { a: 1 } };
const result = { type: 'tool-result', toolCallId: '1', toolName: 'add', output: { sum: 2 } };

/** Something for every key that holds an object. */
function everything() {
  return {
    messages: [
      { role: 'system', content: 'Be brief' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Add' },
          { type: 'image', url: 'https://x' },
        ],
      },
      { role: 'assistant', content: [{ type: 'reasoning', text: 'Hm' }, call] },
      { role: 'tool', content: [result] },
      { role: 'user', content: 'Go on' },
    ],
    tools: [tool],
    toolChoice: { toolName: 'add' },
    stopSequences: ['END'],
    model: ['scripted/able'],
    exclude: ['scripted/other'],
    metadata: { user: { id: 1 } },
    timeouts: { totalMs: 10_000 },
    providerOptions: { scripted: { user: 'x' } },
  };
}

describe("the caller's request", () => {
  it('may be frozen to the ground', async () => {
    const { request, answer } = await sent(deepFreeze(everything()));
    expect(answer.text).toBe('ok');
    expect(request.messages).toHaveLength(4);
  });

  it('is as it was afterwards', async () => {
    const request = everything();
    await sent(request);
    expect(request).toEqual(everything());
  });

  it('reaches the provider as a copy, so that one that changes what it gets changes nothing', async () => {
    const original = everything();
    const { request } = await sent(original);
    const user = original.messages[1];
    expect(request.messages).not.toBe(original.messages);
    expect(request.messages[0]).not.toBe(user);
    expect(request.messages[0]?.content).not.toBe(user?.content);
    for (const [index, { content }] of request.messages.slice(0, 3).entries()) {
      for (const [at, part] of content.entries()) {
        expect(part).not.toBe(original.messages[index + 1]?.content[at]);
        expect(part).toEqual(original.messages[index + 1]?.content[at]);
      }
    }
    expect(request.tools).not.toBe(original.tools);
    expect(request.tools?.[0]).not.toBe(original.tools[0]);
    expect(request.toolChoice).not.toBe(original.toolChoice);
    expect(request.stopSequences).not.toBe(original.stopSequences);
    expect(request.providerOptions).not.toBe(original.providerOptions.scripted);
  });

  it('may be changed while it is on its way: the next turn of a chat is pushed to the same list', async () => {
    const clock = new ManualClock();
    const script = [{ error: 'server', delayMs: 1_000 }, 'ok'];
    const first = new ScriptedProvider({ name: 'first', models: ['m'], script, clock });
    const second = new ScriptedProvider({ name: 'second', models: ['m'], script: ['ok'], clock });
    const routes = { general: ['first/m', 'second/m'] };
    const { orchestrator } = anOrchestrator({ providers: [first, second], routes, clock });
    const messages = [{ role: 'user', content: 'Hi' }];
    const request = { messages, intent: 'general', stopSequences: ['END'] };
    const answer = orchestrator.generate(request as never);
    messages.push({ role: 'user', content: 'Still there?' });
    request.stopSequences.length = 0;
    await clock.advance(10_000);
    expect((await answer).model).toBe('second/m');
    expect(second.calls[0]?.request).toEqual({ ...first.calls[0]?.request });
    expect(second.calls[0]?.request.messages).toHaveLength(1);
    expect(second.calls[0]?.request.stopSequences).toEqual(['END']);
  });
});
