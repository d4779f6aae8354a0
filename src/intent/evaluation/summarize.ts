import type { Detection } from '../../contracts/intent-detector.js';
import type { Score } from '../../contracts/model.js';
import { type ClassCounts, f1Of, macroF1Of } from './macro-f1.js';

/** Of confidences, each a tenth wide. */
const BINS = 10;

/** A prompt, and what a careful reader says that it is for. */
export interface LabelledPrompt {
  readonly prompt: string;
  readonly intent: string;
  /** What such a reader would accept as well; only `lenientAccuracy` counts it. */
  readonly also?: readonly string[] | undefined;
  /** @default 'unknown' */
  readonly lang?: string | undefined;
  /** Where the prompt is from. */
  readonly source?: string | undefined;
}

/** What came of one prompt. */
export interface Answer {
  readonly row: LabelledPrompt;
  readonly detection: Detection<string>;
  /** It threw, rejected or answered nonsense. */
  readonly failed: boolean;
  readonly microseconds: number;
}

/** What `evaluateDetector` finds out: a plain object, without prompts unless asked for. */
export interface Evaluation {
  readonly n: number;
  /** The share of answers that are the label. */
  readonly accuracy: Score;
  /** The same if what a row lists in `also` is right as well. */
  readonly lenientAccuracy: Score;
  /** The mean F1 of the intents among the labels: each counts the same, however rare. */
  readonly macroF1: Score;
  /** How many prompts it threw at, or answered with nonsense. */
  readonly failures: number;
  /** Labels that are no intent of the detector, nor `general`: misspelt, or none of its business. They are never right. */
  readonly unknownLabels: readonly string[];
  /** Every intent that is a label or an answer, the most frequent label first. */
  readonly intents: readonly IntentFigures[];
  /** Every language, the most frequent first. */
  readonly languages: readonly LanguageFigures[];
  /** How often what was meant (first) was answered with what (second). */
  readonly confusion: { readonly [expected: string]: { readonly [got: string]: number } };
  /** Whether a confidence is the share of right answers; bins without answers are left out. */
  readonly reliability: readonly ReliabilityBin[];
  /** The expected calibration error: how far confidence and accuracy are apart in a bin, on average over the answers. */
  readonly calibrationError: Score;
  /** Wrong answers, the most confident first. */
  readonly worst: readonly WrongAnswer[];
  /** Per prompt. */
  readonly microseconds: { readonly median: number; readonly p95: number; readonly max: number };
}

/** How well one intent is found. */
export interface IntentFigures {
  readonly intent: string;
  /** How many prompts have this label. */
  readonly n: number;
  /** Of the answers with this intent, the share that is right. */
  readonly precision: Score;
  /** Of the prompts with this label, the share that is found. */
  readonly recall: Score;
  readonly f1: Score;
}

/** How well prompts of one language are understood. */
export interface LanguageFigures {
  readonly lang: string;
  readonly n: number;
  readonly accuracy: Score;
  /** Over the intents that are labels in this language. */
  readonly macroF1: Score;
}

/** Answers of about the same confidence. */
export interface ReliabilityBin {
  /** The confidences from here on. */
  readonly from: Score;
  /** Up to here, without it unless it is 1. */
  readonly to: Score;
  readonly n: number;
  /** Their mean confidence. */
  readonly confidence: Score;
  /** The share of them that is right. */
  readonly accuracy: Score;
}

/** An answer that is not the label. */
export interface WrongAnswer {
  /** Of the row. */
  readonly index: number;
  readonly expected: string;
  readonly got: string;
  readonly confidence: Score;
  readonly evidence: readonly string[];
  readonly lang?: string;
  readonly source?: string;
  /** Present when asked for. */
  readonly prompt?: string;
}

/** Counts, shares and the errors worth looking at. */
export function summarize(
  answers: readonly Answer[],
  options: {
    /** That the detector knows. */
    readonly intents: readonly string[];
    readonly worst: number;
    readonly withPrompts: boolean;
  },
): Evaluation {
  const counts = countsByIntent(answers);
  const answerable = new Set([...options.intents, 'general']);
  const reliability = reliabilityOf(answers);
  return {
    n: answers.length,
    accuracy: shareOf(answers, isRight),
    lenientAccuracy: shareOf(answers, isAccepted),
    macroF1: macroF1Of(counts.values()),
    failures: answers.filter(({ failed }) => failed).length,
    unknownLabels: labelsOf(answers).filter((label) => !answerable.has(label)),
    intents: intentFigures(counts),
    languages: languageFigures(answers),
    confusion: confusionOf(answers),
    reliability,
    calibrationError: calibrationError(reliability, answers.length),
    worst: worstOf(answers, options),
    microseconds: timesOf(answers),
  };
}

