import { describe, expect, it } from 'vitest';
import { ANSWERS, providerSource, withConfig } from './config-files.js';
import { NO_KEY, run } from './shell-of.js';

const PROVIDER = providerSource(ANSWERS);

async function models(source: string, ...flags: string[]) {
  return run(['models', '--config', 'llm.config.mjs', ...flags], { directory: withConfig(source) });
}

describe('llm-orchestrator models', () => {
  it('lists the mock models without a key', async () => {
    const { exitCode, stdout, stderr } = await run(['models']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: NO_KEY });
    expect(stdout).toMatch(/^Model +in +out +context +quality +speed +now$/m);
    expect(stdout).toMatch(/^openai\/gpt-3\.5-turbo +0\.5 +1\.5 +16k +0\.5 +0\.8 +ready$/m);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2 + 4);
  });

  it('says that mocks were asked for', async () => {
    const env = { LLM_ORCHESTRATOR_MOCK: '1', OPENAI_API_KEY: 'sk-a-key-of-somebody' };
    const { stderr } = await run(['models'], { env });
    expect(stderr).toBe('LLM_ORCHESTRATOR_MOCK is set: mock models answer.\n');
  });

  it('lists the models of the vendors with a key, and what they can do', async () => {
    const env = { OPENAI_API_KEY: 'sk-a-key-of-somebody' };
    const { stdout, stderr } = await run(['models'], { env });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^openai\/gpt-\S+ .* ready +image-input, file-input, tools,$/m);
    expect(stdout).not.toContain('anthropic/');
    expect(stdout).not.toContain('sk-a-key');
  });

  it('applies the corrections of the options, and shows what is not known as -', async () => {
    const source = `export default {
      providers: [${PROVIDER}],
      models: {
        'acme/large': { price: { input: 3, output: 9 }, retiresOn: '2999-06-30' },
        'acme/small': { enabled: false },
      },
    }`;
    const { stdout, stderr } = await models(source);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^acme\/large +3 +9 +400k +0\.9 +ready +2999-06-30$/m);
    expect(stdout).toMatch(/^acme\/small +- +- +- +0\.4 +disabled +-$/m);
    const listed = JSON.parse((await models(source, '--json')).stdout);
    expect(listed).toEqual([
      {
        model: 'acme/large',
        provider: 'acme',
        available: true,
        quality: 0.9,
        price: { input: 3, output: 9 },
        contextWindow: 400_000,
        retiresOn: '2999-06-30',
      },
      {
        model: 'acme/small',
        provider: 'acme',
        available: false,
        reason: 'disabled',
        quality: 0.4,
      },
    ]);
  });

  it('shows what an orchestrator shows, and says what it does not', async () => {
    const health = `async () => ({ status: 'degraded', store: 'ok', models: [
      { model: 'acme/a', available: false, reason: 'cooling', retryAfterMs: 29_001 },
      { model: 'acme/b', available: true },
    ] })`;
    const others = ['generate', 'stream', 'explain', 'stats', 'reset', 'onAny', 'close'];
    const source = `export default { health: ${health}, ${others.map((name) => `${name}() {}`).join()} }`;
    const { exitCode, stdout, stderr } = await models(source);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('export its options to see them.');
    expect(stdout.split('\n').filter((line) => line.startsWith('acme'))).toEqual([
      'acme/a  cooling 30 s',
      'acme/b  ready',
    ]);
  });
});

describe('--config', () => {
  it.each([
    ['options', `export default { providers: [${PROVIDER}] }`],
    ['a promise of them', `export default Promise.resolve({ providers: [${PROVIDER}] })`],
    ['a function of them', `export default async () => ({ providers: [${PROVIDER}] })`],
  ])('takes %s', async (_, source) => {
    const { exitCode, stdout } = await models(source, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ model: 'acme/large' }, { model: 'acme/small' }]);
  });

  it('wins over the environment', async () => {
    const directory = withConfig(`export default { providers: [${PROVIDER}] }`);
    const env = { OPENAI_API_KEY: 'sk-a-key-of-somebody' };
    const { stdout } = await run(['models', '--config=llm.config.mjs'], { directory, env });
    expect(stdout).toContain('acme/large');
    expect(stdout).not.toContain('openai/');
  });

  it.each([
    ['exports nothing', 'export const options = 1', 'expected a default export: options of'],
    ['exports something else', 'export default 42', 'expected a default export: options of'],
    ['has no models', 'export default { providers: [] }', 'providers: expected at least one'],
    ['has a typo', `export default { provider: [] }`, 'did you mean "providers"?'],
    ['fails', `throw new Error('no database')`, 'no database'],
    ['throws no error', `throw 'no database'`, 'no database'],
  ])('fails with a message that names the file when it %s', async (_, source, message) => {
    const { exitCode, stdout, stderr } = await models(source);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(`llm.config.mjs: `);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('is wrong where there is no such file', async () => {
    const { exitCode, stderr } = await run(['models', '--config', 'nothing.mjs']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--config: there is no file "nothing.mjs"\n');
  });
});
