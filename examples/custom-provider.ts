/**
 * A provider for a server that speaks a dialect of its own. Here the server is part of the example; it runs on this
 * machine, and is busy when it is asked the first time.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CallContext,
  type ChatRequest,
  type ChatResponse,
  Orchestrator,
  type Provider,
  ProviderError,
} from 'llm-orchestrator';

/** What the server answers. */
interface Completion {
  readonly answer: string;
  readonly wordsRead: number;
  readonly wordsWritten: number;
}

class AcmeProvider implements Provider<'acme', 'acme-small' | 'acme-large'> {
  readonly name = 'acme';
  readonly models = [
    { id: 'acme-large', price: { input: 2, output: 8 }, quality: 0.8, speed: 0.4 },
    { id: 'acme-small', price: { input: 0.1, output: 0.4 }, quality: 0.5, speed: 0.9 },
  ] as const;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** One HTTP request, no retries: what to do about a failure is the orchestrator's to decide. */
  async generate(request: ChatRequest, { signal }: CallContext): Promise<ChatResponse> {
    try {
      const { answer, wordsRead, wordsWritten } = await this.#post(request, signal);
      return {
        content: [{ type: 'text', text: answer }],
        finishReason: 'stop',
        usage: { inputTokens: wordsRead, outputTokens: wordsWritten },
      };
    } catch (error) {
      signal.throwIfAborted();
      throw ProviderError.from(error);
    }
  }

  async #post({ model, messages }: ChatRequest, signal: AbortSignal): Promise<Completion> {
    const body = JSON.stringify({ model, conversation: messages });
    const response = await fetch(`${this.#url}/complete`, { method: 'POST', body, signal });
    const { ok, status, headers } = response;
    // The kind of failure follows from the status, and how long to wait from `retry-after`.
    if (!ok) throw ProviderError.from({ status, headers });
    return (await response.json()) as Completion;
  }
}

async function startAcme(): Promise<Server> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    if (requests === 1) {
      response.writeHead(429, { 'retry-after': '20' }).end();
      return;
    }
    const completion: Completion = { answer: 'Hello from Acme.', wordsRead: 3, wordsWritten: 3 };
    response.end(JSON.stringify(completion));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const server = await startAcme();
const { port } = server.address() as AddressInfo;
const orchestrator = new Orchestrator({
  providers: [new AcmeProvider(`http://127.0.0.1:${port}`)],
  preference: 'quality',
});

const answer = await orchestrator.generate('Say hello to me');
for (const { model, outcome, error } of answer.attempts) {
  console.log(`${model}: ${error === undefined ? outcome : `${error.kind}, ${error.message}`}`);
}
console.log(`${answer.model} says: ${answer.text} ($${answer.costUsd})`);

const { cooldowns } = await orchestrator.stats();
for (const { target, remainingMs, reason } of cooldowns) {
  console.log(`${target} rests for ${Math.round(remainingMs / 1_000)} s: ${reason}`);
}

await orchestrator.close();
server.close();
