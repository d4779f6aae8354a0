import type { AttemptOutcome, GenerateResult, RankedCandidate, RoutePlan } from 'llm-orchestrator';
import { usd } from './table.js';

type Parts = Omit<NonNullable<RankedCandidate['parts']>, 'session'>;

/** What more and less of each part of the score is called. */
const WORDS: readonly (readonly [part: keyof Parts, more: string, less: string])[] = [
  ['cost', 'cheaper', 'dearer'],
  ['speed', 'faster', 'slower'],
  ['quality', 'better', 'not as good'],
  ['health', 'more reliable of late', 'less reliable of late'],
];
/** Two parts so near are called equal. */
const NEAR = 0.005;

/** The answer, then what the orchestrator tells about it. */
export function describeAnswer(answer: GenerateResult, plan: RoutePlan | undefined): string {
  const { inputTokens, outputTokens, totalTokens, source } = answer.usage;
  const rows = [
    ['intent', `${answer.intent} (confidence ${answer.intentConfidence.toFixed(2)})`],
    ['model', answer.model],
    ['why', plan === undefined ? '' : whyChosen(answer, plan)],
    ...answer.attempts.map((attempt, index) => [`attempt ${index + 1}`, describeAttempt(attempt)]),
    ['tokens', `${inputTokens} in + ${outputTokens} out = ${totalTokens} (${source})`],
    ['cost', usd(answer.costUsd)],
    ['latency', `${Math.round(answer.latencyMs)} ms`],
    ...answer.warnings.map(({ message }) => ['warning', message]),
  ];
  const lines = rows.map(([name = '', value]) => `${name.padEnd(10)} ${value}`);
  return `${answer.text}\n\n${lines.join('\n')}`;
}

function describeAttempt({ model, outcome, error, latencyMs }: AttemptOutcome): string {
  const ending = error === undefined ? outcome : `${error.kind} (${error.message})`;
  return `${model}: ${ending} after ${Math.round(latencyMs)} ms`;
}

function whyChosen({ model, attempts }: GenerateResult, plan: RoutePlan): string {
  const { candidates, preference } = plan;
  const failures = attempts.filter(({ outcome }) => outcome === 'error');
  const failed = [...new Set(failures.map((attempt) => attempt.model))];
  const left = candidates.filter((candidate) => !failed.includes(candidate.model));
  const [winner, runnerUp] = left;
  const after = failed.length === 0 ? '' : `${failed.join(' and ')} failed; then `;
  if (winner?.model !== model) return `${after}it could answer`;
  const best = `${after}the best score for ${preference}, ${winner.score.toFixed(3)}`;
  return runnerUp === undefined ? best : `${best}; ${compare(winner, runnerUp)}`;
}

/** As in `ahead of openai/gpt-4 (0.556): cheaper and faster, though not as good`. */
function compare({ parts }: RankedCandidate, runnerUp: RankedCandidate): string {
  const ahead = `ahead of ${runnerUp.model} (${runnerUp.score.toFixed(3)})`;
  if (parts === undefined || runnerUp.parts === undefined) return ahead;
  const other = runnerUp.parts;
  const figures = (part: keyof Parts) => `${parts[part].toFixed(2)} to ${other[part].toFixed(2)}`;
  const merits = WORDS.filter(([part]) => parts[part] - other[part] > NEAR);
  const flaws = WORDS.filter(([part]) => other[part] - parts[part] > NEAR);
  const better = merits.map(([part, more]) => `${more} (${figures(part)})`);
  const worse = flaws.map(([part, , less]) => `${less} (${figures(part)})`);
  const words = [...better, ...(worse.length === 0 ? [] : [`though ${worse.join(' and ')}`])];
  return words.length === 0 ? `${ahead}: all but equal` : `${ahead}: ${words.join(', ')}`;
}
