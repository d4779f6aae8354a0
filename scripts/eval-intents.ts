/**
 * How well and how fast the built-in intent rules do: `npm run eval:intents`, and on prompts of your own as well
 * `npm run eval:intents -- my-prompts.jsonl`, one `{ "prompt", "intent", "lang"?, "source"?, "also"? }` a line.
 * Fails under its floors, so that a change of a rule that costs more than it brings does not go unseen.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Evaluation, LabelledPrompt } from 'llm-orchestrator';
import './source-loader.mjs';

/** The least macro-F1 of all prompts, and of those of each language. */
interface Floors {
  readonly all: number;
  readonly language?: number;
}

/** Of the shared development prompts. */
const SHARED_FLOORS: Floors = { all: 0.82, language: 0.75 };
/** Of those in this repository, which were written to be hard. */
const OWN_FLOORS: Floors = { all: 0.7 };

/** The first ones warm the engine up, and the fastest counts. */
const ROUNDS = 20;

const shared = fileURLToPath(new URL('../../shared/data/intents-dev.jsonl', import.meta.url));
const own = new URL('../test/intent/prompts/', import.meta.url);

const { evaluateDetector, formatEvaluation, KeywordIntentDetector } = await import(
  'llm-orchestrator'
);

if (existsSync(shared)) {
  checkFloors(await evaluate('intents-dev.jsonl', [shared]), SHARED_FLOORS);
} else {
  console.log('eval-intents: SKIPPED ../shared/data/intents-dev.jsonl, which is not there');
}
checkFloors(await evaluate('test/intent/prompts', ownFiles()), OWN_FLOORS);
for (const file of process.argv.slice(2)) await evaluate(basename(file), [file]);

function ownFiles(): string[] {
  const files = readdirSync(own).filter((name) => name.endsWith('.jsonl'));
  return files.toSorted().map((name) => fileURLToPath(new URL(name, own)));
}

async function evaluate(title: string, files: readonly string[]): Promise<Evaluation> {
  const rows = files.flatMap(readRows);
  const options = { rounds: ROUNDS, withPrompts: true };
  const evaluation = await evaluateDetector(new KeywordIntentDetector(), rows, options);
  console.log(`── ${title} ──\n\n${formatEvaluation(evaluation)}`);
  return evaluation;
}

function readRows(file: string): LabelledPrompt[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    return line.trim() === '' ? [] : [readRow(line, `${basename(file)}:${index + 1}`)];
  });
}

function readRow(line: string, place: string): LabelledPrompt {
  try {
    const row = JSON.parse(line) as LabelledPrompt;
    return { ...row, source: place };
  } catch {
    throw new Error(`${place}: this line is no JSON`);
  }
}

function checkFloors({ macroF1, languages }: Evaluation, { all, language = 0 }: Floors): void {
  if (macroF1 < all) fail(`macro-F1 ${macroF1.toFixed(3)} is under the floor of ${all}`);
  for (const { lang, macroF1: own } of languages) {
    if (own >= language) continue;
    fail(`macro-F1 of ${lang}, ${own.toFixed(3)}, is under the floor of ${language}`);
  }
}

function fail(message: string): void {
  console.error(`eval-intents: ${message}`);
  process.exitCode = 1;
}
