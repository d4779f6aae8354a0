/**
 * What each rule of the built-in detector earns: `npm run intents:rules`.
 *
 * The rules' weights are fitted to all sources of labelled prompts but one, and judged on that one; then once more
 * without the rule. What it earns is by how much macro-F1 falls. The same for the cues of each language, whose words are
 * then not heard at all. A rule that earns nothing anywhere can go.
 *
 * `-- --fit` prints the weights fitted to all prompts, for `src/intent/rules.ts`. `-- --words de` prints how
 * often each phrase of a language is heard, and for which intents. Files of prompts of one's own may be named as well:
 * JSON lines with `prompt`, `intent`, `lang` and `source`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';
import type { Heard, Model } from './intent-regression.js';

// Node strips types but resolves no `.js` to a `.ts`.
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.startsWith('.') ? specifier.replace(/\.js$/, '.ts') : specifier, context),
});
const { builtInReasons, sightingOf } = await import('../src/intent/built-in-reasons.js');
const { builtInIntents } = await import('../src/intent/undetected.js');
const { CueIndex } = await import('../src/intent/cue-index.js');
const { cues } = await import('../src/intent/cues.js');
const { builtInLanguages } = await import('../src/intent/languages/built-in-languages.js');
const { readPieces } = await import('../src/intent/read-pieces.js');
const { regression } = await import('./intent-regression.js');

/** The intent of each rule, by its place. */
const intentOf = builtInReasons.map(({ intent }) => builtInIntents.indexOf(intent as never));
const general = builtInIntents.indexOf('general');

const FOLDS = 5;

interface Row {
  readonly prompt: string;
  readonly intent: string;
  readonly lang: string;
  readonly source?: string;
}

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { fit: { type: 'boolean' }, words: { type: 'string' } },
});
const rows = [...sharedRows(), ...ownRows(), ...files.flatMap(readRows)];
if (options.words !== undefined) printWords(options.words);
else if (options.fit === true) printFit();
else printEarnings();

function sharedRows(): readonly Row[] {
  const path = new URL('../../shared/data/intents-dev.jsonl', import.meta.url).pathname;
  if (existsSync(path)) return readRows(path);
  console.log('intents-dev.jsonl is not here: the prompts of test/intent/prompts alone are read');
  return [];
}

function ownRows(): readonly Row[] {
  const folder = new URL('../test/intent/prompts/', import.meta.url).pathname;
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return names.flatMap((name) => readRows(folder + name));
}

