import { boundedFetch } from '../bounded-fetch.js';
import type { Connection } from '../provider-options.js';
import { lazily } from '../sdk-call.js';

/** What is used of an `OpenAI` client; any look-alike will do. */
export interface OpenAIClient {
  readonly baseURL?: string;
  readonly chat: { readonly completions: { create(body: never, options: never): unknown } };
  /** Without it, `api: 'auto'` means chat completions. */
  readonly responses?: { create(body: never, options: never): unknown };
}

/** The `openai` package as far as it is used. */
export type LoadOpenAI = () => Promise<{
  readonly OpenAI: new (options: object) => OpenAIClient;
}>;

/** A client of our own, made on first use: the SDK takes half a second to load. */
export function openAIClient(
  connection: Connection,
  load: LoadOpenAI = () => import('openai'),
): () => Promise<OpenAIClient> {
  return lazily('openai', async () => {
    const { OpenAI } = await load();
    return new OpenAI(clientOptions(connection));
  });
}

function clientOptions({ apiKey, baseURL, fetch, headers, own }: Connection): object {
  return {
    // All that the SDK would otherwise look for in the environment is written out.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    ...own,
    // It insists on a key; the header made of it is then left out.
    apiKey: apiKey ?? 'none',
    defaultHeaders: { ...(apiKey === undefined ? { authorization: null } : {}), ...headers },
    baseURL,
    maxRetries: 0,
    logLevel: 'off',
    // A redirect would carry the key and the prompt to another origin.
    fetchOptions: { redirect: 'error' },
    fetch: boundedFetch(fetch),
  };
}
