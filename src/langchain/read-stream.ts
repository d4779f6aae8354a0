import type { ChatGenerationChunk } from '@langchain/core/outputs';
import type { GenerateStream } from '../contracts/stream.js';
import { StreamInterruptedError } from '../errors/request-errors.js';
import { MessageChunks } from './message-chunks.js';

/**
 * The chunks of a stream, the last with its usage and metadata.
 * @throws StreamInterruptedError also where the orchestrator would restart: chunks that were given cannot be taken back
 */
export async function* readStream(stream: GenerateStream): AsyncGenerator<ChatGenerationChunk> {
  const chunks = new MessageChunks();
  let text = '';
  for await (const event of stream) {
    if (event.type === 'restart') {
      const { from: model, reason: kind } = event;
      const message = `The stream of ${model} broke off: ${kind}. What came until then is in \`text\`.`;
      const content = text === '' ? [] : [{ type: 'text', text } as const];
      const facts = { kind, model, text, content, attempts: [], cause: undefined };
      throw new StreamInterruptedError(message, facts);
    }
    if (event.type === 'text-delta') text += event.text;
    const chunk = chunks.of(event);
    if (chunk !== undefined) yield chunk;
  }
  yield chunks.last(await stream.result);
}
