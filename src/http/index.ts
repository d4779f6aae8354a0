export type { Caller } from '../openai-wire/wire-options.js';
export { createHandler, type HttpHandler } from './create-handler.js';
export type { Grant, HttpCaller } from './http-caller.js';
export type { HttpAuth, HttpOptions, HttpTokens } from './http-options.js';
