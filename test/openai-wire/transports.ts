import type { HttpOptions } from '../../src/http/http-options.js';
import { createFetch } from '../../src/openai-client/create-fetch.js';
import type { AnyOrchestrator } from '../../src/orchestrator.js';
import { served, TOKENS } from '../http/served.js';

/** What both ways to OpenAI's API of ours understand. */
export type WireOptions = Pick<HttpOptions, 'defaults' | 'session' | 'maxBodyBytes' | 'maxDepth'>;

/** What a client has to know of it. */
interface Way {
  readonly baseURL: string;
  readonly apiKey: string;
  readonly fetch: typeof globalThis.fetch;
}

type Transport = (orchestrator: AnyOrchestrator, options?: WireOptions) => Promise<Way>;

const inProcess: Transport = async (orchestrator, options) => ({
  baseURL: 'https://in-process.invalid/v1',
  apiKey: 'unused',
  fetch: createFetch(orchestrator, options),
});

const overASocket: Transport = async (orchestrator, options) => {
  const { origin } = await served(orchestrator, options);
  return { baseURL: `${origin}/v1`, apiKey: TOKENS.generate, fetch: globalThis.fetch };
};

/** Every client is to see the same, whichever way it comes. */
export const TRANSPORTS: readonly (readonly [name: string, open: Transport])[] = [
  ['in-process', inProcess],
  ['over a socket', overASocket],
];
