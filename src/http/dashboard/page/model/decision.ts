import type { Decision } from '../../../decision-log.js';
import type { Ending } from './activity.js';
import { fallback, type Incident } from './incident.js';

/** Whether another model had to step in. */
function fellBack({ end }: Decision): boolean {
  return new Set(end.attempts.map(({ model }) => model)).size > 1;
}

/** As the chart counts it. One that its caller gave up is no failure, and no answer either: it is not counted. */
export function endingOf(decision: Decision): Ending | undefined {
  const { outcome } = decision.end;
  if (outcome === 'aborted') return undefined;
  if (outcome === 'error') return 'failed';
  return fellBack(decision) ? 'fell back' : 'answered';
}

/** For people. */
export function outcomeOf(decision: Decision): string {
  return endingOf(decision) ?? 'aborted';
}

/** The fallbacks that a request is told to have had, and how long before its end, ms. */
export function fallbacksOf({ end }: Decision): readonly (readonly [Incident, number])[] {
  return end.attempts.flatMap(({ model, error, startedAt, latencyMs }, index) => {
    const next = end.attempts[index + 1];
    if (next === undefined || next.model === model) return [];
    const detail = error === undefined ? 'no answer' : `${error.kind}: ${error.message}`;
    const beforeEnd = Math.max(0, end.at - (startedAt + latencyMs));
    return [[fallback(end.requestId, model, next.model, detail), beforeEnd] as const];
  });
}
