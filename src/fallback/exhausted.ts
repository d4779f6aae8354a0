import type { AttemptOutcome } from '../contracts/attempt.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { ExcludedModel } from '../contracts/router.js';
import type { Admission } from '../contracts/usage-store.js';
import type { OrchestratorError } from '../errors/orchestrator-error.js';
import {
  AllAttemptsFailedError,
  BudgetExceededError,
  NoModelAvailableError,
} from '../errors/request-errors.js';

/** Why a candidate did not become an attempt. */
export type Refusal =
  | Exclude<Admission, { readonly admitted: true }>
  | { readonly admitted: false; readonly reason: 'too-expensive' };

/** All that is known when no candidate is left. */
export interface Exhaustion {
  readonly attempts: readonly AttemptOutcome[];
  readonly failure: Error | undefined;
  readonly excluded: readonly ExcludedModel[];
  readonly refused: ReadonlyMap<ConfiguredModel, Refusal>;
  readonly retryBudgetExhausted: boolean;
}

/** The error that says what happened, to which models, what was tried and what to do. */
export function exhausted(exhaustion: Exhaustion): OrchestratorError {
  const { attempts, failure, refused, retryBudgetExhausted } = exhaustion;
  const excluded = withRefused(exhaustion);
  const retryAfterMs = soonest(excluded);
  if (failure !== undefined) {
    const message = allFailed(attempts, retryBudgetExhausted, retryAfterMs);
    return new AllAttemptsFailedError(message, {
      cause: failure,
      attempts,
      retryAfterMs,
      retryBudgetExhausted,
    });
  }
  return (
    overBudget(refused, excluded, attempts) ??
    new NoModelAvailableError(noneAvailable(excluded, retryAfterMs), {
      excluded,
      attempts,
      retryAfterMs,
    })
  );
}

/** `openai/gpt-6-luna: server (HTTP 500, the server failed)`, one after the other. */
export function listAttempts(attempts: readonly AttemptOutcome[]): string {
  return attempts
    .map(({ model, error }) => `${model}: ${error?.kind ?? 'aborted'} (${error?.message ?? ''})`)
    .join('; ');
}

function withRefused({ excluded, refused }: Exhaustion): readonly ExcludedModel[] {
  const all = new Map(excluded.map((entry) => [entry.model as string, entry]));
  for (const [{ id }, refusal] of refused) {
    const { reason } = refusal;
    all.set(id, {
      model: id,
      reason,
      ...('quota' in refusal && { detail: refusal.quota.id }),
      ...('retryAfterMs' in refusal && { retryAfterMs: refusal.retryAfterMs }),
    });
  }
  return [...all.values()];
}

function soonest(excluded: readonly ExcludedModel[]): number | undefined {
  const waits = excluded.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  return waits.length === 0 ? undefined : Math.min(...waits);
}

function allFailed(
  attempts: readonly AttemptOutcome[],
  retryBudgetExhausted: boolean,
  retryAfterMs: number | undefined,
): string {
  const count = attempts.length === 1 ? 'The only attempt' : `All ${attempts.length} attempts`;
  const budget = retryBudgetExhausted ? ' The retry budget is spent.' : '';
  return `${count} failed. ${listAttempts(attempts)}.${budget}${later(retryAfterMs)}`;
}

function noneAvailable(
  excluded: readonly ExcludedModel[],
  retryAfterMs: number | undefined,
): string {
  const reasons = excluded
    .filter(({ reason }) => reason !== 'not-requested')
    .map(({ model, reason, detail }) => `${model}: ${reason}${detail ? ` (${detail})` : ''}`);
  const why = reasons.length === 0 ? '' : ` ${reasons.join('; ')}.`;
  return `No model can take this request now.${why}${later(retryAfterMs)}`;
}

function later(retryAfterMs: number | undefined): string {
  return retryAfterMs === undefined ? '' : ` Try again in ${retryAfterMs} ms.`;
}

/** Only where quotas are all that stands in the way. */
function overBudget(
  refused: ReadonlyMap<ConfiguredModel, Refusal>,
  excluded: readonly ExcludedModel[],
  attempts: readonly AttemptOutcome[],
): BudgetExceededError | undefined {
  const isElsewhere = excluded.some(({ reason }) => reason === 'cooling' || reason === 'probing');
  if (isElsewhere) return undefined;
  let first: Extract<Refusal, { readonly reason: 'over-quota' }> | undefined;
  for (const refusal of refused.values()) {
    if (refusal.reason !== 'over-quota') return undefined;
    if (first === undefined || refusal.retryAfterMs < first.retryAfterMs) first = refusal;
  }
  if (first === undefined) return undefined;
  const { quota, used, retryAfterMs } = first;
  const message = `${quota.id} is used up: ${used} of ${quota.max} ${quota.unit}.${later(retryAfterMs)}`;
  return new BudgetExceededError(message, { quota, used, retryAfterMs, attempts });
}
