import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import type { IntentDetector } from '../../src/contracts/intent-detector.js';
import { orchestratorFromEnv } from '../../src/env/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { answerBody, CANARY_KEY } from '../support/dialects.js';
import { startFaultServer } from '../support/fault-server.js';

const PROMPT = 'Explain quantum computing in simple terms';

describe('an orchestrator from the environment', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('reads the environment of the process unless it is given another', async () => {
    vi.stubEnv('LLM_ORCHESTRATOR_MOCK', '1');
    const answer = await orchestratorFromEnv().generate(PROMPT);
    expect(answer.text).toBe('This is a mock answer from anthropic/claude-sonnet-4.');
    expect(() => orchestratorFromEnv({})).toThrow('no vendor to ask');
  });

  it('asks the vendor whose key and address are set', async () => {
    await using server = await startFaultServer({ body: answerBody('openai', 'from the vendor') });
    const env = { OPENAI_API_KEY: CANARY_KEY, OPENAI_BASE_URL: `${server.url}/v1` };
    const answer = await orchestratorFromEnv(env).generate(PROMPT);
    expect(answer.text).toBe('from the vendor');
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${CANARY_KEY}`);
  });

  it('takes options of the code, which are checked as always', async () => {
    const orchestrator = orchestratorFromEnv({}, { mock: true, preference: 'cost' });
    expect((await orchestrator.explain(PROMPT)).preference).toBe('cost');
    expect(() => orchestratorFromEnv({}, { mock: true, models: { 'openai/gpt-44': {} } })).toThrow(
      'did you mean "openai/gpt-4"?',
    );
  });

  it('rests a model that used more tokens than the threshold', async () => {
    const env = { TOKEN_COOLDOWN_THRESHOLD: '10', COOLDOWN_DURATION_SECONDS: '60' };
    const clock = new ManualClock();
    const orchestrator = orchestratorFromEnv(env, { mock: true, clock });
    const first = await orchestrator.generate(PROMPT);
    const second = await orchestrator.generate(PROMPT);
    expect(second.model).not.toBe(first.model);
    const { cooldowns } = await orchestrator.stats();
    expect(cooldowns[0]).toMatchObject({ target: first.model, forMs: 60_000 });
  });
});

describe('its types', () => {
  it('know the vendors, and leave their models to the environment', async () => {
    const orchestrator = orchestratorFromEnv({}, { mock: true });
    const answer = await orchestrator.generate(PROMPT);
    expectTypeOf(answer.model).toEqualTypeOf<`openai/${string}` | `anthropic/${string}`>();
    // @ts-expect-error: no such vendor is ever read from the environment
    const wrong = orchestrator.generate({ prompt: PROMPT, model: 'acme/m' });
    await expect(wrong).rejects.toThrow('"acme/m"');
  });

  it('know the intents of a detector that is given', async () => {
    const detector: IntentDetector<'refund'> = {
      intents: ['refund'],
      detect: () => ({ intent: 'refund', confidence: 1 }),
    };
    const answer = await orchestratorFromEnv({}, { mock: true, detector }).generate('Money back');
    expectTypeOf(answer.intent).toEqualTypeOf<'refund' | 'general'>();
    expect(answer.intent).toBe('refund');
  });
});

describe('the mock models', () => {
  it.each([
    ['cost', 'openai/gpt-3.5-turbo'],
    ['speed', 'anthropic/claude-haiku-4'],
    ['quality', 'openai/gpt-4'],
    ['balanced', 'anthropic/claude-sonnet-4'],
  ] as const)('show the routing: %s asks %s', async (preference, model) => {
    const orchestrator = orchestratorFromEnv({}, { mock: true });
    const plan = await orchestrator.explain({ prompt: PROMPT, preference });
    expect(plan.candidates[0]?.model).toBe(model);
    expect(plan.candidates).toHaveLength(4);
    expect(plan.maxCostUsd).toBeGreaterThan(0);
  });

  it('show why a model is excluded: a long prompt is too long for gpt-4', async () => {
    const orchestrator = orchestratorFromEnv({}, { mock: true });
    const { excluded } = await orchestrator.explain('word '.repeat(10_000));
    expect(excluded.map(({ model, reason }) => [model, reason])).toEqual([
      ['openai/gpt-4', 'context-too-small'],
    ]);
  });
});
