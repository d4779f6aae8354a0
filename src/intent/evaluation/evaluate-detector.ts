import type { GenerateResult } from '../../contracts/generate.js';
import type { DetectionInput, IntentDetector } from '../../contracts/intent-detector.js';
import { ConfigurationError } from '../../errors/configuration-error.js';
import { isPromise } from '../../support/awaitable.js';
import { Checks } from '../../support/checks.js';
import { judgedPrompt } from '../../support/human-text.js';
import { systemClock } from '../../support/system-clock.js';
import { checkDetection, checkDetector } from '../check-detection.js';
import { type Answer, type Evaluation, type LabelledPrompt, summarize } from './summarize.js';

const check = /* @__PURE__ */ new Checks(ConfigurationError);
const OPTION_NAMES = ['concurrency', 'rounds', 'worst', 'withPrompts', 'generate', 'now'];

/** Options of {@link evaluateDetector}. */
export interface EvaluationOptions {
  /** How many prompts are asked about at once, where the detector answers with promises. @default 8 */
  readonly concurrency?: number | undefined;
  /** How often each prompt is asked about; the fastest time counts, the last answer too. @default 1 */
  readonly rounds?: number | undefined;
  /** How many errors are listed. @default 20 */
  readonly worst?: number | undefined;
  /** Whether the errors listed quote their prompts. @default false */
  readonly withPrompts?: boolean | undefined;
  /** For detectors that ask a model: `(request) => orchestrator.generate(request)`. It decides how long that takes. */
  readonly generate?: ((request: never) => Promise<GenerateResult>) | undefined;
  /** Elapsed time, ms. @default the system's */
  readonly now?: (() => number) | undefined;
}

/**
 * How well a detector does on labelled prompts, and how fast. Each is shown to it as the orchestrator would show it. One
 * that fails has answered `general` with confidence 0, as in an orchestrator. `formatEvaluation` makes a text of it.
 *
 * @throws ConfigurationError for a detector, rows or options that are none
 *
 * @example
 * const evaluation = await evaluateDetector(new KeywordIntentDetector(), [
 *   { prompt: 'Translate "good morning" into French', intent: 'translation', lang: 'en' },
 * ]);
 * console.log(formatEvaluation(evaluation));
 */
export async function evaluateDetector<I extends string>(
  detector: IntentDetector<I>,
  rows: readonly LabelledPrompt[],
  options: EvaluationOptions = {},
): Promise<Evaluation> {
  const asked = checkDetector(detector, 'detector');
  const given = check.object(options, '', OPTION_NAMES);
  const positive = { min: 1, integer: true } as const;
  const concurrency = check.number(given['concurrency'] ?? 8, 'concurrency', positive);
  const rounds = check.number(given['rounds'] ?? 1, 'rounds', positive);
  const worst = check.number(given['worst'] ?? 20, 'worst', { min: 0, integer: true });
  const withPrompts = check.boolean(given['withPrompts'] ?? false, 'withPrompts');
  const { now = () => systemClock.monotonic() } = options;
  const checked = check.array(rows, 'rows', { nonEmpty: true }).map(checkRow);
  const how = { detector: asked, rounds, generate: askingOnly(given['generate']), now };
  const answers = await eachOf(checked, concurrency, (row) => answerTo(row, how));
  return summarize(answers, { intents: asked.intents, worst, withPrompts });
}

/** As in an orchestrator, whose detector does not detect what its own question is for. */
function askingOnly(value: unknown): DetectionInput['generate'] {
  if (value === undefined) return undefined;
  if (typeof value !== 'function') check.fail('generate', 'a function', value);
  // Its type is that any orchestrator's fits, whatever models it knows.
  const generate = value as NonNullable<DetectionInput['generate']>;
  return (request) => generate({ ...request, intent: request.intent ?? 'general' });
}

function checkRow(value: unknown, index: number): LabelledPrompt {
  const path = `rows[${index}]`;
  const { prompt, intent, also = [], lang, source } = check.record(value, path);
  check.string(prompt, `${path}.prompt`);
  check.string(intent, `${path}.intent`);
  if (lang !== undefined) check.string(lang, `${path}.lang`);
  if (source !== undefined) check.string(source, `${path}.source`);
  for (const [place, other] of check.array(also, `${path}.also`).entries()) {
    check.string(other, `${path}.also[${place}]`);
  }
  return value as LabelledPrompt;
}

/** In the order of the rows, so many at a time. */
async function eachOf<T, R>(
  rows: readonly T[],
  concurrency: number,
  run: (row: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Array<R>(rows.length);
  let next = 0;
  const work = async () => {
    while (next < rows.length) {
      const index = next++;
      results[index] = await run(rows[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, rows.length) }, work));
  return results;
}

interface Asked {
  readonly detector: IntentDetector<string>;
  readonly rounds: number;
  readonly generate: DetectionInput['generate'];
  readonly now: () => number;
}

async function answerTo(row: LabelledPrompt, { rounds, ...asked }: Asked): Promise<Answer> {
  const text = judgedPrompt(row.prompt);
  let answer = await timed(text, asked);
  for (let round = 1; round < rounds; round++) {
    const again = await timed(text, asked);
    answer = { ...again, elapsedMs: Math.min(answer.elapsedMs, again.elapsedMs) };
  }
  const { detection, elapsedMs } = answer;
  const failed = typeof detection === 'string';
  return {
    row,
    detection: failed ? { intent: 'general', confidence: 0 } : detection,
    failed,
    microseconds: elapsedMs * 1_000,
  };
}

/** The answer, or what is wrong with it, and the time until it was there: at once where it was no promise. */
async function timed(text: string, { detector, generate, now }: Omit<Asked, 'rounds'>) {
  const input = { text, signal: new AbortController().signal, ...(generate && { generate }) };
  const startedAt = now();
  let elapsedMs: number | undefined;
  try {
    const told = detector.detect(input);
    const answer = isPromise(told) ? await told : told;
    elapsedMs = now() - startedAt;
    return { detection: checkDetection(detector, answer), elapsedMs };
  } catch {
    return { detection: 'it threw', elapsedMs: elapsedMs ?? now() - startedAt };
  }
}
