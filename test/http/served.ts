import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { onTestFinished } from 'vitest';
import { createHandler } from '../../src/http/create-handler.js';
import type { HttpOptions } from '../../src/http/http-options.js';
import type { AnyOrchestrator } from '../../src/orchestrator.js';

/** One token for each grant. */
export const TOKENS = {
  generate: 'token-to-generate-0001',
  read: 'token-to-read-00000002',
  admin: 'token-of-the-admin-003',
} as const;

/** A server of the test's own, on a port of its own. */
export interface Served {
  readonly port: number;
  /** As in `http://127.0.0.1:1234`. */
  readonly origin: string;
  readonly server: Server;
}

/** An orchestrator behind a socket. Its server is closed, with whatever is still connected, when the test is over. */
export async function served(
  orchestrator: AnyOrchestrator,
  options: Partial<HttpOptions> = {},
): Promise<Served> {
  const handler = createHandler(orchestrator, { auth: TOKENS, ...options });
  return listening(handler);
}

/** The same for any handler. */
async function listening(fetch: (request: Request) => Promise<Response>): Promise<Served> {
  const { server, port } = await new Promise<{ server: Server; port: number }>((resolve) => {
    const made = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({ server: made as Server, port }),
    );
  });
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return { server, port, origin: `http://127.0.0.1:${port}` };
}
