import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { paintFor } from '../../src/cli/paint.js';
import { run } from './shell-of.js';

const COMMANDS = ['explain', 'models', 'serve', 'simulate'];

describe('llm-orchestrator', () => {
  it.each(['--help', '-h', 'help'])('lists its commands with %s', async (flag) => {
    const { exitCode, stdout, stderr } = await run([flag]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
  });

  it.each(COMMANDS)(
    'tells about %s with --help, -h and help, whatever else is there',
    async (name) => {
      const { exitCode, stdout } = await run([name, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`llm-orchestrator ${name} [options]`);
      expect(stdout).toMatch(/^ {2}--config <file> +\S/m);
      expect(await run([name, '-h', '--json'].slice(0, 2))).toMatchObject({ stdout });
      expect(await run(['help', name])).toMatchObject({ stdout });
    },
  );

  it.each(['--version', '-v'])('says which version it is with %s', async (flag) => {
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { stdout } = await run([flag]);
    expect(stdout).toBe(`${JSON.parse(manifest).version}\n`);
  });

  it.each([
    [[], 'There is no command: explain, models, serve, simulate', ''],
    [['serv'], 'unknown command "serv"; did you mean "serve"?', ''],
    [['dashboard'], 'unknown command "dashboard"; known: explain, models, serve, simulate', ''],
    [['--port'], 'unknown option "--port"; known: explain, models, serve, simulate', ''],
    [['\u001b[2J'], 'unknown command "\\u001b[2J"; known: explain, models, serve, simulate', ''],
    [['help', 'model'], 'unknown command "model"; did you mean "models"?', ''],
    [['serve', '--prot', '1'], 'unknown option "--prot"; did you mean "--port"?', 'serve '],
    [['serve', '-p', '1'], 'unknown option "-p"; known: --help, --port, --host,', 'serve '],
    [['serve', '--port'], '--port: expected number, got nothing', 'serve '],
    [['serve', '--port', '--host'], '--port: expected number, got "--host"', 'serve '],
    [['serve', '--port=x'], '--port: expected a whole number from 0 to 65535, got "x"', 'serve '],
    [
      ['serve', '--port', ' '],
      '--port: expected a whole number from 0 to 65535, got " "',
      'serve ',
    ],
    [['serve', '--port', '1.5'], '--port: expected a whole number from 0 to 65535, got', 'serve '],
    [['serve', '--port', '65536'], '--port: expected a whole number from 0 to 65535,', 'serve '],
    [['serve', '--host='], '--host: expected a value, got nothing', 'serve '],
    [['models', '--json=yes'], '--json: expected no value, got "yes"', 'models '],
    [['models', 'openai'], 'expected nothing but options, got "openai"', 'models '],
    [['explain', 'x', '--preference', 'spede'], 'did you mean "speed"?', 'explain '],
    [['explain', ' '], 'There is no prompt: llm-orchestrator explain "Explain', 'explain '],
    [['explain', '-'], 'There is nothing on standard input.', 'explain '],
    [
      ['simulate', '--streams', '2'],
      '--streams: expected a number from 0 to 1, got "2"',
      'simulate ',
    ],
    [['simulate', '--hours', '-1'], '--hours: expected number, got "-1"', 'simulate '],
  ])(
    'exits with 2 for %j, and says what is wrong and where to look',
    async (args, message, name) => {
      const { exitCode, stdout, stderr } = await run(args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain(message);
      expect(stderr).toContain(`llm-orchestrator ${name}--help says what there is.\n`);
    },
  );

  it('exits with 1 for a failure, and shows its message alone', async () => {
    const env = { OPENAI_API_KEY: 'sk-a-key-of-somebody', OPENAI_MODELS: 'a,a' };
    const { exitCode, stdout, stderr } = await run(['models'], { env });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe('OPENAI_MODELS: expected each model once\n');
  });
});

describe('bold', () => {
  const bold = (isTTY: boolean, env = {}) => paintFor({ isTTY }, env).bold('head');

  it('is for terminals', () => {
    expect(bold(true)).toBe('\u001b[1mhead\u001b[22m');
    expect(bold(false)).toBe('head');
    expect(paintFor({}, {}).bold('head')).toBe('head');
  });

  it.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('is not for those with %j', (env) => {
    expect(bold(true, env)).toBe('head');
  });

  it('takes a NO_COLOR that is empty for none', () => {
    expect(bold(true, { NO_COLOR: '', TERM: 'xterm' })).toBe('\u001b[1mhead\u001b[22m');
  });
});
