import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** What happens to an answer's bytes on their way from the upstream; without anything they just pass. */
export interface Faults {
  /** `drop`: connections are closed as soon as they are made. The others happen after `afterBytes`. */
  readonly fault?: 'drop' | 'reset' | 'cut' | 'stall';
  /** How much of what comes back on a connection passes before the fault, headers included. @default 0 */
  readonly afterBytes?: number;
  /** Each byte is a packet of its own. */
  readonly trickle?: boolean;
  /** Nothing comes back before this settles. */
  readonly heldUntil?: Promise<unknown>;
}

/** Stands between a client and a server, and breaks connections at any byte, as no server can. */
export interface FaultProxy extends AsyncDisposable {
  /** The client's address for the upstream. */
  readonly url: string;
  /** How many bytes came from the upstream, on all connections. */
  readonly bytes: number;
  /** Settles with the first fault. */
  readonly faulted: Promise<void>;
}

/** A TCP proxy on this machine in front of `upstream`, an address as in `http://127.0.0.1:40123`. */
export async function startFaultProxy(upstream: string, faults: Faults = {}): Promise<FaultProxy> {
  const { hostname: host, port } = new URL(upstream);
  const sockets = new Set<Socket>();
  const { promise: faulted, resolve: onFault } = Promise.withResolvers<void>();
  let bytes = 0;
  const server = createServer((client) => {
    const origin = createConnection({ host, port: Number(port) });
    origin.on('data', (chunk) => {
      bytes += chunk.length;
    });
    for (const [socket, other] of [[client, origin] as const, [origin, client] as const]) {
      sockets.add(socket);
      // Whoever breaks connections need not hear of it.
      socket.on('error', () => other.destroy());
    }
    connect(client, origin, faults, onFault).catch(() => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faulted,
    get bytes() {
      return bytes;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function connect(
  client: Socket,
  origin: Socket,
  faults: Faults,
  onFault: () => void,
): Promise<void> {
  const { fault, afterBytes = 0, trickle = false, heldUntil } = faults;
  client.on('close', () => origin.destroy());
  if (fault === 'drop') {
    client.resetAndDestroy();
    onFault();
    return;
  }
  client.setNoDelay(true).pipe(origin);
  let left = fault === undefined ? Number.POSITIVE_INFINITY : afterBytes;
  for await (const chunk of origin as AsyncIterable<Buffer>) {
    await heldUntil;
    await pass(chunk.subarray(0, left), client, trickle);
    left -= chunk.length;
    if (left > 0) continue;
    if (fault === 'reset') client.resetAndDestroy();
    if (fault === 'cut') client.end();
    onFault();
    return;
  }
  client.end();
}

async function pass(bytes: Buffer, client: Socket, trickle: boolean): Promise<void> {
  const size = trickle ? 1 : bytes.length;
  for (let start = 0; start < bytes.length && !client.destroyed; start += size) {
    client.write(bytes.subarray(start, start + size));
    // The reader's turn, so that no two packets become one.
    await setImmediate();
  }
}
