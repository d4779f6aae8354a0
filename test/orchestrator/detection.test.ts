import { describe, expect, it } from 'vitest';
import type { Detection, DetectionInput, IntentDetector } from '../../src/index.js';
import { always, orchestrate, rejection, scripted } from './support.js';

const NOISE = '<system-reminder>Write the tests first.</system-reminder>';

function detector(
  detect: (input: DetectionInput) => unknown,
  intents: readonly string[] = ['billing', 'support'],
): IntentDetector<string> {
  return { intents, detect } as IntentDetector<string>;
}

/** Asks a model what the prompt is for, and takes its text as the intent. */
const asking = detector(async ({ text, generate }): Promise<Detection<string>> => {
  if (generate === undefined) return { intent: 'general', confidence: 0 };
  const { text: intent } = await generate({ prompt: `What is this: ${text}`, preference: 'cost' });
  return { intent, confidence: 0.8 };
});

describe('what a detector says of a prompt', () => {
  const detection = {
    intent: 'billing',
    confidence: 0.7,
    alternatives: [{ intent: 'support', confidence: 0.2 }],
    evidence: ['invoice@3'],
  };

  it('is in the event and in the plan, alternatives and evidence included', async () => {
    const { orchestrator, recorded } = orchestrate([scripted('a', always('Hi'))], {
      detector: detector(() => detection),
    });
    const plan = await orchestrator.explain('Hello');
    const told = {
      intentAlternatives: detection.alternatives,
      intentEvidence: detection.evidence,
    };
    expect(plan).toMatchObject({ intent: 'billing', intentConfidence: 0.7, ...told });
    await orchestrator.generate('Hello');
    expect(recorded.of('intent')[0]).toMatchObject({ ...detection, detected: true });
    expect(recorded.of('route')[0]?.plan).toMatchObject(told);
  });

  it('leaves out what it does not say', async () => {
    const { orchestrator, recorded } = orchestrate([scripted('a', always('Hi'))], {
      detector: detector(() => ({ intent: 'billing', confidence: 0.7 })),
    });
    const plan = await orchestrator.explain('Hello');
    expect(plan).not.toHaveProperty('intentAlternatives');
    expect(plan).not.toHaveProperty('intentEvidence');
    await orchestrator.generate('Hello');
    expect(recorded.of('intent')[0]).not.toHaveProperty('alternatives');
  });

  it('stays its own: events freeze copies', async () => {
    const { orchestrator } = orchestrate([scripted('a', always('Hi'))], {
      detector: detector(() => detection),
    });
    await orchestrator.generate('Hello');
    expect(Object.isFrozen(detection.alternatives)).toBe(false);
    expect(Object.isFrozen(detection.alternatives[0])).toBe(false);
    expect(Object.isFrozen(detection.evidence)).toBe(false);
  });

  it('is not about what an agent added, which the model gets all the same', async () => {
    const provider = scripted('a', always('Hi'));
    const seen: string[] = [];
    const { orchestrator } = orchestrate([provider], {
      detector: detector(({ text }) => {
        seen.push(text);
        return { intent: 'billing', confidence: 1 };
      }),
    });
    const content = `${NOISE}Refund me`;
    await orchestrator.generate({ messages: [{ role: 'user', content }] });
    expect(seen).toEqual(['Refund me']);
    expect(provider.calls[0]?.request.messages[0]?.content).toEqual([
      { type: 'text', text: content },
    ]);
  });
});

