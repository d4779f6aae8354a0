/**
 * How far the token estimate is off, and how long it takes: `node scripts/eval-tokens.ts`. The truth is what
 * gpt-tokenizer counts with `o200k_base`; the error of one text is |estimate - truth| / truth. Fails where the mean
 * error of a language, of code or of JSON is over its limit, so that a change that makes it worse does not go unseen.
 *
 * How the constants of `src/tokens/token-tally.ts` were found: a least-squares fit of the relative errors, reweighted
 * towards their mean absolute value and starting from the mean cost of each kind of run, on fold A of the prompts and
 * on other texts (prose in 40 languages, translated documentation, half of the code and messages below), with each
 * language weighing the same; then rounded. Fold B took no part in it: its figures are the honest ones. A question
 * and its translations are in the same fold.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { crc32 } from 'node:zlib';

const LANGUAGE_LIMIT = 0.15;
const SOURCE_LIMIT = 0.2;
/** Traditional Chinese comes near it: by its characters it is not told from the simplified, and takes more tokens. */
const MESSAGES_LIMIT = 0.25;
const SAMPLE_CHARACTERS = 1_000;
const TIMED_ROUNDS = 500;

interface Sample {
  readonly group: string;
  readonly text: string;
}

interface Measured {
  readonly truth: number;
  readonly estimate: number;
  readonly error: number;
}

interface Prompt {
  readonly prompt: string;
  readonly lang: string;
  readonly source: string;
}

const root = new URL('../', import.meta.url);
const data = new URL('../shared/data/intents-dev.jsonl', root);
const { estimateTextTokens, countTokens } = await loadCounters();

if (existsSync(data)) evaluatePrompts();
else console.log('eval-tokens: SKIPPED the prompts, there is no ../shared/data/intents-dev.jsonl');
evaluate('code, JSON and Markdown', sourceSamples(), SOURCE_LIMIT);
evaluate("the TypeScript compiler's messages", messageSamples(), MESSAGES_LIMIT);

/** Node strips types but resolves no `.js` to a `.ts`. */
async function loadCounters() {
  registerHooks({
    resolve: (specifier, context, next) => {
      const isOurs = specifier.startsWith('.') && !context.parentURL?.includes('/node_modules/');
      return next(isOurs ? specifier.replace(/\.js$/, '.ts') : specifier, context);
    },
  });
  const ours = await import('../src/tokens/estimate-tokens.js');
  const reference = await import('gpt-tokenizer');
  return {
    estimateTextTokens: ours.estimateTextTokens,
    countTokens: (text: string) => reference.countTokens(text, { allowedSpecial: 'all' }),
  };
}

function evaluatePrompts(): void {
  const lines = readFileSync(data, 'utf8').trim().split('\n');
  const prompts = lines.map((line) => JSON.parse(line) as Prompt);
  const toSample = ({ lang, prompt }: Prompt): Sample => ({ group: lang, text: prompt });
  evaluate('fold A', prompts.filter((row) => !isHeldOut(row)).map(toSample), LANGUAGE_LIMIT);
  evaluate('fold B, held out', prompts.filter(isHeldOut).map(toSample), LANGUAGE_LIMIT);
  evaluate('all prompts', prompts.map(toSample), LANGUAGE_LIMIT);
  const times = prompts.map(({ prompt }) => timeUs(() => estimateTextTokens(prompt)));
  console.log(
    `\nmicroseconds per prompt: median ${at(0.5, times).toFixed(2)}, p95 ${at(0.95, times).toFixed(2)}`,
  );
}

function isHeldOut({ source }: Prompt): boolean {
  const question = source.replace(/^.*\//, '').replace(/_(DE|FR|ES|IT)$/, '');
  return crc32(question) % 2 === 1;
}

function evaluate(title: string, samples: readonly Sample[], limit: number): void {
  console.log(`\n${title.padEnd(36)}n  mean   p90   bias`);
  for (const group of new Set(samples.map((sample) => sample.group))) {
    const measured = samples.filter((sample) => sample.group === group).map(measure);
    const meanError = sum(measured, 'error') / measured.length;
    const errors = measured.map(({ error }) => error);
    const bias = sum(measured, 'estimate') / sum(measured, 'truth') - 1;
    const figures = [percent(meanError), percent(at(0.9, errors)), percent(bias)];
    console.log(group.padEnd(32) + String(measured.length).padStart(5), ...figures);
    if (meanError > limit) fail(`${group} in ${title} is over the limit of ${percent(limit)}`);
  }
}

function measure({ text }: Sample): Measured {
  const truth = countTokens(text);
  const estimate = estimateTextTokens(text);
  return { truth, estimate, error: Math.abs(estimate - truth) / truth };
}

function fail(reason: string): void {
  console.error(`eval-tokens: ${reason}`);
  process.exitCode = 1;
}

function sourceSamples(): Sample[] {
  const manifests = readdirSync(new URL('node_modules/', root))
    .map((name) => `node_modules/${name}/package.json`)
    .filter((path) => existsSync(new URL(path, root)));
  return [
    ...filesIn('src/', '.ts').flatMap((path) => samplesOf('TypeScript', read(path))),
    ...filesIn('node_modules/semver/', '.js').flatMap((path) =>
      samplesOf('JavaScript', read(path)),
    ),
    ...manifests.flatMap((path) => samplesOf('JSON', read(path)).slice(0, 2)),
    ...manifests.flatMap((path) => samplesOf('JSON, compact', compact(path)).slice(0, 2)),
    ...filesIn('', '.md').flatMap((path) => samplesOf('Markdown', read(path))),
  ];
}

/** Translated by people, in thirteen languages. */
function messageSamples(): Sample[] {
  const folder = 'node_modules/typescript/lib/';
  return readdirSync(new URL(folder, root))
    .map((name) => ({ name, path: `${folder}${name}/diagnosticMessages.generated.json` }))
    .filter(({ path }) => existsSync(new URL(path, root)))
    .flatMap(({ name, path }) => {
      const messages = Object.values(JSON.parse(read(path)) as Record<string, string>);
      return samplesOf(name, messages.join('\n'));
    });
}

/** Those of a folder and, but for the root, of all in it. */
function filesIn(folder: string, ending: string): string[] {
  const names = readdirSync(new URL(folder, root), {
    recursive: folder !== '',
    encoding: 'utf8',
  });
  return names.filter((name) => name.endsWith(ending)).map((name) => folder + name);
}

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

function compact(path: string): string {
  return JSON.stringify(JSON.parse(read(path)));
}

/** Whole lines of about so many characters together; longer lines are cut. */
function samplesOf(group: string, text: string): Sample[] {
  const samples: Sample[] = [];
  for (let from = 0; from < text.length; ) {
    const line = text.indexOf('\n', from + SAMPLE_CHARACTERS);
    const far = from + 2 * SAMPLE_CHARACTERS;
    const to = line >= 0 && line < far ? line + 1 : Math.min(far, text.length);
    samples.push({ group, text: text.slice(from, to) });
    from = to;
  }
  return samples;
}

function timeUs(run: () => void): number {
  for (let round = 0; round < TIMED_ROUNDS; round++) run();
  const start = performance.now();
  for (let round = 0; round < TIMED_ROUNDS; round++) run();
  return ((performance.now() - start) * 1_000) / TIMED_ROUNDS;
}

function sum(measured: readonly Measured[], figure: keyof Measured): number {
  return measured.reduce((total, one) => total + one[figure], 0);
}

function at(share: number, values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`.padStart(6);
}
