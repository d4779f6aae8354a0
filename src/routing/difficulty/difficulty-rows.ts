import { ConfigurationError } from '../../errors/configuration-error.js';
import { Checks } from '../../support/checks.js';
import { judgedText } from '../../support/human-text.js';
import { difficultyFeatures } from './difficulty-features.js';

const check = new Checks(ConfigurationError);

/**
 * What is known of one prompt of yours: how good the answers of a weak and of a strong model were, 0 to 1 each, or only
 * whether the strong one is needed. Other fields are ignored.
 */
export type DifficultyRow = {
  /** As it came in: what programs added to it is left out here as it is for the plug-in. */
  readonly prompt: string;
  /** As the detector of your orchestrator says: that is what the plug-in will be given. */
  readonly intent?: string | undefined;
} & (
  | { readonly weak: number; readonly strong: number; readonly hard?: undefined }
  | { readonly hard: boolean; readonly weak?: undefined; readonly strong?: undefined }
);

/** A row, read. */
export interface LabelledRow {
  /** As much of it as the plug-in is shown: without what programs added. */
  readonly prompt: string;
  readonly intent: string;
  readonly isHard: boolean;
  /** What the strong model's answer is better by; undefined where the row says only whether it is needed. */
  readonly gain: number | undefined;
  readonly features: Float64Array;
  readonly hash: number;
}

/** So many different prompts are the least: five folds of six. */
const MIN_PROMPTS = 30;
/** Of each kind, so that each fold, and each fold within those, has some of both. */
const MIN_OF_A_KIND = 10;
/** 0.4 - 0.3 is more than 0.1 to a computer. */
const ROUNDING = 1e-9;

/**
 * The rows, checked, in an order that does not depend on that of the caller: what is added up in it is then the same
 * to the last digit.
 *
 * @throws ConfigurationError
 */
export function readRows(rows: unknown, margin: number): readonly LabelledRow[] {
  const read = check
    .array(rows, 'rows')
    .map((row, index) => readRow(row, `rows[${index}]`, margin));
  read.sort(inOrder);
  checkEnough(read);
  return read;
}

/** Rows of the same prompt, which must stay together, in the order in which they came. */
export function groupsOf(rows: readonly LabelledRow[]): readonly LabelledRow[][] {
  const groups = new Map<string, LabelledRow[]>();
  for (const row of rows) {
    const group = groups.get(row.prompt);
    if (group === undefined) groups.set(row.prompt, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

/** One that was hard once is. */
export function isHardGroup(group: readonly LabelledRow[]): boolean {
  return group.some(({ isHard }) => isHard);
}

function readRow(value: unknown, path: string, margin: number): LabelledRow {
  const { prompt: given, intent, ...outcome } = check.record(value, path);
  const text = check.string(given, `${path}.prompt`);
  if (text.trim() === '') check.fail(`${path}.prompt`, 'more than spaces', text);
  const prompt = judgedText([{ role: 'user', content: [{ type: 'text', text }] }]);
  const { gain, isHard } = readOutcome(outcome, path, margin);
  return {
    prompt,
    intent: intent === undefined ? '' : check.string(intent, `${path}.intent`, { max: 128 }),
    isHard,
    gain,
    features: difficultyFeatures(prompt),
    hash: hashOf(prompt),
  };
}

function readOutcome(
  { weak, strong, hard }: Record<string, unknown>,
  path: string,
  margin: number,
): Pick<LabelledRow, 'gain' | 'isHard'> {
  if (weak === undefined && strong === undefined) {
    if (hard === undefined) check.fail(path, 'weak and strong, or hard', hard);
    return { gain: undefined, isHard: check.boolean(hard, `${path}.hard`) };
  }
  if (hard !== undefined) check.fail(`${path}.hard`, 'nothing beside weak and strong', hard);
  const range = { min: 0, max: 1 };
  const gain =
    check.number(strong, `${path}.strong`, range) - check.number(weak, `${path}.weak`, range);
  return { gain, isHard: gain > margin + ROUNDING };
}

function checkEnough(rows: readonly LabelledRow[]): void {
  const groups = groupsOf(rows);
  if (groups.length < MIN_PROMPTS) {
    check.fail('rows', `at least ${MIN_PROMPTS} different prompts`, groups.length);
  }
  const hard = groups.filter(isHardGroup).length;
  if (hard < MIN_OF_A_KIND) {
    check.fail('rows', `at least ${MIN_OF_A_KIND} different prompts that are hard`, hard);
  }
  const easy = groups.length - hard;
  if (easy < MIN_OF_A_KIND) {
    check.fail('rows', `at least ${MIN_OF_A_KIND} different prompts that are easy`, easy);
  }
}

/** By hash first: prompts that begin alike, as those of one file do, are spread over all folds. */
function inOrder(one: LabelledRow, other: LabelledRow): number {
  return (
    one.hash - other.hash ||
    compare(one.prompt, other.prompt) ||
    compare(one.intent, other.intent) ||
    Number(one.isHard) - Number(other.isHard) ||
    (one.gain ?? 0) - (other.gain ?? 0)
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** FNV-1a over UTF-16 units, mixed once more, since its high bits hardly depend on the last of them. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}
