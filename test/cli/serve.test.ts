import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { errorBody } from '../../src/openai-wire/error-response.js';
import { NO_KEY, type Outcome, run } from './shell-of.js';

const TOKENS = {
  LLM_ORCHESTRATOR_GENERATE_TOKEN: 'generate-0123456789',
  LLM_ORCHESTRATOR_READ_TOKEN: 'read-0123456789abc',
  LLM_ORCHESTRATOR_ADMIN_TOKEN: 'admin-0123456789ab',
};

interface Served extends Outcome {
  readonly port: number;
}

/** Serves on a free port while `visit` lasts. Returns what was shown, and what was told. */
async function serving(
  visit: (port: number) => Promise<unknown>,
  { args = [], env = {} }: { args?: readonly string[]; env?: Record<string, string> } = {},
): Promise<Served> {
  let port = 0;
  let stdout = '';
  let stop: () => void;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let visiting: Promise<unknown> | undefined;
  const outcome = await run(['serve', '--port', '0', ...args], {
    env,
    untilStopped: () => stopped,
    print: (line) => {
      stdout += `${line}\n`;
      port = Number(/^Listening +http:\/\/\S+:(\d+)/m.exec(stdout)?.[1]);
      visiting ??= visit(port).finally(() => stop());
    },
  });
  await visiting;
  return { ...outcome, stdout, port };
}

function ask(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ prompt: 'Explain tides' }),
  });
}

/** Says it as it is, and returns all that comes back. */
async function raw(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  return text(socket);
}

function refusal(message: string, code: string): string {
  const failure = { status: 0, message, type: 'invalid_request_error', code, isTerminal: true };
  return errorBody(failure);
}

describe('llm-orchestrator serve', () => {
  it('answers on this machine, and says where, what there is to see and what to try', async () => {
    let answer: unknown;
    const { exitCode, stdout, stderr, port } = await serving(async (free) => {
      answer = await (await ask(`http://127.0.0.1:${free}/generate`)).json();
    });
    expect(answer).toMatchObject({ model: 'anthropic/claude-sonnet-4', intent: 'education' });
    expect(exitCode).toBe(0);
    expect(stderr).toBe(`${NO_KEY}Stopping: running requests have 5 s.\n`);
    const url = `http://127.0.0.1:${port}`;
    expect(stdout).toBe(
      [
        `Listening   ${url}`,
        `Dashboard   ${url}/dashboard`,
        `OpenAI      ${url}/v1 as the base URL`,
        `Try         curl ${url}/generate -H 'content-type: application/json' -d '{"prompt":"Explain tides to a child"}'`,
        '',
      ].join('\n'),
    );
  });

  it('is mounted where it is told to', async () => {
    const { stdout, port } = await serving(
      async (free) => {
        expect((await ask(`http://127.0.0.1:${free}/api/llm/generate`)).status).toBe(200);
        expect((await ask(`http://127.0.0.1:${free}/generate`)).status).toBe(404);
      },
      { args: ['--base-path', '/api/llm'] },
    );
    expect(stdout).toContain(`http://127.0.0.1:${port}/api/llm/dashboard\n`);
  });

  it('refuses a path that is none, as the handler does', async () => {
    const { exitCode, stderr } = await run(['serve', '--base-path', 'api/']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('basePath: expected a path like /api/llm');
  });

  it('ends with its server, and takes no further connection', async () => {
    const { port } = await serving(() => Promise.resolve());
    await expect(ask(`http://127.0.0.1:${port}/generate`)).rejects.toThrow('fetch failed');
  });

  it('sends away who listens to events, which have no end', async () => {
    let events: Promise<string> | undefined;
    const { exitCode } = await serving(async (port) => {
      const response = await fetch(`http://127.0.0.1:${port}/events`);
      events = response.text();
      events.catch(() => {});
    });
    expect(exitCode).toBe(0);
    await expect(events).rejects.toThrow('terminated');
  });

  it('fails with a word to the wise where the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const { exitCode, stderr } = await run(['serve', '--port', String(port)]);
    other.close();
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `Port ${port} of 127.0.0.1 is in use: stop what listens there, or choose another with --port.\n`,
    );
  });

  it('fails where the address is not one of this machine', async () => {
    const env = TOKENS;
    const { exitCode, stderr } = await run(['serve', '--port=0', '--host', '192.0.2.1'], { env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('192.0.2.1 is no address of this machine');
  });
});

describe('without tokens', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST:1234'])(
    'answers to the name %s',
    async (host) => {
      await serving(async (port) => {
        const answer = await raw(
          port,
          `GET /health HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
        );
        expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      });
    },
  );

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', '10.0.0.1'])(
    'does not answer to %s, which a page elsewhere may have led here',
    async (host) => {
      await serving(async (port) => {
        const answer = await raw(
          port,
          `GET /stats HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
        );
        expect(answer).toMatch(/^HTTP\/1\.1 403 /);
        expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({
          error: { code: 'host_not_allowed', type: 'invalid_request_error', param: null },
        });
      });
    },
  );

  it('takes no JSON that a page elsewhere could send unasked', async () => {
    await serving(async (port) => {
      const response = await ask(`http://127.0.0.1:${port}/generate`, {
        'content-type': 'text/plain',
      });
      expect(response.status).toBe(415);
    });
  });

  it.each(['0.0.0.0', '::', '192.168.0.7', 'example.com', '128.0.0.1'])(
    'does not listen on %s, and names what to set',
    async (host) => {
      const { exitCode, stdout, stderr } = await run(['serve', '--host', host]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain(`Others can reach ${host}, and there is no token`);
      for (const name of Object.keys(TOKENS)) expect(stderr).toContain(name);
    },
  );

  it('takes a blank one for none', async () => {
    const env = { LLM_ORCHESTRATOR_ADMIN_TOKEN: ' \n' };
    const { exitCode } = await run(['serve', '--host', '0.0.0.0'], { env });
    expect(exitCode).toBe(1);
  });
});

