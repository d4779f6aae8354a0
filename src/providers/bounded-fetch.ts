import { ProviderError } from '../errors/provider-error.js';

type Fetch = typeof globalThis.fetch;

/** A long answer is some hundred kilobytes; one of this size would fill the memory. */
const MAX_BYTES = 16 * 2 ** 20;

/**
 * A `fetch` whose answers are read to their end only up to 16 MB, unpacked: whoever reads a larger one as text or JSON
 * gets a `ProviderError` of kind `protocol`, and its connection is cut. The body itself stays as it is, for streams,
 * whose events have a bound of their own.
 *
 * @param given sends the requests; the global `fetch` of the time of each request by default
 */
export function boundedFetch(given?: Fetch): Fetch {
  return async (input, init) => {
    const response = await (given ?? globalThis.fetch)(input, init);
    const { body } = response;
    // Look-alikes may have nothing but methods.
    if (!body) return response;
    const text = () => boundedText(body, Number(response.headers.get('content-length')));
    // Another response around a counting body would cost more, and lose its address.
    return Object.assign(response, { text, json: async () => JSON.parse(await text()) });
  };
}

async function boundedText(body: AsyncIterable<Uint8Array>, announced: number): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  // Leaving the loop cuts the connection.
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (Math.max(bytes, announced) > MAX_BYTES) throw tooLong();
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

function tooLong(): ProviderError {
  return new ProviderError({ kind: 'protocol', message: 'an answer of more than 16 MB' });
}
