import {
  type Dialect,
  hello,
  providerAt,
  type ReadStream,
  readStream,
} from '../support/dialects.js';
import { type Faults, startFaultProxy } from '../support/fault-proxy.js';
import { type Reply, startFaultServer } from '../support/fault-server.js';

/** What came of one streamed request to a server that answers so. */
export async function streamed(dialect: Dialect, reply: Reply): Promise<ReadStream> {
  await using server = await startFaultServer(reply);
  return await readStream(providerAt(dialect, server.url), hello(dialect));
}

/** The same through a proxy that may break the connection, and how many bytes the answer had. */
export async function streamedThrough(
  dialect: Dialect,
  body: string,
  faults: Faults,
): Promise<ReadStream & { readonly bytes: number }> {
  await using server = await startFaultServer({ chunks: [body] });
  await using proxy = await startFaultProxy(server.url, faults);
  const read = await readStream(providerAt(dialect, proxy.url), hello(dialect));
  return { ...read, bytes: proxy.bytes };
}
