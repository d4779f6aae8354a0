import { describe, expect, it } from 'vitest';
import { readArguments, UsageError } from '../../examples/main/arguments.js';
import { answerBody, CANARY_KEY, errorBody } from '../support/dialects.js';
import { startFaultServer } from '../support/fault-server.js';
import { runExample, SLOW } from './run-example.js';

const PROMPT = 'Explain quantum computing in simple terms';

function runMain(args: readonly string[], env?: Record<string, string>) {
  return runExample('main', args, env);
}

describe.concurrent('npm start without a key', SLOW, () => {
  it('says that mocks answer, and tells who answered and why, what it took and who rests', async () => {
    const { exitCode, stdout, stderr } = await runMain([PROMPT]);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('No OPENAI_API_KEY and no ANTHROPIC_API_KEY is set: mock models');
    expect(stdout).toContain('This is a mock answer from anthropic/claude-sonnet-4.');
    expect(stdout).toMatch(/^intent +education \(confidence [01]\.\d\d\)$/m);
    expect(stdout).toMatch(/^model +anthropic\/claude-sonnet-4$/m);
    expect(stdout).toMatch(/^why +the best score for balanced, 0\.\d{3}; ahead of openai\/gpt-4 /m);
    expect(stdout).toMatch(
      /cheaper \(.+\), faster \(.+\), though not as good \(0\.85 to 0\.95\)$/m,
    );
    expect(stdout).toMatch(/^attempt 1 +anthropic\/claude-sonnet-4: success after \d+ ms$/m);
    expect(stdout).toMatch(/^tokens +\d+ in \+ \d+ out = \d+ \(reported\)$/m);
    expect(stdout).toMatch(/^cost +\$0\.000\d+$/m);
    expect(stdout).toMatch(/^latency +\d+ ms$/m);
    expect(stdout).toMatch(/^anthropic\/claude-sonnet-4 +1 +0 +\d+ +\d+ +\$0\.000\d+$/m);
    expect(stdout).toContain('No model rests.');
  });

  it('falls back with --fail, and rests the model that failed', async () => {
    const { exitCode, stdout } = await runMain(['--fail', 'gpt-4', '--preference=quality', PROMPT]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('This is a mock answer from anthropic/claude-sonnet-4.');
    expect(stdout).toContain('openai/gpt-4 failed; then the best score for quality');
    expect(stdout).toContain('attempt 1  openai/gpt-4: rate-limit (refused because of --fail)');
    expect(stdout).toContain('attempt 2  anthropic/claude-sonnet-4: success');
    expect(stdout).toMatch(/^openai\/gpt-4 +3\d s +its rate limit is reached \(rate-limit\)$/m);
  });

  it('prints the plan alone with --explain, those excluded with the reason', async () => {
    const prompt = 'Summarize this: '.concat('word '.repeat(10_000));
    const { exitCode, stdout } = await runMain(['--explain', '--preference', 'cost', prompt]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Intent summarization \(confidence [01]\.\d\d\), preference cost\.$/m);
    expect(stdout).toMatch(
      /^Would be asked +score +cost +speed +quality +health\nopenai\/gpt-3\.5/m,
    );
    expect(stdout).toMatch(/^openai\/gpt-4 +context-too-small +\S.+$/m);
    expect(stdout).not.toContain('This is a mock answer');
  });

  it('prints one JSON object and nothing else with --json', async () => {
    const fallback = ['--json', '--preference', 'speed', '--fail', 'anthropic/claude-haiku-4'];
    const { exitCode, stdout, stderr } = await runMain([...fallback, PROMPT]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      mock: true,
      answer: {
        intent: 'education',
        fellBack: true,
        attempts: [{ model: 'anthropic/claude-haiku-4' }, { outcome: 'success' }],
      },
      plan: {
        preference: 'speed',
        candidates: [{ model: 'anthropic/claude-haiku-4' }, {}, {}, {}],
      },
      usage: { cooldowns: [{ target: 'anthropic/claude-haiku-4' }] },
    });
  });

  it('prints the plan as JSON with --explain --json', async () => {
    const { stdout } = await runMain(['--explain', '--json', 'Hello', 'there']);
    const { mock, plan, ...rest } = JSON.parse(stdout);
    expect({ mock, rest }).toEqual({ mock: true, rest: {} });
    expect(plan.candidates).toHaveLength(4);
  });

  it('lists its options with --help', async () => {
    const { exitCode, stdout } = await runMain(['--help']);
    expect(exitCode).toBe(0);
    for (const option of ['--preference', '--explain', '--json', '--fail', '--help']) {
      expect(stdout).toContain(`  ${option} `);
    }
  });
});

describe('a wrong command line', SLOW, () => {
  it('exits with 2, and says what is wrong', async () => {
    const { exitCode, stderr } = await runMain(['--fail', 'gpt-9', PROMPT]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no model "gpt-9"; known: openai/gpt-4,');
    expect(stderr).toContain('--help lists the options');
    expect(stderr).not.toContain('    at ');
  });

  it.each([
    ['no prompt', [], 'There is no prompt'],
    ['a blank prompt', [' '], 'There is no prompt'],
    ['an unknown option', ['--cheap', PROMPT], "Unknown option '--cheap'"],
    ['an option without its value', ['--preference'], "Option '--preference"],
    ['an unknown preference', ['--preference=cheap', PROMPT], 'one of cost, speed, quality, bal'],
  ])('is one with %s', (_, args, problem) => {
    expect(() => readArguments(args)).toThrow(UsageError);
    expect(() => readArguments(args)).toThrow(problem);
  });
});

describe('npm start with a key', SLOW, () => {
  it('asks the vendor, at the address that is set', async () => {
    await using server = await startFaultServer({
      body: answerBody('openai', 'Bits in two states.'),
    });
    const env = { OPENAI_API_KEY: CANARY_KEY, OPENAI_BASE_URL: `${server.url}/v1` };
    const { exitCode, stdout } = await runMain([PROMPT], env);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Bits in two states.');
    expect(stdout).toMatch(/^model +openai\/gpt-6/m);
    expect(stdout).not.toContain('mock');
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${CANARY_KEY}` },
    });
    expect(server.requests[0]?.text).toContain(PROMPT);
  });

  it('exits with 1 and the reason when the vendor refuses, without the key and without mocks', async () => {
    const body = errorBody('openai', { code: 'invalid_api_key', message: `bad: ${CANARY_KEY}` });
    await using server = await startFaultServer({ status: 401, body });
    const env = { OPENAI_API_KEY: CANARY_KEY, OPENAI_BASE_URL: `${server.url}/v1` };
    const { exitCode, stdout, stderr } = await runMain(['--json', PROMPT], env);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('auth');
    expect(JSON.parse(stdout).error.attempts[0]).toMatchObject({ error: { kind: 'auth' } });
    expect(stdout + stderr).not.toContain(CANARY_KEY);
  });

  it('exits with 1 for a wrong variable, and names it', async () => {
    const env = { LLM_ORCHESTRATOR_MOCK: '1', TOKEN_COOLDOWN_THRESHOLD: 'many' };
    const { exitCode, stdout, stderr } = await runMain([PROMPT], env);
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('TOKEN_COOLDOWN_THRESHOLD: expected a whole number above 0');
  });
});
