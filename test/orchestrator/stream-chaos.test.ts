import { expect, it } from 'vitest';
import { type ChatRequest, Orchestrator, OrchestratorError } from '../../src/index.js';
import { ManualClock, ScriptedProvider, seededRandom } from '../../src/testing/index.js';
import type { ScriptStep, StreamEntry } from '../../src/testing/script.js';

const STREAMS = 1_000;
const WORDS = 12;
const PRICE = { input: 1, output: 2 };

/** Every word names its provider and the request, so that joined or mixed up answers would show. */
function wordsOf(provider: string, prompt: string): string[] {
  return Array.from({ length: WORDS }, (_, index) => `${provider}:${prompt}:${index} `);
}

function answersTo(prompt: string): string[] {
  return ['primary', 'backup'].map((name) => wordsOf(name, prompt).join(''));
}

/** The ways in which a primary fails, by what is left of its words. */
const FAULTS: readonly ((words: readonly string[]) => ScriptStep)[] = [
  () => ({ error: 'overloaded' }),
  () => ({ error: 'rate-limit' }),
  () => ({ error: new TypeError('fetch failed') }),
  () => ({ hang: true }),
  () => ({ events: [] }),
  () => ({ events: [{ type: 'keep-alive' }, { error: 'server' }] }),
  () => ({
    events: [{ type: 'usage', usage: { inputTokens: 7, outputTokens: 0 } }, { hang: true }],
  }),
  (words) => ({ events: [...words, { error: 'server' }] }),
  (words) => ({ events: [...words, { error: new TypeError('terminated') }] }),
  (words) => ({ events: words }),
  (words) => ({ events: [...words, { hang: true }] }),
  (words) => ({ events: [...words, { type: 'garbage' } as never] }),
];

interface Outcome {
  readonly prompt: string;
  readonly text: string;
  readonly error?: unknown;
}

it('1,000 streams at once, a third of them on a failing primary: one whole answer or one clear error each, and every token booked', async () => {
  const random = seededRandom(7);
  const clock = new ManualClock();
  const primary = provider('primary', clock, (words) => {
    if (random() >= 0.3) return whole(words);
    const fault = FAULTS[Math.floor(random() * FAULTS.length)] as (typeof FAULTS)[number];
    return fault(words.slice(0, 1 + Math.floor(random() * WORDS)));
  });
  const backup = provider('backup', clock, whole);
  const orchestrator = new Orchestrator({
    providers: [primary, backup],
    routes: { general: ['primary/m', 'backup/m'] },
    // Whoever fails goes on being asked: it is the streams that are on trial.
    cooldown: [],
    timeouts: { firstTokenMs: 2_000, idleMs: 2_000 },
    clock,
    random,
  });
  const reported = { tokens: 0, costUsd: 0, ended: 0 };
  orchestrator.on('usage', ({ usage, costUsd = 0 }) => {
    reported.tokens += usage.totalTokens;
    reported.costUsd += costUsd;
  });
  orchestrator.on('request-end', () => reported.ended++);

  const outcomes: Outcome[] = [];
  const running = Array.from({ length: STREAMS }, async (_, index) => {
    const prompt = `request-${index}`;
    let text = '';
    try {
      for await (const word of orchestrator.stream({ prompt, intent: 'general' }).textStream) {
        text += word;
      }
      outcomes.push({ prompt, text });
    } catch (error) {
      outcomes.push({ prompt, text, error });
    }
  });
  for (let step = 0; step < 60; step++) await clock.advance(100);
  await Promise.all(running);

  expect(outcomes).toHaveLength(STREAMS);
  expect(reported.ended).toBe(STREAMS);
  const failed = outcomes.filter(({ error }) => error !== undefined);
  expect(failed.length).toBeGreaterThan(50);
  for (const { prompt, text, error } of failed) {
    expect(OrchestratorError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'stream-interrupted', text });
    expect(text).not.toBe('');
    expect(answersTo(prompt).some((answer) => answer.startsWith(text))).toBe(true);
  }
  for (const { prompt, text } of outcomes.filter(({ error }) => error === undefined)) {
    expect(answersTo(prompt)).toContain(text);
  }
  const { models } = await orchestrator.stats();
  const booked = models.map(({ lastHour }) => lastHour.inputTokens + lastHour.outputTokens);
  expect(booked.reduce((sum, tokens) => sum + tokens, 0)).toBe(reported.tokens);
  const nanoUsd = models.reduce((sum, { lastHour }) => sum + lastHour.nanoUsd, 0);
  expect(nanoUsd / 1e9).toBeCloseTo(reported.costUsd, 9);
  expect(models.every(({ inFlight }) => inFlight === 0)).toBe(true);
  expect([...primary.calls, ...backup.calls].some(({ isOpen }) => isOpen)).toBe(false);
  expect(clock.pending).toBe(0);
});

function provider(
  name: string,
  clock: ManualClock,
  play: (words: readonly string[]) => ScriptStep,
) {
  const step = ({ messages }: ChatRequest) => {
    const [part] = messages[0]?.content ?? [];
    return play(wordsOf(name, part?.type === 'text' ? part.text : ''));
  };
  return new ScriptedProvider({
    name,
    models: [{ id: 'm', price: PRICE }],
    script: [{ step, times: Number.POSITIVE_INFINITY }],
    clock,
  });
}

/** With a pause between words, so that the streams run through one another. */
function whole(words: readonly string[]): ScriptStep {
  const events = words.flatMap((word): StreamEntry[] => [word, { delayMs: 5 }]);
  const usage = { inputTokens: 7, outputTokens: words.length };
  return { events: [...events, { type: 'finish', finishReason: 'stop', usage }] };
}
