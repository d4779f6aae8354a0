import { describe, expect, it } from 'vitest';
import { type Embed, EmbeddingIntentDetector } from '../../src/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { always, orchestrate, scripted } from './support.js';

/** Two directions: what speaks of refunds, and the rest. */
function vectorsOf(texts: readonly string[]): readonly number[][] {
  return texts.map((text) => (text.includes('refund') ? [1, 0] : [0, 1]));
}

/** An orchestrator whose embedding model never answers the first time that this is true of the texts. */
function hangingOnce(when: (texts: readonly string[]) => boolean) {
  const clock = new ManualClock();
  let isFirst = true;
  const embed: Embed = (texts) => {
    if (!isFirst || !when(texts)) return Promise.resolve(vectorsOf(texts));
    isFirst = false;
    return new Promise(() => undefined);
  };
  const examples = { billing: ['refund'], support: ['broken'] };
  const detector = new EmbeddingIntentDetector({ embed, examples, cache: {} }) as never;
  return orchestrate([scripted('a', always('Hello!'))], { detector, clock });
}

describe('an embedding model that hangs once', () => {
  it.each<[string, (texts: readonly string[]) => boolean]>([
    ['the examples', (texts) => texts.length > 1],
    ['a prompt', (texts) => texts.length === 1],
  ])('with %s is asked again about the next prompt, which may be the same', async (_, when) => {
    const { orchestrator, clock } = hangingOnce(when);
    const first = orchestrator.generate('refund');
    await clock.advance(1_000);
    expect((await first).intent).toBe('general');
    expect((await orchestrator.generate('refund')).intent).toBe('billing');
  });
});

it('says where it was set up wrongly, and nothing of the prompt', async () => {
  const examples = { billing: ['refund'] };
  const embed = (texts: readonly string[]) => texts.map((text) => [text === 'refund' ? 1 : 0]);
  const detector = new EmbeddingIntentDetector({ embed, examples }) as never;
  const { orchestrator } = orchestrate([scripted('a', always('Hello!'))], { detector });
  const { warnings } = await orchestrator.generate('Hi');
  expect(warnings[0]?.message).toContain('it threw ConfigurationError (embed)');
});
