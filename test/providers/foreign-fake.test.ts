import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CANARY_KEY, callContext, DIALECTS, hello, providerAt } from '../support/dialects.js';

describe.each(DIALECTS)('%s against a fake vendor that others wrote', (dialect) => {
  const fake = new LLMock({ port: 0 });
  const usage = { prompt_tokens: 21, completion_tokens: 8, input_tokens: 21, output_tokens: 8 };

  beforeAll(async () => {
    fake.onMessage('hi', { content: 'Hello from afar.', usage });
    fake.onMessage('look', { toolCalls: [{ name: 'see', arguments: '{"deep":true}' }] });
    await fake.start();
  });
  afterAll(() => fake.stop());

  it('answers with its text and the usage that it reported', async () => {
    const provider = providerAt(dialect, fake.url, CANARY_KEY);
    const answer = await provider.generate(hello(dialect), callContext());
    expect(answer).toMatchObject({
      content: [{ type: 'text', text: 'Hello from afar.' }],
      finishReason: 'stop',
      usage: { inputTokens: 21, outputTokens: 8 },
    });
  });

  it('calls a tool with its arguments as an object', async () => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'look' }] }] as const;
    const tools = [{ name: 'see', inputSchema: { type: 'object', properties: {} } }];
    const request = hello(dialect, { messages, tools });
    const answer = await providerAt(dialect, fake.url).generate(request, callContext());
    expect(answer).toMatchObject({
      content: [{ type: 'tool-call', toolName: 'see', input: { deep: true } }],
      finishReason: 'tool-calls',
    });
  });
});
