export type { Caller, OpenAIWireOptions } from '../openai-wire/wire-options.js';
export { createFetch } from './create-fetch.js';