function readRows(path: string): readonly Row[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

/** Sets of prompts that have something in common are never in two folds. */
function foldOf({ source = 'own' }: Row): number {
  const set = source.split('/')[0] as string;
  let hash = 7;
  for (const letter of set) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return hash % FOLDS;
}

function hear(all: readonly Row[], index: InstanceType<typeof CueIndex>): readonly Heard[] {
  return all.map(({ prompt }) => {
    const seen = readPieces(prompt, index);
    return builtInReasons.flatMap((reason, at) =>
      sightingOf(reason, seen) === undefined ? [] : [at],
    );
  });
}

function printEarnings(): void {
  const all = new CueIndex(builtInLanguages);
  const heard = hear(rows, all);
  const folds = foldsOf(heard);
  const whole = heldOutF1(folds, heard);
  console.log(`${rows.length} prompts, macro-F1 on held-out sources ${whole.toFixed(3)}`);
  console.log('\nrule: spoken in, macro-F1 lost without it (thousandths)');
  for (const [rule, { intent, name }] of builtInReasons.entries()) {
    const spoken = heard.filter((one) => one.includes(rule)).length;
    const without = heard.map((one) => one.filter((other) => other !== rule));
    print(`${intent} ${name}`, spoken, whole - heldOutF1(folds, without));
  }
  console.log('\nwords of a language: prompts in it that sound different, right answers lost');
  const model = fitted([...rows.keys()], heard);
  for (const language of builtInLanguages) {
    for (const cue of cues)
      if (language[cue] !== undefined) printCue(language.language, cue, model, heard);
  }
}

function printCue(
  language: string,
  cue: (typeof cues)[number],
  model: Model,
  heard: readonly Heard[],
): void {
  const without = builtInLanguages.map((rules) => {
    if (rules.language !== language) return rules;
    const { [cue]: _, ...others } = rules;
    return others;
  });
  const inLanguage = rows.flatMap(({ lang }, at) => (lang === language ? [at] : []));
  const changed = hear(
    inLanguage.map((at) => rows[at] as Row),
    new CueIndex(without),
  );
  let different = 0;
  let lost = 0;
  for (const [at, now] of changed.entries()) {
    const row = inLanguage[at] as number;
    const before = heard[row] as Heard;
    if (before.join() === now.join()) continue;
    different++;
    const { intent } = rows[row] as Row;
    lost += Number(answer(model, before) === intent) - Number(answer(model, now) === intent);
  }
  console.log(
    `${language}.${cue}`.padEnd(40),
    String(different).padStart(5),
    String(lost).padStart(6),
  );
}

function print(name: string, count: number, lost: number): void {
  console.log(name.padEnd(40), String(count).padStart(5), (lost * 1_000).toFixed(1).padStart(6));
}

function printFit(): void {
  const heard = hear(rows, new CueIndex(builtInLanguages));
  const { weights, priors } = fitted([...rows.keys()], heard);
  for (const [at, intent] of builtInIntents.entries()) {
    console.log(`${intent}: prior ${(priors[at] as number).toFixed(1)}`);
    for (const [rule, reason] of builtInReasons.entries()) {
      if (reason.intent !== intent) continue;
      console.log(`  ${reason.name}: ${(weights[rule] as number).toFixed(1)}`);
    }
  }
}

function printWords(code: string): void {
  const language = builtInLanguages.find((rules) => rules.language === code);
  if (language === undefined) throw new Error(`no built-in language ${code}`);
  const inLanguage = rows.filter(({ lang }) => lang === code);
  for (const cue of cues) {
    for (const phrase of language[cue]?.split(',') ?? []) {
      const { courtesies = '', verbLast = false } = language;
      const index = new CueIndex([
        { language: code, courtesies, verbLast: verbLast || undefined, [cue]: phrase } as never,
      ]);
      const intents = inLanguage
        .filter(({ prompt }) =>
          readPieces(prompt, index).some((sighting) => sighting?.language === code),
        )
        .map(({ intent }) => intent);
      const counts = builtInIntents.map(
        (intent) => [intent, intents.filter((one) => one === intent).length] as const,
      );
      const told = counts
        .filter(([, count]) => count > 0)
        .map(([intent, count]) => `${intent} ${count}`);
      console.log(`${cue.padEnd(12)} ${phrase.trim()}: ${told.join(', ') || '-'}`);
    }
  }
}

interface Fold {
  readonly inside: readonly number[];
  readonly outside: readonly number[];
  /** Fitted to what is outside. */
  readonly model: Model;
}

function foldsOf(heard: readonly Heard[]): readonly Fold[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const places = [...rows.keys()];
    const outside = places.filter((at) => foldOf(rows[at] as Row) !== fold);
    const inside = places.filter((at) => foldOf(rows[at] as Row) === fold);
    return { inside, outside, model: fitted(outside, heard) };
  });
}

/** Of all prompts, each judged by weights that were fitted without its source. */
function heldOutF1(folds: readonly Fold[], heard: readonly Heard[]): number {
  const answers: string[] = [];
  for (const { inside, outside, model } of folds) {
    const refitted = fitted(outside, heard, model);
    for (const at of inside) answers[at] = answer(refitted, heard[at] as Heard);
  }
  return macroF1(answers);
}

function macroF1(answers: readonly string[]): number {
  const scores = builtInIntents.map((intent) => {
    const right = rows.filter((row, at) => row.intent === intent && answers[at] === intent).length;
    const labelled = rows.filter((row) => row.intent === intent).length;
    const answered = answers.filter((one) => one === intent).length;
    return (2 * right) / Math.max(labelled + answered, 1);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function fitted(places: readonly number[], heard: readonly Heard[], start?: Model): Model {
  return regression(
    places.map((at) => heard[at] as Heard),
    places.map((at) => builtInIntents.indexOf(rows[at]?.intent as never)),
    { intentOf, classes: builtInIntents.length, base: general },
    start,
  );
}

function answer(model: Model, heard: Heard): string {
  const shares = model.sharesOf(heard);
  return builtInIntents[shares.indexOf(Math.max(...shares))] as string;
}
