/**
 * How well and how fast the built-in intent rules do on the shared development prompts:
 * `node scripts/eval-intents.ts`. Fails under the floor, so that a change of a rule that costs
 * more than it brings does not go unseen.
 */
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const MACRO_F1_FLOOR = 0.6;
const TIMED_ROUNDS = 20;

interface Prompt {
  readonly prompt: string;
  readonly intent: string;
  readonly lang: string;
}

interface Answer extends Prompt {
  readonly answer: string;
  readonly confidence: number;
}

const data = new URL('../../shared/data/intents-dev.jsonl', import.meta.url);
if (existsSync(data)) await evaluate();
else console.log('eval-intents: SKIPPED, there is no ../shared/data/intents-dev.jsonl here');

async function evaluate(): Promise<void> {
  const detector = await loadDetector();
  const prompts = readPrompts();
  const answers = prompts.map((row): Answer => {
    const { intent, confidence } = detector.detect({ text: row.prompt });
    return { ...row, answer: intent, confidence };
  });
  const macroF1 = mean(detector.intents.map((intent) => ofIntent(answers, intent).f1));

  printIntents(answers, detector.intents);
  printLanguages(answers);
  printConfidence(answers);
  console.log(`\naccuracy ${accuracy(answers).toFixed(3)}   macro-F1 ${macroF1.toFixed(3)}`);
  printTimes(prompts.map(({ prompt }) => timeUs(() => detector.detect({ text: prompt }))));
  if (macroF1 < MACRO_F1_FLOOR) {
    console.error(`eval-intents: macro-F1 is under the floor of ${MACRO_F1_FLOOR}`);
    process.exitCode = 1;
  }
}

/** Node strips types but resolves no `.js` to a `.ts`. */
async function loadDetector() {
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier.startsWith('.') ? specifier.replace(/\.js$/, '.ts') : specifier, context),
  });
  const { KeywordIntentDetector } = await import('../src/intent/keyword-intent-detector.js');
  return new KeywordIntentDetector();
}

function readPrompts(): Prompt[] {
  const lines = readFileSync(data, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Prompt);
}

function ofIntent(answers: readonly Answer[], intent: string) {
  const right = answers.filter((row) => row.intent === intent && row.answer === intent).length;
  const labelled = answers.filter((row) => row.intent === intent).length;
  const answered = answers.filter((row) => row.answer === intent).length;
  return {
    labelled,
    precision: right / Math.max(answered, 1),
    recall: right / Math.max(labelled, 1),
    f1: (2 * right) / Math.max(labelled + answered, 1),
  };
}

function accuracy(answers: readonly Answer[]): number {
  return answers.filter((row) => row.intent === row.answer).length / answers.length;
}

function printIntents(answers: readonly Answer[], intents: readonly string[]): void {
  console.log('intent             n  precision  recall     F1');
  for (const intent of intents) {
    const { labelled, precision, recall, f1 } = ofIntent(answers, intent);
    const figures = [precision, recall, f1].map((figure) => figure.toFixed(3).padStart(8));
    console.log(intent.padEnd(15) + String(labelled).padStart(5), figures.join(''));
  }
}

function printLanguages(answers: readonly Answer[]): void {
  console.log('\nlanguage     n  accuracy');
  for (const lang of new Set(answers.map((row) => row.lang))) {
    const rows = answers.filter((row) => row.lang === lang);
    console.log(
      lang.padEnd(8) + String(rows.length).padStart(6),
      accuracy(rows).toFixed(3).padStart(9),
    );
  }
}

/** A confidence is worth its name when answers of about that confidence are right that often. */
function printConfidence(answers: readonly Answer[]): void {
  console.log('\nconfidence   n  right');
  for (const from of [0, 0.2, 0.4, 0.6, 0.8]) {
    const rows = answers.filter(
      ({ confidence }) => confidence >= from && confidence < from + 0.2 + (from === 0.8 ? 1 : 0),
    );
    if (rows.length === 0) continue;
    console.log(
      `${from.toFixed(1)} to ${(from + 0.2).toFixed(1)} ${String(rows.length).padStart(3)}  ${accuracy(rows).toFixed(3)}`,
    );
  }
}

function printTimes(timesUs: readonly number[]): void {
  const sorted = timesUs.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  console.log(`microseconds per prompt: median ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)}`);
}

function timeUs(run: () => void): number {
  for (let round = 0; round < TIMED_ROUNDS; round++) run();
  const start = performance.now();
  for (let round = 0; round < TIMED_ROUNDS; round++) run();
  return ((performance.now() - start) * 1_000) / TIMED_ROUNDS;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
