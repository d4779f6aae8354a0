import type { ChatEvent } from '../../src/contracts/chat.js';
import { type ChunkReader, SdkStream } from '../../src/providers/sdk-stream.js';
import { callContext } from './dialects.js';

/** What a reader makes of chunks that a client hands on, without a socket. */
export function streamOfChunks(
  chunks: AsyncIterable<unknown>,
  reader: ChunkReader,
): AsyncIterable<ChatEvent> {
  const send = async () => ({ body: chunks, warnings: [] });
  return new SdkStream({ context: callContext(), secrets: [], send, reader: () => reader });
}