describe('with tokens', () => {
  it('lets each open what it is for, under whatever name, on whatever network', async () => {
    const { stdout, port } = await serving(
      async (free) => {
        const url = `http://127.0.0.1:${free}`;
        const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
        const status = async (answer: Promise<Response>) => (await answer).status;
        const { LLM_ORCHESTRATOR_GENERATE_TOKEN: generate } = TOKENS;
        const { LLM_ORCHESTRATOR_READ_TOKEN: read, LLM_ORCHESTRATOR_ADMIN_TOKEN: admin } = TOKENS;
        expect(await status(ask(`${url}/generate`))).toBe(401);
        expect(await status(ask(`${url}/generate`, bearer(generate)))).toBe(200);
        expect(await status(ask(`${url}/generate`, bearer(read)))).toBe(403);
        expect(await status(fetch(`${url}/stats`, { headers: bearer(read) }))).toBe(200);
        expect(await status(fetch(`${url}/dashboard`, { headers: bearer(read) }))).toBe(403);
        expect(await status(fetch(`${url}/dashboard`, { headers: bearer(admin) }))).toBe(200);
        const head = `GET /stats HTTP/1.1\r\nhost: llm.example\r\nauthorization: Bearer ${read}`;
        expect(await raw(free, `${head}\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
      },
      { args: ['--host', '0.0.0.0'], env: TOKENS },
    );
    expect(stdout).toContain(`Listening   http://0.0.0.0:${port}\n`);
    expect(stdout).toContain(
      `http://localhost:${port}/dashboard (LLM_ORCHESTRATOR_ADMIN_TOKEN as the password)\n`,
    );
    expect(stdout).toContain(`-H "authorization: Bearer $LLM_ORCHESTRATOR_GENERATE_TOKEN"`);
    for (const token of Object.values(TOKENS)) expect(stdout).not.toContain(token);
  });

  it.each([
    ['admin', 'LLM_ORCHESTRATOR_ADMIN_TOKEN', '/generate -H', '(LLM_ORCHESTRATOR_ADMIN_TOKEN as'],
    ['generate', 'LLM_ORCHESTRATOR_GENERATE_TOKEN', '/generate -H', '(closed: set LLM_'],
    ['read', 'LLM_ORCHESTRATOR_READ_TOKEN', '/stats -H', '(closed: set LLM_'],
  ] as const)(
    'with that for %s alone, tells what can be done with it',
    async (_, name, line, page) => {
      const env = { [name]: `${TOKENS[name]}\n` };
      const { stdout } = await serving(() => Promise.resolve(), { env });
      expect(stdout).toContain(`${line} "authorization: Bearer $${name}"`);
      expect(stdout).toContain(`/dashboard ${page}`);
    },
  );

  it.each(['short', 'with spaces in between', 'ümläüts-0123456789'])(
    'refuses "%s", and names the variable but not the token',
    async (token) => {
      const env = { LLM_ORCHESTRATOR_READ_TOKEN: token };
      const { exitCode, stderr } = await run(['serve'], { env });
      expect(exitCode).toBe(1);
      expect(stderr).toContain('LLM_ORCHESTRATOR_READ_TOKEN: expected 16 to 1024 printable');
      expect(stderr).not.toContain(token);
    },
  );
});

describe('what is no request is refused in the one shape of all errors:', () => {
  it.each([
    ['headers without end', `GET / HTTP/1.1\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['another protocol', 'EHLO example.com\r\n\r\n', 400],
    ['a host that is none', 'GET / HTTP/1.1\r\nhost: local host\r\nconnection: close\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
  ])('%s', async (_, request, status) => {
    const [message, code] =
      status === 431
        ? ['expected at most 16 KB of headers', 'headers_too_large']
        : ['expected a request of HTTP/1.1', 'invalid_request'];
    await serving(async (port) => {
      const answer = await raw(port, request);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(answer).toMatch(/^content-type: application\/json\r$/m);
      expect(answer.slice(answer.indexOf('{'))).toBe(refusal(message, code));
    });
  });
});
