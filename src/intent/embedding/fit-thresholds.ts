import type { Score } from '../../contracts/model.js';
import { ConfigurationError } from '../../errors/configuration-error.js';
import { Checks } from '../../support/checks.js';
import { judgedPrompt } from '../../support/human-text.js';
import { type ClassCounts, macroF1Of } from '../evaluation/macro-f1.js';
import {
  EmbeddingIntentDetector,
  type EmbeddingIntentDetectorOptions,
  thresholdsOf,
} from './embedding-intent-detector.js';
import { ExampleVectors } from './example-vectors.js';
import { type Decision, likelihoods, type Margins, marginsOf, winnerOf } from './verdict.js';

const check = /* @__PURE__ */ new Checks(ConfigurationError);

const BATCH = 256;
const MAX_SWEEPS = 20;
/** Sums of the same numbers in another order differ by less. */
const EPSILON = 1e-9;
/** What is impossible costs a lot, not everything. */
const LEAST_LIKELY = 1e-9;

/** What fitting has found out. */
export interface FittedThresholds<I extends string> {
  /** To be given to the detector, and kept: plain numbers, good as long as the model and the examples stay the same. */
  readonly settings: {
    readonly thresholds: { readonly [intent in I]: Score };
    readonly temperature: number;
  };
  /** On the rows themselves, which flatters: measure it on others. */
  readonly macroF1: { readonly before: Score; readonly after: Score };
}

interface Row {
  readonly scores: readonly number[];
  /** The place of its intent. */
  readonly label: number;
}

/**
 * Finds the thresholds and the temperature of an `EmbeddingIntentDetector` that suit labelled prompts best, the
 * thresholds by macro-F1, one intent after the other until none can be bettered, and the temperature by how likely the
 * right answers become. The same rows get the same result. They should be none of the examples, and are looked at as an
 * orchestrator would show them.
 *
 * @throws ConfigurationError for options that the detector refuses, or rows that are none, or of intents without examples
 *
 * @example
 * const { settings } = await fitThresholds({ embed, examples }, rows);
 * new EmbeddingIntentDetector({ embed, examples, ...settings });
 */
export async function fitThresholds<const I extends string>(
  options: EmbeddingIntentDetectorOptions<I>,
  rows: readonly { readonly prompt: string; readonly intent: NoInfer<I> | 'general' }[],
): Promise<FittedThresholds<I>> {
  // It refuses what is wrong with them.
  const { intents } = new EmbeddingIntentDetector(options);
  const { embed, examples, topK = 3, thresholds: given } = options;
  const vectors = new ExampleVectors(embed, examples, topK);
  const thresholds = [...thresholdsOf(given, intents)];
  const labelled = await scored(vectors, rows);
  const decision = { intents, thresholds };
  const before = macroF1(labelled, decision);
  const after = climb(labelled, decision, before);
  const fitted = intents.map((intent, index) => [intent, thresholds[index]]);
  return {
    settings: {
      thresholds: Object.fromEntries(fitted) as { [intent in I]: Score },
      temperature: bestTemperature(labelled, decision),
    },
    macroF1: { before, after },
  };
}

async function scored(
  vectors: ExampleVectors,
  rows: readonly { readonly prompt: string; readonly intent: string }[],
): Promise<readonly Row[]> {
  const { intents } = vectors;
  const names = intents.includes('general') ? intents : [...intents, 'general'];
  const labelled = check.array(rows, 'rows', { nonEmpty: true }).map((row, index) => {
    const path = `rows[${index}]`;
    const { prompt, intent } = check.record(row, path);
    return {
      text: judgedPrompt(check.string(prompt, `${path}.prompt`)),
      name: `${path}.prompt`,
      label: names.indexOf(check.oneOf(intent as string, `${path}.intent`, names)),
    };
  });
  const scored: Row[] = [];
  for (let start = 0; start < labelled.length; start += BATCH) {
    const batch = labelled.slice(start, start + BATCH);
    const nearness = await vectors.nearnessOf(
      batch.map(({ text }) => text),
      new AbortController().signal,
      batch.map(({ name }) => name),
    );
    for (const [index, { label }] of batch.entries()) {
      scored.push({ scores: nearness[index]?.scores ?? [], label });
    }
  }
  return scored;
}

