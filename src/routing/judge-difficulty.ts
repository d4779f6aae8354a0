import type { Awaitable, Warning } from '../contracts/basics.js';
import type { Difficulty } from '../contracts/difficulty.js';
import type { Score } from '../contracts/model.js';
import { type AnswerLimits, answerInTime } from '../support/answer-in-time.js';
import { isPromise } from '../support/awaitable.js';

/** How hard a request is, or why nobody knows. */
export type Judged =
  | { readonly difficulty: Score; readonly warning?: undefined }
  | { readonly difficulty?: undefined; readonly warning: Warning };

/** A function that throws, is late or answers nonsense costs nothing but the difficulty, with a warning. */
export function judgeDifficulty(
  difficultyOf: Difficulty,
  asked: { readonly text: string; readonly intent: string },
  limits: AnswerLimits,
): Awaitable<Judged> {
  const controller = new AbortController();
  try {
    const answer = difficultyOf({ ...asked, signal: controller.signal });
    return isPromise(answer) ? judgedInTime(answer, controller, limits) : checked(answer);
  } catch (error) {
    return unjudged(thrown(error));
  }
}

async function judgedInTime(
  answer: PromiseLike<Score>,
  controller: AbortController,
  limits: AnswerLimits,
): Promise<Judged> {
  try {
    return checked(await answerInTime(answer, controller, limits));
  } catch (error) {
    limits.cancellation.throwIfAborted();
    return unjudged(thrown(error));
  }
}

function checked(difficulty: Score): Judged {
  const isScore = typeof difficulty === 'number' && difficulty >= 0 && difficulty <= 1;
  return isScore ? { difficulty } : unjudged('it answered no number from 0 to 1');
}

/** Only the error's name: its message may quote the prompt. */
function thrown(error: unknown): string {
  const name = error instanceof Error ? error.name : 'no Error';
  return name === 'TimeoutError' ? 'it did not answer in time' : `it threw ${name}`;
}

function unjudged(reason: string): Judged {
  const message = `\`difficulty\` failed: ${reason}; the request was routed without it.`;
  return { warning: { code: 'difficulty-unknown', message } };
}
