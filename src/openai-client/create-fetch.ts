import { openAIHandler } from '../openai-wire/openai-handler.js';
import type { OpenAIWireOptions } from '../openai-wire/wire-options.js';
import type { AnyOrchestrator } from '../orchestrator.js';

/** Of the caller's own process: as much as the pictures, files and texts of one request may be. */
const MAX_BODY_BYTES = 96 * 2 ** 20;

/**
 * A `fetch` that goes nowhere: whatever the address, the orchestrator answers as OpenAI's API would. For
 * `new OpenAI({ fetch })` and everything else that speaks this dialect and takes a `fetch`.
 *
 * Ask for the model `auto`, `auto:cost`, `auto:speed`, `auto:quality` or `auto:balanced`, or for one by its id; a
 * model by its id is the only one that is tried.
 *
 * @throws ConfigurationError naming the option
 *
 * @example
 * const client = new OpenAI({ apiKey: 'unused', fetch: createFetch(orchestrator) });
 * const completion = await client.chat.completions.create({ model: 'auto', messages });
 */
export function createFetch(
  orchestrator: AnyOrchestrator,
  options: OpenAIWireOptions = {},
): typeof globalThis.fetch {
  const handle = openAIHandler(orchestrator, { maxBodyBytes: MAX_BODY_BYTES, ...options });
  return async (input, init = {}) => {
    const { signal, ...rest } = init;
    // Not given to the request, which would listen to it for as long as it is not collected.
    const given = signal ?? (input instanceof Request ? input.signal : undefined);
    return handle(new Request(input, rest), given);
  };
}
