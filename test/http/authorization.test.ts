import { describe, expect, it } from 'vitest';
import { createHandler } from '../../src/http/create-handler.js';
import type { HttpOptions } from '../../src/http/http-options.js';
import { Orchestrator } from '../../src/orchestrator.js';
import { ScriptedProvider } from '../../src/testing/scripted-provider.js';
import { TOKENS } from './served.js';

const ENDPOINTS = [
  { method: 'POST', path: '/generate', grants: ['generate', 'admin'] },
  { method: 'POST', path: '/explain', grants: ['generate', 'admin'] },
  { method: 'GET', path: '/v1/models', grants: ['generate', 'admin'] },
  { method: 'GET', path: '/stats', grants: ['read', 'admin'] },
  { method: 'GET', path: '/metrics', grants: ['read', 'admin'] },
  { method: 'GET', path: '/health', grants: ['generate', 'read', 'admin'] },
  { method: 'GET', path: '/openapi.json', grants: ['generate', 'read', 'admin'] },
  { method: 'POST', path: '/reset', grants: ['admin'] },
  { method: 'GET', path: '/events', grants: ['admin'] },
  { method: 'GET', path: '/decisions', grants: ['admin'] },
  { method: 'GET', path: '/dashboard', grants: ['admin'] },
];

describe.each(ENDPOINTS)('$method $path', ({ method, path, grants }) => {
  it('asks a stranger for a token', async () => {
    const response = await ask(method, path);
    const scheme = path === '/dashboard' ? 'Basic' : 'Bearer';
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(new RegExp(`^${scheme} `));
  });

  it.each(['generate', 'read', 'admin'] as const)('knows what %s may do', async (grant) => {
    const { status } = await ask(method, path, `Bearer ${TOKENS[grant]}`);
    expect(status).not.toBe(401);
    expect(status === 403).toBe(!grants.includes(grant));
  });
});

describe('the header authorization', () => {
  it.each([
    ['empty', ''],
    ['without a token', 'Bearer'],
    ['with a wrong token', 'Bearer token-to-read-00000003'],
    ['with the beginning of a token', 'Bearer token-to-read-0000000'],
    ['with more than a token', `Bearer ${TOKENS.read}${TOKENS.read}`],
    ['of another scheme', `Digest ${TOKENS.read}`],
    ['not in ASCII', 'Bearer tökén-to-read-0000002'],
    ['huge', `Bearer ${'x'.repeat(100_000)}`],
    ['Basic, and not base64', 'Basic !!!'],
    ['Basic, with the token as user', `Basic ${btoa(`${TOKENS.read}:`)}`],
  ])('%s lets nobody in', async (_, header) => {
    expect((await ask('GET', '/stats', header)).status).toBe(401);
  });

  it('may carry the token as the password of any user', async () => {
    expect((await ask('GET', '/stats', `Basic ${btoa(`me:${TOKENS.read}`)}`)).status).toBe(200);
  });
});

describe('auth as a function', () => {
  it('refuses a stranger, later, too', async () => {
    const response = await ask('GET', '/stats', undefined, { auth: async () => undefined });
    expect(response.status).toBe(401);
  });

  it('that throws is heard of, and leaks nothing', async () => {
    const heard: unknown[] = [];
    const secret = new Error('password of the database');
    const auth = () => Promise.reject(secret);
    const onError = (error: unknown) => void heard.push(error);
    const response = await ask('GET', '/stats', undefined, { auth, onError });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain(secret.message);
    expect(heard).toEqual([secret]);
  });
});

it('lets everybody in without auth', async () => {
  expect((await ask('GET', '/decisions', undefined, { auth: false })).status).toBe(200);
});

async function ask(
  method: string,
  path: string,
  authorization?: string,
  options: Partial<HttpOptions> = {},
): Promise<Response> {
  const orchestrator = new Orchestrator({
    providers: [new ScriptedProvider({ script: ['Hello'] })],
  });
  const headers = { ...(authorization !== undefined && { authorization }) };
  const request = new Request(`http://localhost${path}`, { method, headers });
  const response = await createHandler(orchestrator, { auth: TOKENS, ...options })(request);
  if (path === '/events' && response.ok) await response.body?.cancel();
  return response;
}
