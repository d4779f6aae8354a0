import { expect, it } from 'vitest';
import { ConfigurationError } from '../../src/errors/configuration-error.js';
import { createHandler } from '../../src/http/create-handler.js';
import type { HttpOptions } from '../../src/http/http-options.js';
import { Orchestrator } from '../../src/orchestrator.js';
import { ScriptedProvider } from '../../src/testing/scripted-provider.js';
import { TOKENS } from './served.js';

it.each<[path: string, options: object, expected: RegExp]>([
  ['auth', { auth: undefined }, /tokens, a function, or false/],
  ['auth', { auth: {} }, /at least one token/],
  ['auth.read', { auth: { read: 'short' } }, /at least 16 printable/],
  ['auth.read[1]', { auth: { read: [TOKENS.read, 'with spaces in the token'] } }, /at least 16/],
  ['basePath', { basePath: 'api' }, /a path like/],
  ['basePath', { basePath: '/api/' }, /a path like/],
  ['cors.origins', { cors: { origins: [] } }, /./],
  ['cors.origins[0]', { cors: { origins: ['*'] } }, /an origin like/],
  ['cors.origins[0]', { cors: { origins: ['https://a.example/'] } }, /an origin like/],
  ['bodyMs', { bodyMs: -1 }, /./],
  ['onError', { onError: 'log' }, /a function/],
  ['clock', { clock: {} }, /a clock/],
  ['maxBodyBytes', { maxBodyBytes: -1 }, /./],
])('a wrong %s is named (%o)', (path, options, expected) => {
  const orchestrator = new Orchestrator({
    providers: [new ScriptedProvider({ script: ['Hello'] })],
  });
  const create = () => createHandler(orchestrator, { auth: TOKENS, ...options } as HttpOptions);
  expect(create).toThrow(ConfigurationError);
  expect(create).toThrow(path);
  expect(create).toThrow(expected);
});
