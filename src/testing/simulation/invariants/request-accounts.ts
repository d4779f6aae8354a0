import type { AttemptOutcome } from '../../../contracts/attempt.js';
import type { ReportedUsage } from '../../../contracts/chat.js';
import { type AttemptWatch, isSame, shown } from './attempt-watch.js';

/** What a `request-end` or an answer says of the request's attempts. */
export interface Account {
  readonly attempts: readonly AttemptOutcome[];
  readonly usage?: ReportedUsage | undefined;
}

/** What is wrong with it. */
export function problemsWith(
  account: Account,
  attempts: readonly AttemptWatch[],
): readonly string[] {
  return [attemptsProblem(account, attempts), sumProblem(account, attempts)].filter(
    (problem) => problem !== undefined,
  );
}

function attemptsProblem(
  { attempts: told }: Account,
  attempts: readonly AttemptWatch[],
): string | undefined {
  const isSameAs = ({ attemptId, usage }: AttemptOutcome, place: number) => {
    const attempt = attempts[place];
    return attempt?.id === attemptId && isSame(attempt.usage, usage);
  };
  if (told.length === attempts.length && told.every(isSameAs)) return undefined;
  const ids = told.map(({ attemptId }) => attemptId).join(', ');
  return `tells of other attempts than there were: ${ids || 'none'}`;
}

function sumProblem({ usage }: Account, attempts: readonly AttemptWatch[]): string | undefined {
  const sum = sumOf(attempts);
  if (isSame(sum, usage)) return undefined;
  return `says ${shown(usage)}, but its attempts used ${shown(sum)}`;
}

/** Undefined where none of them used anything. */
function sumOf(attempts: readonly AttemptWatch[]): ReportedUsage | undefined {
  let sum: { inputTokens: number; outputTokens: number } | undefined;
  for (const { usage } of attempts) {
    if (usage === undefined) continue;
    sum ??= { inputTokens: 0, outputTokens: 0 };
    sum.inputTokens += usage.inputTokens;
    sum.outputTokens += usage.outputTokens;
  }
  return sum;
}
