import { describe, expect, it } from 'vitest';
import type { Detection } from '../../src/index.js';
import { FirstConfident, ModelIntentDetector } from '../../src/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { always, orchestrate, rejection, scripted } from './support.js';

const BILLING = '{"intent":"billing"}';
const INTENTS = { billing: 'about money', support: 'something is broken' };

/** Knows `support` by its word, and is not sure of anything else. */
const rules = {
  intents: ['billing', 'support'] as const,
  detect: ({ text }: { readonly text: string }): Detection<'billing' | 'support'> => ({
    intent: 'support',
    confidence: text.includes('broken') ? 0.9 : 0.3,
  }),
};

function model(options: ConstructorParameters<typeof ModelIntentDetector>[0] = {}) {
  return new ModelIntentDetector({ intents: INTENTS, ...options } as { intents: typeof INTENTS });
}

function make(script: Parameters<typeof scripted>[1], detector: unknown = model()) {
  const provider = scripted('a', script);
  return { provider, ...orchestrate([provider], { detector: detector as never }) };
}

describe('a model that says what a prompt is for', () => {
  it('is asked once for equal prompts, of whatever tenant, and costs what it costs', async () => {
    const usage = { inputTokens: 100, outputTokens: 10 };
    const { provider, orchestrator, recorded } = make([
      { text: BILLING, usage },
      'Hello!',
      'Hello again!',
    ]);
    const first = await orchestrator.generate({ prompt: 'Refund me', tenant: 'acme' });
    const second = await orchestrator.generate({ prompt: 'Refund me', tenant: 'other' });
    expect([first.intent, second.intent]).toEqual(['billing', 'billing']);
    expect(first.intentConfidence).toBe(0.8);
    provider.assertDone();
    expect(recorded.of('usage')[0]).toMatchObject({
      requestId: 'request-2',
      tenant: 'acme',
      usage,
    });
    const { tenant } = await orchestrator.stats({ tenant: 'acme' });
    expect(tenant?.lastHour.requests).toBe(2);
  });

  it('sees the question, and answers it as JSON', async () => {
    const { provider, orchestrator } = make([BILLING, 'Hello!']);
    await orchestrator.generate({ prompt: 'Refund me', system: 'You sell shoes.' });
    const [question, answer] = provider.calls.map(({ request }) => request);
    expect(question?.messages).toEqual([
      {
        role: 'user',
        content: [{ type: 'text', text: '{"text":"Refund me","system":"You sell shoes."}' }],
      },
    ]);
    expect(question?.outputSchema).toMatchObject({
      properties: { intent: { enum: ['billing', 'support', 'general'] } },
    });
    expect(answer?.system).toBe('You sell shoes.');
    expect(answer).not.toHaveProperty('outputSchema');
  });

  it('is not asked by explain(), which knows what was asked before', async () => {
    const { provider, orchestrator } = make([BILLING, 'Hello!']);
    const before = await orchestrator.explain('Refund me');
    expect(before).toMatchObject({ intent: 'general', intentConfidence: 0, warnings: [] });
    await orchestrator.generate('Refund me');
    expect(await orchestrator.explain('Refund me')).toMatchObject({
      intent: 'billing',
      intentConfidence: 0.8,
      intentEvidence: ['model.a/m'],
    });
    provider.assertDone();
  });

  it('falls back like any request', async () => {
    const broken = scripted('a', always({ error: 'overloaded' }));
    const working = scripted('b', [BILLING, 'Hello!']);
    const { orchestrator } = orchestrate([broken, working], { detector: model() as never });
    expect((await orchestrator.generate('Refund me')).intent).toBe('billing');
  });

  it.each([
    ['no JSON', 'billing'],
    ['an intent of its own', '{"intent":"poem"}'],
    ['a failure', { error: 'invalid-request' as const }],
  ])('that answers %s leaves the prompt general, with a warning', async (_, step) => {
    const { orchestrator } = make([step, 'Hello!']);
    const answer = await orchestrator.generate('Refund me');
    expect(answer).toMatchObject({ text: 'Hello!', intent: 'general', intentConfidence: 0 });
    expect(answer.warnings).toMatchObject([{ code: 'intent-undetected' }]);
  });

  it('that is late is aborted after 800 ms', async () => {
    const { provider, orchestrator, clock } = make([{ hang: true }, 'Hello!']);
    const answer = orchestrator.generate('Refund me');
    await clock.advance(799);
    expect(provider.calls[0]?.isOpen).toBe(true);
    await clock.advance(1);
    expect(provider.calls[0]?.isOpen).toBe(false);
    expect((await answer).warnings[0]?.message).toContain('it threw RequestTimeoutError');
    expect(clock.pending).toBe(0);
  });

  it('is asked again for the others where the first of equals is aborted', async () => {
    const { provider, orchestrator, clock } = make([{ hang: true }, BILLING, 'Hello!']);
    const controller = new AbortController();
    const first = rejection(
      orchestrator.generate({ prompt: 'Refund me', signal: controller.signal }),
    );
    const second = orchestrator.generate('Refund me');
    await clock.advance(10);
    expect(provider.calls).toHaveLength(1);
    controller.abort(new Error('changed my mind'));
    expect(await first).toBe(controller.signal.reason);
    expect((await second).intent).toBe('billing');
    provider.assertDone();
  });
});

describe('rules first, and a model where they are unsure', () => {
  const first = (options = {}) => new FirstConfident([rules, model(options)]);

  it('asks the model only then', async () => {
    const { provider, orchestrator } = make(['Hello!', BILLING, 'Hello!'], first());
    expect((await orchestrator.generate('It is broken')).intent).toBe('support');
    expect(provider.calls).toHaveLength(1);
    expect((await orchestrator.generate('Refund me')).intent).toBe('billing');
    provider.assertDone();
  });

  it('goes by the rules where the model is late or fails, without a warning', async () => {
    const { orchestrator, clock } = make([{ hang: true }, 'Hello!', 'nonsense', 'Hello!'], first());
    const late = orchestrator.generate('Refund me');
    await clock.advance(800);
    expect(await late).toMatchObject({ intent: 'support', intentConfidence: 0.3, warnings: [] });
    const failed = await orchestrator.generate('Refund me again');
    expect(failed).toMatchObject({ intent: 'support', intentConfidence: 0.3, warnings: [] });
  });

  it('asks no model where the rules come too late', async () => {
    const clock = new ManualClock();
    const late = {
      intents: ['billing'] as const,
      detect: async (): Promise<Detection<'billing'>> => {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 1_500));
        return { intent: 'billing', confidence: 0.1 };
      },
    };
    const provider = scripted('a', ['Hello!']);
    const detector = new FirstConfident([late, model()]) as never;
    const { orchestrator } = orchestrate([provider], { detector, clock });
    const answer = orchestrator.generate('Refund me');
    await clock.advance(3_000);
    expect((await answer).text).toBe('Hello!');
    provider.assertDone();
  });

  it('goes by the rules in explain()', async () => {
    const { orchestrator } = make([], first());
    expect(await orchestrator.explain('Refund me')).toMatchObject({
      intent: 'support',
      intentConfidence: 0.3,
      intentEvidence: ['first-confident.0'],
    });
  });
});
