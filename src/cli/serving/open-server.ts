import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { HttpHandler } from '../../http/index.js';
import { errorBody, errorResponse } from '../../openai-wire/error-response.js';
import { WireError } from '../../openai-wire/wire-failure.js';

/** What a client may take for what it sends. Answers take as long as they take. */
const LIMITS = {
  maxHeaderSize: 16_384,
  // Whoever names no host is refused in our words, not in Node's.
  requireHostHeader: false,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  // How often Node looks; the limits above hold to within so much.
  connectionsCheckingInterval: 1_000,
};

/** What Node refuses before it is a request. */
const REFUSALS: Readonly<Record<string, WireError>> = {
  HPE_HEADER_OVERFLOW: new WireError(431, 'headers_too_large', 'expected at most 16 KB of headers'),
  ERR_HTTP_REQUEST_TIMEOUT: new WireError(408, 'timeout', 'the request did not come in time'),
};
const MALFORMED = new WireError(400, 'invalid_request', 'expected a request of HTTP/1.1');
const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/**
 * A server of Node that listens.
 *
 * @param port - 0 for one that is free
 * @throws Error saying why it cannot listen there
 */
export async function openServer(handle: HttpHandler, port: number, host: string): Promise<Server> {
  const listener = getRequestListener(handle, {
    errorHandler: () => errorResponse(MALFORMED.failure),
  });
  const server = createServer(LIMITS, (request, response) => void listener(request, response));
  server.on('clientError', refuse);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new Error(whyNot(error, port, host), { cause: error })));
    server.listen(port, host, resolve);
  });
  return server;
}

/** Which port it has. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { failure } = REFUSALS[error.code ?? ''] ?? MALFORMED;
  const body = errorBody(failure);
  const head = [
    `HTTP/1.1 ${failure.status} ${REASONS[failure.status]}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function whyNot({ code = '', message }: NodeJS.ErrnoException, port: number, host: string): string {
  const foreign = `${host} is no address of this machine: choose another with --host.`;
  const known: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} of ${host} is in use: stop what listens there, or choose another with --port.`,
    EACCES: `Port ${port} is not for everybody to listen on: choose one above 1023 with --port.`,
    EADDRNOTAVAIL: foreign,
    ENOTFOUND: foreign,
  };
  return known[code] ?? `Cannot listen on port ${port} of ${host}: ${message}`;
}
