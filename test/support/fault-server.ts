import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server does with a request: an answer, or one of the ways in which connections die. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** `reset`: before any header. `cut`: inside the body. `hang`: never an answer. `stall`: headers, then nothing. */
  readonly fault?: 'reset' | 'cut' | 'hang' | 'stall';
}

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The body as JSON; undefined if it is none. */
  readonly body: unknown;
}

export interface FaultServer extends AsyncDisposable {
  /** As in `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
}

/** A server on this machine that answers every request the same way, or as a function says. */
export async function startFaultServer(
  reply: Reply | ((request: ReceivedRequest) => Reply),
): Promise<FaultServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    receive(incoming).then(
      (request) => {
        requests.push(request);
        send(typeof reply === 'function' ? reply(request) : reply, response);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An address of this machine at which nobody listens. */
export async function unusedUrl(): Promise<string> {
  const server = await startFaultServer({});
  await server[Symbol.asyncDispose]();
  return server.url;
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { method = '', url: path = '', headers } = incoming;
  return { method, path, headers, text, body: parsed(text) };
}

function send({ status = 200, headers = {}, body = '', fault }: Reply, response: ServerResponse) {
  if (fault === 'hang') return;
  if (fault === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  if (fault === undefined) {
    response.end(text);
    return;
  }
  response.write(text === '' ? '{"id":' : text, () => {
    if (fault === 'cut') response.destroy();
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