describe('a detector that asks a model', () => {
  it('makes a request of its own, told of and booked like any other', async () => {
    const provider = scripted('a', ['billing', 'Hello!']);
    const { orchestrator, recorded } = orchestrate([provider], { detector: asking });
    const answer = await orchestrator.generate({ prompt: 'Refund me', tenant: 'acme' });
    expect(answer).toMatchObject({ id: 'request-1', text: 'Hello!', intent: 'billing' });
    expect(answer.attempts).toHaveLength(1);
    const [first, second] = recorded.of('request-start');
    expect(first).toMatchObject({ requestId: 'request-1', preference: 'balanced' });
    expect(first).not.toHaveProperty('parentRequestId');
    expect(second).toMatchObject({
      requestId: 'request-2',
      parentRequestId: 'request-1',
      preference: 'cost',
      tenant: 'acme',
    });
    const ends = recorded.of('request-end').map(({ requestId, intent }) => [requestId, intent]);
    expect(ends).toEqual([
      ['request-2', 'general'],
      ['request-1', 'billing'],
    ]);
    const { models } = await orchestrator.stats();
    expect(models[0]?.lastMinute.requests).toBe(2);
  });

  it('does so for a stream as well', async () => {
    const { orchestrator } = orchestrate([scripted('a', ['billing', 'Hello!'])], {
      detector: asking,
    });
    const stream = orchestrator.stream('Refund me');
    let text = '';
    for await (const delta of stream.textStream) text += delta;
    expect(text).toBe('Hello!');
    expect((await stream.result).intent).toBe('billing');
  });

  it('has its tenant pay for it, as long as there is money', async () => {
    const usage = { inputTokens: 60, outputTokens: 1 };
    const { orchestrator } = orchestrate([scripted('a', always({ text: 'billing', usage }))], {
      detector: asking,
      budgets: [{ id: 'daily', per: 'tenant', window: 'day', maxTokens: 125 }],
      whenExhausted: { limits: 'fail' },
      countTokens: () => 1,
    });
    const request = { prompt: 'Refund me', tenant: 'acme', maxOutputTokens: 1 };
    expect((await orchestrator.generate(request)).intent).toBe('billing');
    const { tenant } = await orchestrator.stats({ tenant: 'acme' });
    expect(tenant?.lastHour).toMatchObject({ requests: 2, inputTokens: 120, outputTokens: 2 });
    const failure = await rejection(orchestrator.generate(request));
    expect(failure).toMatchObject({ code: 'budget-exceeded', used: 122 });
  });

  it('asks nobody that the caller excludes, nor pays more than the caller allows', async () => {
    const price = { input: 1, output: 1 };
    const excluded = scripted('a', always('billing'));
    const other = scripted('b', always('support'));
    const { orchestrator } = orchestrate([excluded, other], {
      detector: asking,
      models: { 'a/m': { price }, 'b/m': { price } } as never,
    });
    const request = { prompt: 'Refund me', exclude: ['a/m'], maxCostUsd: 0.001 };
    expect((await orchestrator.generate(request as never)).intent).toBe('support');
    expect(excluded.calls).toEqual([]);
    expect(other.calls).toHaveLength(2);
    for (const { request } of other.calls) expect(request.maxOutputTokens).toBeLessThan(1_000);
  });

  it('is not sent the way of `general`, which is for answers', async () => {
    const cheap = scripted('cheap', always('support'));
    const dear = scripted('dear', always('billing'));
    const { orchestrator } = orchestrate([cheap, dear], {
      detector: asking,
      models: {
        'cheap/m': { price: { input: 1, output: 1 } },
        'dear/m': { price: { input: 90, output: 90 } },
      } as never,
      routes: { general: ['dear/m'], support: ['dear/m'] },
    });
    await orchestrator.generate('Hello');
    expect([cheap.calls.length, dear.calls.length]).toEqual([1, 1]);
  });

  it('teaches nobody how long answers are', async () => {
    const tokens = (outputTokens: number) => ({ inputTokens: 1, outputTokens });
    const provider = scripted(
      'a',
      always(({ messages }) => {
        const isQuestion = JSON.stringify(messages).includes('What is this');
        return { text: 'billing', usage: tokens(isQuestion ? 5 : 2_000) };
      }),
    );
    const { orchestrator } = orchestrate([provider], { detector: asking });
    for (let count = 0; count < 50; count++) await orchestrator.generate('Refund me');
    const { outputTokens } = await orchestrator.explain('Refund me');
    expect(outputTokens).toBeGreaterThan(1_500);
  });

  it('is given no model in explain(), nor where the caller names the model', async () => {
    const provider = scripted('a', ['Hello!']);
    const { orchestrator } = orchestrate([provider], { detector: asking });
    expect((await orchestrator.explain('Refund me')).intent).toBe('general');
    const answer = await orchestrator.generate({ prompt: 'Refund me', model: 'a/m' as never });
    expect(answer.intent).toBe('general');
    expect(provider.calls).toHaveLength(1);
  });

  it('does not detect what its own question is for', async () => {
    let detections = 0;
    const again = detector(async ({ generate }) => {
      detections++;
      await generate?.({ prompt: 'And this?', intent: undefined });
      return { intent: 'billing', confidence: 1 };
    });
    const { orchestrator } = orchestrate([scripted('a', always('x'))], { detector: again });
    await orchestrator.generate('Hello');
    expect(detections).toBe(1);
  });

  it('that is late is aborted and charged for, and the request goes on as general', async () => {
    const provider = scripted('a', [{ hang: true }, 'Hello!']);
    const { orchestrator, clock, recorded } = orchestrate([provider], { detector: asking });
    const answer = orchestrator.generate('Refund me');
    await clock.advance(999);
    expect(provider.calls[0]?.isOpen).toBe(true);
    await clock.advance(1);
    expect(provider.calls[0]?.isOpen).toBe(false);
    expect(await answer).toMatchObject({
      intent: 'general',
      warnings: [{ code: 'intent-undetected', message: expect.stringContaining('in time') }],
    });
    const [asked] = recorded.of('request-end');
    expect(asked).toMatchObject({ requestId: 'request-2', outcome: 'aborted' });
    expect(clock.pending).toBe(0);
  });

  it('ends with the request that the caller aborts', async () => {
    const provider = scripted('a', [{ hang: true }]);
    const { orchestrator, clock, recorded } = orchestrate([provider], { detector: asking });
    const controller = new AbortController();
    const ended = rejection(
      orchestrator.generate({ prompt: 'Refund me', signal: controller.signal }),
    );
    await clock.advance(0);
    const reason = new Error('changed my mind');
    controller.abort(reason);
    expect(await ended).toBe(reason);
    await clock.advance(0);
    expect(provider.calls[0]?.isOpen).toBe(false);
    expect(recorded.of('request-end').map(({ outcome }) => outcome)).toEqual([
      'aborted',
      'aborted',
    ]);
    expect(clock.pending).toBe(0);
  });

  it('may still ask while the orchestrator closes', async () => {
    const provider = scripted('a', ['billing', 'Hello!']);
    const { orchestrator } = orchestrate([provider], { detector: asking });
    const answer = orchestrator.generate('Refund me');
    await orchestrator.close();
    expect((await answer).intent).toBe('billing');
  });

  it('hears what it asked for wrongly, and the caller hears where', async () => {
    const heard: unknown[] = [];
    const wrong = detector(async ({ generate }) => {
      await generate?.({ prompt: 'x', model: 'a/missing' }).catch((error: unknown) => {
        heard.push(error);
        throw error;
      });
    });
    const { orchestrator } = orchestrate([scripted('a', always('x'))], { detector: wrong });
    const { warnings } = await orchestrator.generate('Hello');
    expect(heard).toMatchObject([
      { message: expect.stringContaining('unknown model "a/missing"') },
    ]);
    expect(warnings[0]?.message).toContain('it threw InvalidRequestError (model)');
  });
});
