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

/** Of the shared development prompts. */
const MACRO_F1_FLOOR = 0.82;
const LANGUAGE_MACRO_F1_FLOOR = 0.75;

/** The first ones warm the engine up, and the fastest counts. */
const ROUNDS = 20;

const shared = fileURLToPath(new URL('../../shared/data/intents-dev.jsonl', import.meta.url));
const own = new URL('../test/intent/prompts/', import.meta.url);

const { evaluateDetector, formatEvaluation, KeywordIntentDetector } = await import(
  'llm-orchestrator'
);

if (existsSync(shared)) checkFloors(await evaluate('intents-dev.jsonl', [shared]));
else console.log('eval-intents: SKIPPED the floors, there is no ../shared/data/intents-dev.jsonl');
if (existsSync(own)) await evaluate('test/intent/prompts', ownFiles());
else console.log('eval-intents: SKIPPED test/intent/prompts, which is not there');
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

function checkFloors({ macroF1, languages }: Evaluation): void {
  if (macroF1 < MACRO_F1_FLOOR) {
    fail(`macro-F1 ${macroF1.toFixed(3)} is under the floor of ${MACRO_F1_FLOOR}`);
  }
  for (const { lang, macroF1: own } of languages) {
    if (own >= LANGUAGE_MACRO_F1_FLOOR) continue;
    fail(
      `macro-F1 of ${lang}, ${own.toFixed(3)}, is under the floor of ${LANGUAGE_MACRO_F1_FLOOR}`,
    );
  }
}

function fail(message: string): void {
  console.error(`eval-intents: ${message}`);
  process.exitCode = 1;
}
