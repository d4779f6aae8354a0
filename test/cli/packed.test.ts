import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../security/run-source.js';
import { withConfig } from './config-files.js';
import { NO_KEY } from './shell-of.js';
import { Started } from './started.js';

const run = promisify(execFile);
const PACKS = { timeout: 60_000 };
const CLI = 'node_modules/llm-orchestrator/dist/cli.js';

/** A directory in which the package is installed as it would be published, and the configuration beside it. */
async function installed(config: string, dependencies: readonly string[]): Promise<string> {
  const directory = withConfig(config);
  const home = join(directory, 'node_modules', 'llm-orchestrator');
  mkdirSync(home, { recursive: true });
  const flags = ['--offline', '--ignore-scripts', '--logs-max=0', '--pack-destination', directory];
  await run('npm', ['pack', ...flags], { cwd: ROOT, shell: process.platform === 'win32' });
  const tarball = readdirSync(directory).find((name) => name.endsWith('.tgz')) as string;
  await run('tar', ['-xzf', tarball, '-C', home, '--strip-components=1'], { cwd: directory });
  for (const name of dependencies) {
    cpSync(join(ROOT, 'node_modules', name), join(directory, 'node_modules', name), {
      recursive: true,
    });
  }
  return directory;
}

/** Written for another copy of the package than the one in the bundle: errors and options are of that. */
const CONFIG = `
import { Orchestrator, ProviderError } from 'llm-orchestrator';
import { MockSuccessProvider } from 'llm-orchestrator/testing';

const failing = {
  name: 'down',
  models: [{ id: 'm' }],
  generate: () => Promise.reject(new ProviderError({ kind: 'auth', message: 'no such key' })),
};
const options = {
  providers: [failing, new MockSuccessProvider({ name: 'up', models: [{ id: 'm' }] })],
  routes: { general: ['down/m', 'up/m'] },
};
export default process.env.AS_OPTIONS ? options : new Orchestrator(options);
`;

describe.runIf(existsSync(`${ROOT}dist/cli.js`))('the published command', PACKS, () => {
  it('needs nothing beside its package', async () => {
    const cwd = await installed('', []);
    const start = (args: readonly string[], env = {}) => new Started([CLI, ...args], { cwd, env });
    const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
    expect(await start(['--version']).outcome()).toEqual({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
    expect(await start(['explain', 'Hello']).outcome()).toMatchObject({
      exitCode: 0,
      stderr: NO_KEY,
    });
    const serving = start(['serve', '--port', '0']);
    const [, address] = await serving.told(/^Listening +(http:\S+)/m);
    expect(await (await fetch(`${address}/health`)).json()).toMatchObject({ status: 'ok' });

    const env = { OPENAI_API_KEY: 'sk-a-key-of-somebody', ANTHROPIC_API_KEY: 'sk-ant-another' };
    const refused = await start(['serve', '--port', '0'], env).outcome();
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain('npm install openai @anthropic-ai/sdk\n');
    expect(refused.stderr).not.toContain('sk-a');
  });

  it('answers by a configuration that has a copy of the package of its own', async () => {
    const cwd = await installed(CONFIG, ['p-timeout', 'eventemitter3']);
    for (const env of [{}, { AS_OPTIONS: '1' }]) {
      const args = [CLI, 'serve', '--port', '0', '--config', 'llm.config.mjs'];
      const serving = new Started(args, { cwd, env });
      const [, address] = await serving.told(/^Listening +(http:\S+)/m);
      const ask = async (model?: string) => {
        const answer = await fetch(`${address}/generate`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ prompt: 'Hello', intent: 'general', model }),
        });
        return { status: answer.status, body: await answer.json() };
      };
      expect(await ask()).toMatchObject({ status: 200, body: { model: 'up/m', fellBack: true } });
      // Its failure was known by its brand, as `instanceof` does not hold between the two copies; and so is this one.
      expect(await ask('down/m')).toMatchObject({
        status: 503,
        body: {
          error: {
            code: 'no_model_available',
            message: expect.stringContaining('its credentials were refused'),
          },
        },
      });
      expect(await ask('up/n')).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid_request' } },
      });
    }
    writeFileSync(join(cwd, 'wrong.mjs'), CONFIG.replace("general: ['down", "general: ['dwon"));
    const args = [CLI, 'models', '--config', 'wrong.mjs'];
    const { exitCode, stderr } = await new Started(args, { cwd }).outcome();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^wrong\.mjs: routes\.general\[0\]: .*did you mean "down\/m"\?\n$/);
  });
});
