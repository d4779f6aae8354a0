import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runExample, SLOW } from './run-example.js';

describe.concurrent('an example runs without a key:', SLOW, () => {
  it('quickstart shows the decision, the answer and the tokens', async () => {
    const { exitCode, stdout, stderr } = await runExample('quickstart');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('cost: openai/gpt-3.5-turbo, then ');
    expect(stdout).toContain('speed: anthropic/claude-haiku-4, then ');
    expect(stdout).toContain('quality: openai/gpt-4, then ');
    expect(stdout).toContain('This is a mock answer from anthropic/claude-sonnet-4.');
    expect(stdout).toMatch(/^education, \d+ tokens, \$0\.000\d+$/m);
  });

  it('explain-a-decision prints what docs/routing.md shows', async () => {
    const { exitCode, stdout, stderr } = await runExample('explain-a-decision');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const page = readFileSync(new URL('../../docs/routing.md', import.meta.url), 'utf8');
    expect(stdout).toBe(/```text\n([\s\S]*?)```/.exec(page)?.[1]);
  });

  it('wrap-existing-chat fails before, and falls back after', async () => {
    const { exitCode, stdout } = await runExample('wrap-existing-chat');
    expect(exitCode).toBe(0);
    const [before, after] = stdout.split('After:');
    expect(before).toContain('chat: ERROR: 503 overloaded');
    expect(after).toContain('(vendor/big-model is overloaded, so other/spare-model answers)');
    expect(after).toContain('chat: It arrives on Thursday.');
    expect(after).not.toContain('ERROR');
  });

  it('custom-provider is limited once, falls back and ends', async () => {
    const { exitCode, stdout, stderr } = await runExample('custom-provider');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^acme\/acme-large: rate-limit, /m);
    expect(stdout).toContain('acme/acme-small says: Hello from Acme. ($0.0000015)');
    expect(stdout).toMatch(/^acme\/acme-large rests for 2\d s: its rate limit is reached$/m);
  });

  it('stream-to-http streams over a fallback that its client never sees, and refuses an empty prompt', async () => {
    const { exitCode, stdout, stderr } = await runExample('stream-to-http');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n').sort();
    expect(lines).toEqual([
      '',
      '200 Tides follow the moon.',
      '400 ',
      'steady/m answered, fell back: true, 11 tokens',
    ]);
  });

  it.each([
    [
      'http-express',
      [
        "The app as before: { ordered: 'tea' }",
        'Without a token: 401 invalid_api_key',
        'With one: 200 Tides follow the moon. (steady/m, fell back: true)',
        'As a stream: text-delta text-delta text-delta text-delta finish result',
        "To reset: 403 with the app's token, 200 with an admin's",
      ],
    ],
    [
      'http-fastify',
      [
        "The app as before: { ordered: 'tea' }",
        'The orchestrator: 200 Tides follow the moon.',
        'A wrong request: 400 promt: unknown field "promt"; did you mean "prompt"?',
        'The reader leaves.',
        'The request was aborted; the vendor is still at work: false',
      ],
    ],
    [
      'http-nextjs',
      [
        'Without a token: 401',
        'Health: ok',
        'An answer: Tides follow the moon. (steady/m)',
        'As a stream: Tides |follow |the |moon.',
      ],
    ],
    [
      'http-worker',
      [
        'The app as before: The app itself',
        'With a wrong token: 401',
        'An answer: Tides follow the moon. (steady/m)',
        'As a stream: text-delta text-delta text-delta text-delta finish result',
        'What an admin sees: success, success',
      ],
    ],
  ])('%s serves an orchestrator beside an app, over a fallback', async (name, lines) => {
    const { exitCode, stdout, stderr } = await runExample(name);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual(lines);
  });

  it('openai-client fails before, and falls back after, in code that stays as it is', async () => {
    const { exitCode, stdout, stderr } = await runExample('openai-client');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'Before:',
      '  503 Overloaded',
      'After:',
      '  (vendor/big-model is overloaded, so other/m answers)',
      '  other/m: The moon pulls.',
      '',
    ]);
  });

  it('ai-sdk-chat answers useChat over a fallback that nobody sees', async () => {
    const { exitCode, stdout, stderr } = await runExample('ai-sdk-chat');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toBe('down/m is overloaded: acme/acme-1\nTides follow the moon.\n');
  });

  it('tools runs two calls at once, and comes back with an answer', async () => {
    const { exitCode, stdout } = await runExample('tools');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'weather({"city":"Lisbon"})',
      'weather({"city":"Oslo"})',
      'It is 18 degrees and sunny in both.',
      '',
    ]);
  });

  it('structured-output types an answer, and names what is wrong with another', async () => {
    const { exitCode, stdout } = await runExample('structured-output');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('3 days in Lisbon: Belém, Alfama');
    expect(stdout).toContain('is not of the shape asked for');
    expect(stdout).toContain('  days: ');
  });

  it('opentelemetry prints the spans that docs/observability.md shows', async () => {
    const { exitCode, stdout, stderr } = await runExample('opentelemetry');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const page = readFileSync(new URL('../../docs/observability.md', import.meta.url), 'utf8');
    expect(stdout).toBe(/```text\n([\s\S]*?)```/.exec(page)?.[1]);
  });

  it('langchain-chain fails before, and falls back unseen after', async () => {
    const { exitCode, stdout, stderr } = await runExample('langchain-chain');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'before: 503 overloaded',
      'The moon pulls at the sea.',
      'other/spare-model answered education and fell back: true',
      '',
    ]);
  });

  it('custom-policy rests the slow model for a minute', async () => {
    const { exitCode, stdout } = await runExample('custom-policy');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').map((line) => line.trim())).toEqual([
      'slow/owl rests for 60 s: it took 8000 ms, more than 5000',
      'slow/owl answered after 8000 ms',
      'fast/hare answered after 200 ms',
      '… a minute later',
      'slow/owl is back',
      'slow/owl rests for 60 s: it took 8000 ms, more than 5000',
      'slow/owl answered after 8000 ms',
      '',
    ]);
  });
});

describe('an example', () => {
  it.each([
    'main',
    'quickstart',
    'wrap-existing-chat',
    'unit-test-with-mocks.test',
    'custom-provider',
    'custom-policy',
    'stream-to-http',
    'tools',
    'ai-sdk-chat',
    'structured-output',
    'opentelemetry',
    'langchain-chain',
    'openai-client',
  ])('uses the package as its users do, by its name: %s', (name) => {
    const source = readFileSync(new URL(`../../examples/${name}.ts`, import.meta.url), 'utf8');
    expect(source).toMatch(/from 'llm-orchestrator(\/[\w-]+)?'/);
    expect(source).not.toMatch(/from '\.\.\//);
  });
});
