import { describe, expect, it } from 'vitest';
import type { Difficulty, DifficultyInput } from '../../src/contracts/difficulty.js';
import { judgeDifficulty } from '../../src/routing/judge-difficulty.js';
import { Cancellation } from '../../src/support/cancellation.js';
import { ManualClock } from '../../src/testing/manual-clock.js';

function judge(difficulty: Difficulty) {
  const clock = new ManualClock();
  const cancellation = new Cancellation();
  const inputs: DifficultyInput[] = [];
  const judged = judgeDifficulty(
    (input) => {
      inputs.push(input);
      return difficulty(input);
    },
    { text: 'Why?', intent: 'education' },
    { limitMs: 100, clock, cancellation },
  );
  return { judged, clock, cancellation, input: () => inputs[0] as DifficultyInput };
}

const failed = (reason: string) => ({
  warning: {
    code: 'difficulty-unknown',
    message: `\`difficulty\` failed: ${reason}; the request was routed without it.`,
  },
});

describe('how hard a request is', () => {
  it('is what the function says of its text and intent, at once or later', async () => {
    const { judged, input } = judge(() => 0.3);
    expect(judged).toStrictEqual({ difficulty: 0.3 });
    expect(input()).toMatchObject({ text: 'Why?', intent: 'education' });
    expect(await judge(async () => 1).judged).toStrictEqual({ difficulty: 1 });
    expect(judge(() => 0).judged).toStrictEqual({ difficulty: 0 });
  });

  it.each([Number.NaN, -0.01, 1.01, '0.5', null, undefined, {}])(
    'is unknown where it answers %s',
    async (nonsense) => {
      const answer = nonsense as unknown as number;
      expect(judge(() => answer).judged).toStrictEqual(failed('it answered no number from 0 to 1'));
      expect(await judge(async () => answer).judged).toStrictEqual(
        failed('it answered no number from 0 to 1'),
      );
    },
  );

  it('is unknown where it throws or rejects; what it says then, the prompt perhaps, is not told', async () => {
    const wrong = () => {
      throw new TypeError('Why?');
    };
    expect(judge(wrong).judged).toStrictEqual(failed('it threw TypeError'));
    expect(await judge(() => Promise.reject(new RangeError('Why?'))).judged).toStrictEqual(
      failed('it threw RangeError'),
    );
    const odd = () => Promise.reject('Why?' as unknown as Error);
    expect(await judge(odd).judged).toStrictEqual(failed('it threw no Error'));
  });

  it('is unknown where it is late, which it is told', async () => {
    const { judged, clock, input } = judge(() => new Promise(() => {}));
    await clock.advance(99);
    expect(input().signal.aborted).toBe(false);
    await clock.advance(1);
    expect(await judged).toStrictEqual(failed('it did not answer in time'));
    expect(input().signal.reason).toMatchObject({ name: 'TimeoutError' });
    expect(clock.pending).toBe(0);
  });

  it('is not waited for when the request is cancelled, which it is told, too', async () => {
    const { judged, clock, cancellation, input } = judge(() => new Promise(() => {}));
    const caught = Promise.resolve(judged).catch((error: unknown) => error);
    cancellation.abort('enough');
    expect(await caught).toBe('enough');
    expect(input().signal.reason).toBe('enough');
    expect(clock.pending).toBe(0);
  });
});