function labelsOf(answers: readonly Answer[]): readonly string[] {
  return [...new Set(answers.map(({ row }) => row.intent))];
}

function isRight({ row, detection }: Answer): boolean {
  return detection.intent === row.intent;
}

function isAccepted(answer: Answer): boolean {
  return isRight(answer) || (answer.row.also?.includes(answer.detection.intent) ?? false);
}

function shareOf(answers: readonly Answer[], has: (answer: Answer) => boolean): Score {
  return answers.filter(has).length / answers.length;
}

function countsByIntent(answers: readonly Answer[]): ReadonlyMap<string, ClassCounts> {
  const counts = new Map<string, ClassCounts>();
  const of = (intent: string) => {
    const known = counts.get(intent) ?? { labelled: 0, answered: 0, right: 0 };
    counts.set(intent, known);
    return known;
  };
  for (const answer of answers) {
    of(answer.row.intent).labelled++;
    of(answer.detection.intent).answered++;
    if (isRight(answer)) of(answer.row.intent).right++;
  }
  return counts;
}

function intentFigures(counts: ReadonlyMap<string, ClassCounts>): readonly IntentFigures[] {
  const figures = [...counts].map(([intent, count]) => ({
    intent,
    n: count.labelled,
    precision: count.right / Math.max(1, count.answered),
    recall: count.right / Math.max(1, count.labelled),
    f1: f1Of(count),
  }));
  return figures.toSorted((one, other) => other.n - one.n);
}

function languageFigures(answers: readonly Answer[]): readonly LanguageFigures[] {
  const figures = [...Map.groupBy(answers, ({ row }) => row.lang ?? 'unknown')].map(
    ([lang, own]) => ({
      lang,
      n: own.length,
      accuracy: shareOf(own, isRight),
      macroF1: macroF1Of(countsByIntent(own).values()),
    }),
  );
  return figures.toSorted((one, other) => other.n - one.n);
}

function confusionOf(answers: readonly Answer[]): Evaluation['confusion'] {
  const rows = [...Map.groupBy(answers, ({ row }) => row.intent)].map(([expected, own]) => {
    const cells = [...Map.groupBy(own, ({ detection }) => detection.intent)];
    return [expected, Object.fromEntries(cells.map(([got, { length }]) => [got, length]))] as const;
  });
  return Object.fromEntries(rows);
}

function reliabilityOf(answers: readonly Answer[]): readonly ReliabilityBin[] {
  const binOf = ({ detection }: Answer) =>
    Math.min(BINS - 1, Math.floor(detection.confidence * BINS));
  const bins = [...Map.groupBy(answers, binOf)].toSorted(([one], [other]) => one - other);
  return bins.map(([bin, own]) => ({
    from: bin / BINS,
    to: (bin + 1) / BINS,
    n: own.length,
    confidence: own.reduce((sum, { detection }) => sum + detection.confidence, 0) / own.length,
    accuracy: shareOf(own, isRight),
  }));
}

function calibrationError(bins: readonly ReliabilityBin[], n: number): Score {
  return bins.reduce((sum, bin) => sum + bin.n * Math.abs(bin.accuracy - bin.confidence), 0) / n;
}

function worstOf(
  answers: readonly Answer[],
  { worst, withPrompts }: { readonly worst: number; readonly withPrompts: boolean },
): readonly WrongAnswer[] {
  const wrong = [...answers.entries()].filter(([, answer]) => !isRight(answer));
  const sorted = wrong.toSorted(([, one], [, other]) => {
    return other.detection.confidence - one.detection.confidence;
  });
  return sorted.slice(0, worst).map(([index, { row, detection }]) => ({
    index,
    expected: row.intent,
    got: detection.intent,
    confidence: detection.confidence,
    evidence: detection.evidence ?? [],
    ...(row.lang !== undefined && { lang: row.lang }),
    ...(row.source !== undefined && { source: row.source }),
    ...(withPrompts && { prompt: row.prompt }),
  }));
}

function timesOf(answers: readonly Answer[]): Evaluation['microseconds'] {
  const sorted = answers.map(({ microseconds }) => microseconds).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { median: at(0.5), p95: at(0.95), max: at(1) };
}
