import { describe, expect, it } from 'vitest';
import type { DetectionInput, GenerateRequest, GenerateResult } from '../../src/index.js';
import { ModelIntentDetector } from '../../src/index.js';
import { ManualClock, type ScriptStep } from '../../src/testing/index.js';
import { always, orchestrate, rejection, scripted } from './support.js';

const BILLING = '{"intent":"billing"}';
const INTENTS = { billing: 'about money', support: 'something is broken' };

/** A provider that answers a detector's questions one way, and everything else another. */
function answering(
  name: string,
  steps: { readonly question?: ScriptStep; readonly answer?: ScriptStep },
  clock?: ManualClock,
) {
  const { question = BILLING, answer = 'Hello!' } = steps;
  const step: ScriptStep = (request) => (request.outputSchema === undefined ? answer : question);
  return scripted(name, always(step as never), clock);
}

function model(options: Record<string, unknown> = {}) {
  return new ModelIntentDetector({ intents: INTENTS, ...options }) as never;
}

function detector(detect: (input: DetectionInput) => unknown) {
  return { intents: ['billing', 'support'], detect } as never;
}

describe('a question of a detector', () => {
  it('is not judged for its difficulty, which is asked for once per request', async () => {
    const judged: string[] = [];
    const { orchestrator } = orchestrate([answering('a', {})], {
      detector: model(),
      difficulty: ({ text }) => {
        judged.push(text);
        return 1;
      },
    });
    await orchestrator.generate('Refund me');
    expect(judged).toEqual(['Refund me']);
  });

  it('leaves a request with little time enough of it to be answered', async () => {
    const clock = new ManualClock();
    const steps = { question: { hang: true }, answer: { text: 'Hello!', delayMs: 50 } } as const;
    const provider = answering('a', steps, clock);
    const { orchestrator } = orchestrate([provider], { detector: model(), clock });
    const answer = orchestrator.generate({ prompt: 'Refund me', timeouts: { totalMs: 800 } });
    const settled = answer.catch((error: unknown) => error);
    await clock.advance(2_000);
    expect(await settled).toMatchObject({ text: 'Hello!', intent: 'general' });
  });

  it('is no answer that can be rated', async () => {
    const { orchestrator, recorded } = orchestrate([answering('a', {})], { detector: model() });
    await orchestrator.generate('Refund me');
    const question = recorded.of('request-start')[1]?.requestId ?? '';
    expect(orchestrator.feedback(question, 0)).toBe(false);
  });

  it('is routed by the metadata of the request that it serves', async () => {
    const seen: unknown[] = [];
    const { orchestrator } = orchestrate([answering('a', {})], {
      detector: model(),
      router: {
        rank: ({ candidates, metadata }) => {
          seen.push(metadata);
          return candidates.map((candidate) => ({ model: candidate.model, score: 1 }));
        },
      },
    });
    await orchestrator.generate({ prompt: 'Refund me', metadata: { region: 'eu' } });
    expect(seen).toEqual([{ region: 'eu' }, { region: 'eu' }]);
  });

  it('is ended by the signal that its detector gives, too', async () => {
    const clock = new ManualClock();
    const own = new AbortController();
    const provider = scripted('a', [{ hang: true }, 'Hello!'], clock);
    const { orchestrator } = orchestrate([provider], {
      clock,
      detector: detector(({ generate }) =>
        generate?.({ prompt: 'What is it?', signal: own.signal }),
      ),
    });
    const answer = orchestrator.generate('Refund me');
    await clock.advance(10);
    own.abort(new Error('enough'));
    await clock.advance(10);
    const { isOpen } = provider.calls[0] as { readonly isOpen: boolean };
    await clock.advance(2_000);
    await answer;
    expect(isOpen).toBe(false);
  });

  it('is refused once the orchestrator is closed', async () => {
    let kept: ((request: GenerateRequest) => Promise<GenerateResult>) | undefined;
    const provider = scripted('a', always('Hello!'));
    const { orchestrator } = orchestrate([provider], {
      detector: detector(({ generate }) => {
        kept = generate;
        return { intent: 'billing', confidence: 1 };
      }),
    });
    await orchestrator.generate('Refund me');
    await orchestrator.close();
    await kept?.({ prompt: 'What is it?' }).catch(() => undefined);
    expect(provider.calls).toHaveLength(1);
  });

  it('is refused once the detection that it was for is over, and ended if it is under way', async () => {
    let kept: ((request: GenerateRequest) => Promise<GenerateResult>) | undefined;
    let running: Promise<unknown> | undefined;
    const clock = new ManualClock();
    const provider = scripted('a', [{ hang: true }, 'Hello!'], clock);
    const { orchestrator } = orchestrate([provider], {
      clock,
      detector: detector(async ({ generate }) => {
        kept = generate;
        running = rejection(generate?.({ prompt: 'What is it?' }) ?? Promise.resolve());
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
        return { intent: 'billing', confidence: 1 };
      }),
    });
    const answer = orchestrator.generate('Refund me');
    await clock.advance(10);
    expect((await answer).intent).toBe('billing');
    expect(await running).toMatchObject({ name: 'AbortError' });
    await expect(kept?.({ prompt: 'And now?' })).rejects.toMatchObject({ name: 'AbortError' });
    provider.assertDone();
    expect(clock.pending).toBe(0);
  });

  it('that is wrong leaves no prompt in events', async () => {
    const { orchestrator, recorded } = orchestrate([scripted('a', always('Hello!'))], {
      detector: detector(({ generate, text }) =>
        generate?.({ prompt: 'What?', intent: text as never }),
      ),
    });
    await orchestrator.generate('my password is hunter2');
    expect(recorded.of('warning')).toHaveLength(1);
    expect(JSON.stringify(recorded.of('warning'))).not.toContain('hunter2');
  });

  it('waits for a model that is busy for some milliseconds', async () => {
    const clock = new ManualClock();
    const question = { text: BILLING, delayMs: 20 };
    const provider = answering('a', { question, answer: { text: 'Hello!', delayMs: 20 } }, clock);
    const { orchestrator } = orchestrate([provider], {
      detector: model(),
      clock,
      limits: { maxConcurrency: 1 },
    });
    const answers = ['Refund me', 'Refund him'].map((prompt) => orchestrator.generate(prompt));
    await clock.advance(10_000);
    const intents = (await Promise.all(answers)).map(({ intent }) => intent);
    expect(intents).toEqual(['billing', 'billing']);
  });

  it('is in no event, nor is what a vendor quotes of it, escaped or not', async () => {
    const prompt =
      'He said "the password is hunter2", then\nleft; see C:\\temp\\secret and tell me';
    for (const quoted of [prompt, JSON.stringify(prompt), JSON.stringify({ text: prompt })]) {
      const question = { error: new Error(`cannot read ${quoted}`) };
      const { orchestrator, recorded } = orchestrate([answering('a', { question })], {
        detector: model(),
      });
      await orchestrator.generate(prompt);
      expect(recorded.of('attempt-end')[0]?.error?.message).toContain('[prompt]');
      expect(JSON.stringify(recorded.events)).not.toContain('hunter2');
    }
  });

  it('that times out says nothing about the health of a model that is slower than 800 ms', async () => {
    const clock = new ManualClock();
    const slow = { text: BILLING, delayMs: 1_500 };
    const provider = answering(
      'a',
      { question: slow, answer: { text: 'Hi', delayMs: 1_500 } },
      clock,
    );
    const { orchestrator, recorded } = orchestrate([provider], { detector: model(), clock });
    for (let count = 0; count < 10; count++) {
      const answer = orchestrator.generate(`Refund me ${count}`);
      await clock.advance(3_000);
      expect((await answer).text).toBe('Hi');
    }
    expect(recorded.of('cooldown-start')).toEqual([]);
    const health = recorded.of('attempt-end').map((end) => end.health);
    expect(new Set(health)).toEqual(new Set(['neutral', 'good']));
  });

  it('is aborted with the stream whose reader leaves', async () => {
    const clock = new ManualClock();
    const provider = answering('a', { question: { hang: true } }, clock);
    const { orchestrator, recorded } = orchestrate([provider], { detector: model(), clock });
    const stream = orchestrator.stream('Refund me');
    const ended = rejection(stream.result);
    const reader = stream.textStream[Symbol.asyncIterator]();
    const read = reader.next();
    await clock.advance(10);
    expect(provider.calls[0]?.isOpen).toBe(true);
    await reader.return?.();
    expect(provider.calls[0]?.isOpen).toBe(false);
    expect(await read).toMatchObject({ done: true });
    await ended;
    expect(recorded.of('request-end').map(({ outcome }) => outcome)).toEqual([
      'aborted',
      'aborted',
    ]);
    expect(clock.pending).toBe(0);
  });

  it('ends with its request when the time to close is over', async () => {
    const clock = new ManualClock();
    const provider = answering('a', { question: { hang: true, deaf: true } }, clock);
    const { orchestrator, recorded } = orchestrate([provider], { detector: model(), clock });
    const failure = rejection(orchestrator.generate('Refund me'));
    await clock.advance(10);
    const closed = orchestrator.close({ graceMs: 100 });
    await clock.advance(100);
    await closed;
    expect(await failure).toMatchObject({ name: 'AbortError' });
    const ends = recorded.of('request-end').map(({ requestId, outcome }) => [requestId, outcome]);
    expect(Object.fromEntries(ends)).toEqual({ 'request-1': 'aborted', 'request-2': 'aborted' });
    expect(clock.pending).toBe(0);
  });

  it('that no model can answer as JSON leaves the prompt general', async () => {
    const { orchestrator } = orchestrate([scripted('a', always('Hello!'))], {
      detector: model(),
      models: { 'a/m': { capabilities: [] } } as never,
    });
    const answer = await orchestrator.generate('Refund me');
    expect(answer).toMatchObject({ text: 'Hello!', intent: 'general' });
    expect(answer.warnings[0]?.message).toContain('NoModelAvailableError');
  });

  it.each(['null', '[]', '"billing"', '{"intent":["billing"]}', '{"intent":"__proto__"}'])(
    'that is answered with %s is no answer',
    async (question) => {
      const { orchestrator } = orchestrate([answering('a', { question })], { detector: model() });
      const answer = await orchestrator.generate('Refund me');
      expect(answer).toMatchObject({ intent: 'general', intentConfidence: 0 });
      expect(answer.warnings).toHaveLength(1);
    },
  );

  it.each(['{"intent":"Billing"}', '```json\n{"intent":"billing"}\n```'])(
    'is answered by %s as well',
    async (question) => {
      const { orchestrator } = orchestrate([answering('a', { question })], { detector: model() });
      expect((await orchestrator.generate('Refund me')).intent).toBe('billing');
    },
  );
});

describe('equal prompts at the same time', () => {
  it.each([
    ['excludes all models', { exclude: ['a/m'] as const }],
    ['may not pay for it', { maxCostUsd: 1e-9 }],
  ])('have their intent although the first %s', async (_, limits) => {
    const { orchestrator } = orchestrate([answering('a', {})], {
      detector: model(),
      models: { 'a/m': { price: { input: 1, output: 1 } } } as never,
    });
    const first = rejection(
      orchestrator.generate({ prompt: 'Refund me', tenant: 'one', ...limits } as never),
    );
    const second = orchestrator.generate({ prompt: 'Refund me', tenant: 'two' });
    await first;
    expect((await second).intent).toBe('billing');
  });

  it('have each their own time', async () => {
    const clock = new ManualClock();
    let asked = 0;
    const question: ScriptStep = () => (asked++ === 0 ? { hang: true } : BILLING);
    const provider = answering('a', { question }, clock);
    const { orchestrator } = orchestrate([provider], { detector: model(), clock });
    const first = orchestrator.generate('Refund me');
    await clock.advance(790);
    const second = orchestrator.generate('Refund me');
    await clock.advance(2_000);
    expect((await first).intent).toBe('general');
    expect((await second).intent).toBe('billing');
  });
});
