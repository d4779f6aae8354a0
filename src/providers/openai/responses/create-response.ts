import type { OpenAIClient } from '../openai-client.js';

/**
 * Sends a request. A whole answer is read here and not by the SDK, which fails over a body that is no response, with an
 * error that quotes it.
 */
export function createResponse(client: OpenAIClient, params: object, options: object): unknown {
  const pending = client.responses?.create(params as never, options as never);
  const { stream }: { readonly stream?: unknown } = params;
  if (stream === true || !isUnread(pending)) return pending;
  return { withResponse: () => readWhole(pending) };
}

interface Unread {
  asResponse(): Promise<Response>;
}

/** Look-alikes may have nothing but the answer. */
function isUnread(pending: unknown): pending is Unread {
  return typeof (pending as Partial<Unread> | undefined)?.asResponse === 'function';
}

async function readWhole(pending: Unread): Promise<{ data: unknown; response: Response }> {
  const response = await pending.asResponse();
  return { data: await response.json(), response };
}
