import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server does with a request: an answer, or one of the ways in which connections die. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** The body as a stream instead: each piece is sent by itself, and a promise among them is waited for. */
  readonly chunks?: readonly (string | Promise<unknown>)[];
  /**
   * `reset`: before any header. `cut`: inside the body. `hang`: never an answer. `stall`: headers and what there is of
   * the body, then nothing.
   */
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
  /** Settles when the connection is done with it: whether it broke before the answer was whole. */
  readonly broken: Promise<boolean>;
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
    const answer = async () => {
      const request = await receive(incoming, response);
      requests.push(request);
      await send(typeof reply === 'function' ? reply(request) : reply, response);
    };
    answer().catch(() => response.destroy());
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

async function receive(
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<ReceivedRequest> {
  const broken = new Promise<boolean>((resolve) => {
    response.once('close', () => resolve(!response.writableFinished));
  });
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { method = '', url: path = '', headers } = incoming;
  return { method, path, headers, text, body: parsed(text), broken };
}

async function send(reply: Reply, response: ServerResponse): Promise<void> {
  const { status = 200, headers, body = '', chunks, fault } = reply;
  if (fault === 'hang') return;
  if (fault === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const type = chunks === undefined ? 'application/json' : 'text/event-stream';
  response.writeHead(status, { 'content-type': type, ...headers });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  if (chunks === undefined && fault === undefined) response.end(text);
  else await sendInPieces(chunks ?? [text === '' ? '{"id":' : text], fault, response);
}

async function sendInPieces(
  chunks: NonNullable<Reply['chunks']>,
  fault: Reply['fault'],
  response: ServerResponse,
): Promise<void> {
  response.flushHeaders();
  for (const chunk of chunks) {
    const piece = await chunk;
    if (response.destroyed) return;
    if (typeof piece === 'string') await written(response, piece);
  }
  if (fault === undefined) response.end();
  if (fault === 'cut') response.destroy();
}

function written(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => response.write(text, () => resolve()));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
