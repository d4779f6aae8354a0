import { describe, expect, it } from 'vitest';
import { RUNS_SOURCES, SLOW } from '../security/run-source.js';
import { ANSWERS, providerSource, withConfig } from './config-files.js';
import { NO_KEY } from './shell-of.js';
import { FROM_SOURCE, Started } from './started.js';

function start(args: readonly string[], options?: ConstructorParameters<typeof Started>[1]) {
  return new Started([...FROM_SOURCE, ...args], options);
}

/** Where a server listens. */
async function addressOf(started: Started): Promise<string> {
  const [, address = ''] = await started.told(/^Listening +(http:\S+)/m);
  return address;
}

function ask(address: string): Promise<Response> {
  return fetch(`${address}/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'Explain tides', intent: 'general' }),
  });
}

describe.runIf(RUNS_SOURCES)('llm-orchestrator as a process', SLOW, () => {
  it('prints what was asked for, and tells the rest beside it, without colours for a pipe', async () => {
    const { exitCode, stdout, stderr } = await start(['explain', 'Explain tides']).outcome();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: NO_KEY });
    expect(stdout).toMatch(/^Intent +education/);
    expect(stdout).not.toContain('\u001b');
  });

  it('reads its prompt from a pipe', async () => {
    const started = start(['explain', '--json', '-']);
    started.child.stdin?.end('Translate into French: the sea is calm.');
    const { stdout } = await started.outcome();
    expect(JSON.parse(stdout)).toMatchObject({ intent: 'translation' });
  });

  it('exits with 2 for a wrong command line', async () => {
    const { exitCode, stdout, stderr } = await start(['explian', 'x']).outcome();
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('unknown command "explian"; did you mean "explain"?');
  });

  it('exits with 1 for a failure, which has no stack', async () => {
    const cwd = withConfig('export default {\n  providers: [\n');
    const args = ['models', '--config', 'llm.config.mjs'];
    const { exitCode, stdout, stderr } = await start(args, { cwd }).outcome();
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe('llm.config.mjs: Unexpected end of input\n');
  });

  it('ends quietly when its reader has seen enough', async () => {
    const started = start(['models', '--json']);
    started.child.stdout?.destroy();
    expect(await started.outcome()).toMatchObject({ exitCode: 0, stderr: NO_KEY });
  });

  it('ends although its configuration holds something open', async () => {
    const source = `setInterval(() => {}, 1000); export default { providers: [${providerSource(ANSWERS)}] }`;
    const cwd = withConfig(source);
    const { exitCode } = await start(['models', '--config', 'llm.config.mjs'], { cwd }).outcome();
    expect(exitCode).toBe(0);
  });
});

// Windows has no signals to send.
const hasSignals = RUNS_SOURCES && process.platform !== 'win32';

describe.runIf(hasSignals)('llm-orchestrator serve, when it is told to end', SLOW, () => {
  const args = ['serve', '--port', '0', '--config', 'llm.config.mjs'];
  /** Says that it was asked, and answers when the process is told to end. */
  const WAITS = `async () => {
    const told = new Promise((resolve) => process.once('SIGTERM', resolve));
    console.error('asked');
    await told;
    return (${ANSWERS})();
  }`;
  const HANGS = `() => { console.error('asked'); return new Promise(() => {}); }`;

  it.each(['SIGINT', 'SIGTERM'] as const)('ends well by %s', async (signal) => {
    const started = start(['serve', '--port', '0']);
    const address = await addressOf(started);
    expect((await ask(address)).status).toBe(200);
    started.child.kill(signal);
    const { exitCode, stderr } = await started.outcome();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: `${NO_KEY}Stopping: running requests have 5 s.\n`,
    });
  });

  it('lets a running request end, and takes no other', async () => {
    const cwd = withConfig(`export default { providers: [${providerSource(WAITS)}] }`);
    const started = start(args, { cwd });
    const address = await addressOf(started);
    const asked = started.told(/^asked$/m);
    const answering = ask(address);
    await asked;
    started.child.kill('SIGTERM');
    const answer = await answering;
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ text: 'The moon pulls.' });
    expect(await started.outcome()).toMatchObject({ exitCode: 0 });
    await expect(ask(address)).rejects.toThrow('fetch failed');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('waits for nothing after a second signal: %s', async (signal, code) => {
    const cwd = withConfig(`export default { providers: [${providerSource(HANGS)}] }`);
    const started = start(args, { cwd });
    const address = await addressOf(started);
    const asked = started.told(/^asked$/m);
    const answering = ask(address).catch((error: unknown) => error);
    await asked;
    started.child.kill('SIGTERM');
    await started.told(/^Stopping/m);
    started.child.kill(signal);
    expect((await started.outcome()).exitCode).toBe(code);
    expect(await answering).toBeInstanceOf(Error);
  });
});
