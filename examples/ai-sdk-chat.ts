/**
 * A chat on the Vercel AI SDK. What changes is the model: any function of `ai` takes it, and what `useChat` reads stays as it
 * is. Here the first model is down, a model of the AI SDK itself is the spare, and nobody reading the chat notices.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  convertToModelMessages,
  DefaultChatTransport,
  readUIMessageStream,
  streamText,
  type UIMessage,
} from 'ai';
import { Orchestrator } from 'llm-orchestrator';
import { AISDKProvider, languageModel } from 'llm-orchestrator/ai-sdk';
import { MockFailureProvider } from 'llm-orchestrator/testing';

/** Stands for a vendor; it runs on this machine. */
const vendor = createServer((_request, response) => {
  const chunk = (delta: object, finish_reason: string | null = null) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const word of ['Tides ', 'follow ', 'the ', 'moon.'])
    response.write(chunk({ content: word }));
  response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
});
await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
const { port } = vendor.address() as AddressInfo;
const acme = createOpenAICompatible({ name: 'acme', baseURL: `http://127.0.0.1:${port}` });

const orchestrator = new Orchestrator({
  providers: [
    new MockFailureProvider({ name: 'down', models: ['m'], kind: 'overloaded' }),
    new AISDKProvider({ name: 'acme', models: [{ model: acme('acme-1'), quality: 0.7 }] }),
  ],
  routes: { education: ['down/m', 'acme/acme-1'], general: ['down/m', 'acme/acme-1'] },
});
orchestrator.on('fallback', ({ from, to, reason }) => console.log(`${from} is ${reason}: ${to}`));

/** The route handler, as of Next.js. Before, its model was `acme('acme-1')`. */
async function post(request: Request): Promise<Response> {
  const { messages } = (await request.json()) as { messages: UIMessage[] };
  const result = streamText({
    model: languageModel(orchestrator, { preference: 'quality' }),
    messages: await convertToModelMessages(messages),
  });
  return result.toUIMessageStreamResponse();
}

/** What `useChat` does in the browser. */
const transport = new DefaultChatTransport({
  api: 'http://localhost/api/chat',
  fetch: (input, init) => post(new Request(input as string, init)),
});
const question: UIMessage = {
  id: 'q',
  role: 'user',
  parts: [{ type: 'text', text: 'Explain the tides to me' }],
};
const stream = await transport.sendMessages({
  trigger: 'submit-message',
  chatId: 'chat',
  messageId: undefined,
  messages: [question],
  abortSignal: undefined,
});
let answer: UIMessage | undefined;
for await (const message of readUIMessageStream({ stream })) answer = message;
for (const part of answer?.parts ?? []) if (part.type === 'text') console.log(part.text);

await orchestrator.close();
vendor.close();