/** A row, and the place of the intent that it gets. */
interface Answered {
  readonly label: number;
  readonly answer: number;
}

function countsOf(answered: readonly Answered[], { intents }: Decision): readonly ClassCounts[] {
  const counts = [...intents, 'general'].map(() => ({ labelled: 0, answered: 0, right: 0 }));
  for (const { label, answer } of answered) {
    (counts[label] as ClassCounts).labelled++;
    add(counts, answer, label, 1);
  }
  return counts;
}

function add(counts: readonly ClassCounts[], answer: number, label: number, change: 1 | -1): void {
  const counted = counts[answer] as ClassCounts;
  counted.answered += change;
  if (answer === label) counted.right += change;
}

function macroF1(rows: readonly Row[], decision: Decision): number {
  const answered = rows.map(({ scores, label }) => {
    return { label, answer: winnerOf(marginsOf(scores, decision)) };
  });
  return macroF1Of(countsOf(answered, decision));
}

/** Betters one threshold after the other, in place, until a whole round betters none. */
function climb(
  rows: readonly Row[],
  decision: Decision & { readonly thresholds: number[] },
  before: number,
): number {
  let best = before;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    const last = best;
    for (const index of decision.thresholds.keys()) {
      const found = bestThreshold(rows, decision, index);
      if (found.macroF1 <= best + EPSILON) continue;
      decision.thresholds[index] = found.threshold;
      best = found.macroF1;
    }
    if (best === last) break;
  }
  return best;
}

interface Contest extends Answered {
  /** The intent wins with every threshold that is lower; else `answer` does. */
  readonly bound: number;
}

/** The threshold in the middle of the widest range of those that are best for this intent, if all others stay. */
function bestThreshold(rows: readonly Row[], decision: Decision, intent: number) {
  const contests = rows.map((row) => contestOf(row, decision, intent));
  contests.sort((one, other) => other.bound - one.bound);
  const counts = countsOf(contests, decision);
  let best = { threshold: 0, macroF1: -1, width: 0 };
  // From a threshold that lets nobody in to one that lets in all.
  for (let letIn = 0; letIn <= contests.length; letIn++) {
    const last = contests[letIn - 1];
    if (last !== undefined) {
      add(counts, last.answer, last.label, -1);
      add(counts, intent, last.label, 1);
    }
    const high = Math.min(1, last?.bound ?? 1);
    const low = Math.max(0, contests[letIn]?.bound ?? 0);
    const width = high - low;
    if (width < EPSILON) continue;
    const macroF1 = macroF1Of(counts);
    const isAsGood = macroF1 > best.macroF1 - EPSILON;
    if (macroF1 > best.macroF1 + EPSILON || (isAsGood && width > best.width)) {
      best = { threshold: low + width / 2, macroF1, width };
    }
  }
  return best;
}

function contestOf({ scores, label }: Row, decision: Decision, intent: number): Contest {
  const { all, general } = marginsOf(scores, decision);
  const others = all.with(intent, Number.NEGATIVE_INFINITY);
  const answer = winnerOf({ all: others, general });
  const rival = others[answer] as number;
  // Without an intent that clears its threshold it is `general`, however near that is.
  const isGenerals = intent === general && rival <= 0;
  const bound = isGenerals ? Number.POSITIVE_INFINITY : (scores[intent] as number) - rival;
  return { label, answer, bound };
}

/**
 * The one with which the right answers are the likeliest, from a hard decision to hardly any: each that is tried is a
 * tenth more than the one before.
 */
function bestTemperature(rows: readonly Row[], decision: Decision): number {
  const temperatures = Array.from({ length: 60 }, (_, step) => 0.004 * 1.1 ** step);
  const margins = rows.map(({ scores }) => marginsOf(scores, decision));
  const losses = temperatures.map((temperature) =>
    rows.reduce((loss, { label }, index) => {
      const likely = likelihoods(margins[index] as Margins, temperature)[label] as number;
      return loss - Math.log(Math.max(likely, LEAST_LIKELY));
    }, 0),
  );
  return temperatures[losses.indexOf(Math.min(...losses))] as number;
}
