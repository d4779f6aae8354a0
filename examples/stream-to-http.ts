/**
 * A chat endpoint that streams. The model that it asks first breaks before it has said a word, which its client never
 * notices; and when a client leaves in the middle, the request to the vendor ends with it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvalidRequestError, Orchestrator } from 'llm-orchestrator';
import { MockFailureProvider, MockSuccessProvider } from 'llm-orchestrator/testing';

const orchestrator = new Orchestrator({
  providers: [
    new MockFailureProvider({ name: 'shaky', models: ['m'], kind: 'overloaded' }),
    new MockSuccessProvider({ name: 'steady', models: ['m'], text: 'Tides follow the moon.' }),
  ],
  routes: { general: ['shaky/m', 'steady/m'] },
});

const server = createServer((request, response) => {
  void chat(request, response);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

/** Text as it comes; an error before the first word is a status, one after it cuts the answer short. */
async function chat(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const client = new AbortController();
  response.on('close', () => client.abort());
  try {
    const prompt = await textOf(request);
    const stream = orchestrator.stream({ prompt, intent: 'general', signal: client.signal });
    for await (const text of stream.textStream) {
      // Written only as fast as the client reads: nothing is read ahead.
      if (!response.write(text)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end();
    const { model, fellBack, usage } = await stream.result;
    console.log(`${model} answered, fell back: ${fellBack}, ${usage.totalTokens} tokens`);
  } catch (error) {
    if (client.signal.aborted) console.log('the client left, and so did we');
    else if (response.headersSent) response.destroy();
    else response.writeHead(InvalidRequestError.isInstance(error) ? 400 : 503).end();
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function ask(prompt: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: prompt });
  console.log(`${answer.status} ${await answer.text()}`);
}

await ask('Why are there tides?');
await ask('');

await new Promise((resolve) => server.close(resolve));
await orchestrator.close();
