import { boundedFetch } from '../bounded-fetch.js';
import type { Connection } from '../provider-options.js';
import { lazily } from '../sdk-call.js';

/** What is used of an `Anthropic` client; any look-alike will do. */
export interface AnthropicClient {
  readonly baseURL?: string;
  readonly messages: {
    /** A message or, where the body says `stream: true`, an async iterable of its events. */
    create(body: never, options: never): unknown;
  };
}

/** The `@anthropic-ai/sdk` package as far as it is used. */
export type LoadAnthropic = () => Promise<{
  readonly Anthropic: new (options: object) => AnthropicClient;
}>;

/** A client of our own, made on first use: the SDK takes half a second to load. */
export function anthropicClient(
  connection: Connection,
  load: LoadAnthropic = () => import('@anthropic-ai/sdk'),
): () => Promise<AnthropicClient> {
  return lazily('@anthropic-ai/sdk', async () => {
    const { Anthropic } = await load();
    return new Anthropic(clientOptions(connection));
  });
}

function clientOptions({ apiKey, baseURL, fetch, headers }: Connection): object {
  const noKey = { authorization: null, 'x-api-key': null };
  return {
    // Without a key it would look for one in the environment and in files; the header made of this one is left out.
    apiKey: apiKey ?? 'none',
    webhookKey: null,
    defaultHeaders: { ...(apiKey === undefined ? noKey : {}), ...headers },
    baseURL,
    maxRetries: 0,
    logLevel: 'off',
    // The core has the attempt's span.
    openTelemetry: false,
    // A redirect would carry the key and the prompt to another origin.
    fetchOptions: { redirect: 'error' },
    fetch: boundedFetch(fetch),
  };
}
