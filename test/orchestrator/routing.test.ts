import { describe, expect, it } from 'vitest';
import { Orchestrator } from '../../src/index.js';
import { MockSuccessProvider } from '../../src/testing/index.js';

const INTENTS = [
  'code_generation',
  'education',
  'writing',
  'translation',
  'summarization',
  'general',
] as const;
const PREFERENCES = ['cost', 'speed', 'quality'] as const;

const PROMPTS: Record<(typeof INTENTS)[number], string> = {
  code_generation: 'Write a Python function that reverses a linked list',
  education: 'Explain how photosynthesis works and why it matters',
  writing: 'Write a short poem about the first snow',
  translation: 'Translate "good morning, my friend" into Spanish',
  summarization: 'Summarize the following article in three bullet points: The harbour was quiet.',
  general: 'What should I cook tonight with eggs and rice?',
};

/** One model is best at each thing: cheap, quick, good; and one of the good ones knows how to code. */
const models = [
  { id: 'cheap', quality: 0.4, speed: 0.4, price: { input: 0.05, output: 0.2 } },
  { id: 'quick', quality: 0.4, speed: 1, price: { input: 1, output: 4 } },
  { id: 'good', quality: 0.9, speed: 0.3, price: { input: 10, output: 40 } },
  {
    id: 'coder',
    quality: 0.6,
    qualityByIntent: { code_generation: 1 },
    speed: 0.3,
    price: { input: 10, output: 40 },
  },
] as const;

function make() {
  return new Orchestrator({ providers: [new MockSuccessProvider({ name: 'mock', models })] });
}

function expected(intent: string, preference: (typeof PREFERENCES)[number]): string {
  if (preference === 'cost') return 'mock/cheap';
  if (preference === 'speed') return 'mock/quick';
  return intent === 'code_generation' ? 'mock/coder' : 'mock/good';
}

describe('six intents by three preferences', () => {
  for (const intent of INTENTS) {
    for (const preference of PREFERENCES) {
      it(`routes ${intent} for ${preference} as explain() says`, async () => {
        const orchestrator = make();
        const request = { prompt: PROMPTS[intent], preference };
        const plan = await orchestrator.explain(request);
        const answer = await orchestrator.generate(request);
        expect(plan.intent).toBe(intent);
        expect(answer.intent).toBe(intent);
        expect(plan.candidates[0]?.model).toBe(expected(intent, preference));
        expect(answer.model).toBe(plan.candidates[0]?.model);
      });
    }
  }
});

describe('explain', () => {
  it('calls no model and tells no event', async () => {
    let calls = 0;
    const provider = new MockSuccessProvider({ text: () => `${++calls}` });
    const orchestrator = new Orchestrator({ providers: [provider] });
    const heard: string[] = [];
    orchestrator.onAny(({ type }) => heard.push(type));
    await orchestrator.explain('Hello');
    expect(calls).toBe(0);
    expect(heard).toEqual([]);
  });

  it('says what the request costs at most: the dearest attempts, each charged in full', async () => {
    const price = { input: 1, output: 2 };
    const profile = { id: 'm', price, maxOutputTokens: 1_000 };
    const provider = new MockSuccessProvider({ models: [profile] });
    const orchestrator = new Orchestrator({ providers: [provider], maxAttempts: 2 });
    const plan = await orchestrator.explain({ prompt: 'x'.repeat(84), intent: 'general' });
    // 84 bytes and 16 for the message, at 1 USD per million; 1,000 tokens at 2 USD per million; twice.
    expect(plan.maxCostUsd).toBeCloseTo(2 * (100e-6 + 2_000e-6), 12);
  });
});

describe('an estimate of tokens by the provider', () => {
  it('is asked for once per request and model', async () => {
    const counted: string[] = [];
    const estimateInputTokens = ({ model }: { readonly model: string }) => {
      counted.push(model);
      return 7;
    };
    const mock = new MockSuccessProvider({ name: 'mock', models });
    const provider = Object.assign(mock, { estimateInputTokens });
    const orchestrator = new Orchestrator({ providers: [provider] });
    expect((await orchestrator.explain('Hello')).inputTokens).toBe(7);
    expect(counted.sort()).toEqual(['cheap', 'coder', 'good', 'quick']);
    await orchestrator.generate('Hello');
    expect(counted).toHaveLength(8);
  });
});

describe('routes', () => {
  const providers = [new MockSuccessProvider({ name: 'mock', models })];

  it('tries the listed models first, in their order, and the others behind them', async () => {
    const orchestrator = new Orchestrator({
      providers,
      routes: { general: ['mock/quick', 'mock/cheap'] },
    });
    const plan = await orchestrator.explain({
      prompt: 'x',
      intent: 'general',
      preference: 'quality',
    });
    expect(plan.candidates.map(({ model }) => model)).toEqual([
      'mock/quick',
      'mock/cheap',
      'mock/good',
      'mock/coder',
    ]);
  });

  it('tries nobody else where the route is `only` for those listed', async () => {
    const orchestrator = new Orchestrator({
      providers,
      routes: { general: { cost: ['mock/quick'], only: true } },
    });
    const plan = await orchestrator.explain({ prompt: 'x', intent: 'general', preference: 'cost' });
    expect(plan.candidates.map(({ model }) => model)).toEqual(['mock/quick']);
    expect(plan.excluded.map(({ reason }) => reason)).toEqual([
      'not-ranked',
      'not-ranked',
      'not-ranked',
    ]);
  });

  it("is overruled by the request's own list, in its order", async () => {
    const orchestrator = new Orchestrator({ providers, routes: { general: ['mock/quick'] } });
    const answer = await orchestrator.generate({
      prompt: 'x',
      intent: 'general',
      model: ['mock/good', 'mock/cheap'],
    });
    expect(answer.model).toBe('mock/good');
  });
});

describe('retired models', () => {
  const dated = new MockSuccessProvider({
    models: [
      { id: 'old', status: 'retired', retiresOn: '2025-01-01', successor: 'new' },
      { id: 'new', quality: 0.1 },
    ],
  });

  it('are not routed to, and the answer names the successor', async () => {
    const orchestrator = new Orchestrator({ providers: [dated] });
    const answer = await orchestrator.generate('Hello');
    expect(answer.model).toBe('mock-success/new');
    expect(answer.warnings).toContainEqual(
      expect.objectContaining({
        code: 'model-retired',
        message: expect.stringContaining('use new'),
      }),
    );
    const health = await orchestrator.health();
    expect(health.status).toBe('ok');
    expect(health.models[0]).toMatchObject({ available: false, reason: 'retired' });
  });

  it('work where the user says that they do', async () => {
    const orchestrator = new Orchestrator({
      providers: [dated],
      models: { 'mock-success/old': { enabled: true } },
    });
    const answer = await orchestrator.generate({ prompt: 'Hi', model: 'mock-success/old' });
    expect(answer.model).toBe('mock-success/old');
  });
});
