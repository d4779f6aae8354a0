import type { CueHit, CueIndex } from './cue-index.js';
import { asks, type Cue, cues, opensClauses } from './cues.js';
import { type Sign, type SignName, signs } from './signs.js';
import { ASKING, tokenize } from './tokenize.js';

/** Verbs that leave open what is wanted, and the nouns that say it. */
const verbs = ['make', 'give'] as const satisfies readonly Cue[];
const objects = [
  'summary',
  'program',
  'technology',
  'fault',
  'piece',
  'concept',
  'languages',
  'translate',
] as const satisfies readonly Cue[];

/**
 * What a text can show: a cue that asks (`make`), that asks before all others (`first.make`), together with the noun
 * next to it (`make>piece`), inside of a clause (`make.aside`) or in what the instruction is about (`make.given`); and
 * what is seen without understanding a word (`sign.code`).
 */
export type Signal =
  | Cue
  | `first.${Cue}`
  | `${Cue}.aside`
  | `${Cue}.given`
  | `${(typeof verbs)[number]}>${(typeof objects)[number]}`
  | `sign.${SignName}`;

const ASKS = 0;
const FIRST = cues.length;
const ASIDE = 2 * cues.length;
const GIVEN = 3 * cues.length;
const PAIRS = 4 * cues.length;
const SIGNS = PAIRS + verbs.length * objects.length;

/** In the order of their positions. */
const signals = [
  ...cues,
  ...cues.map((cue) => `first.${cue}` as const),
  ...cues.map((cue) => `${cue}.aside` as const),
  ...cues.map((cue) => `${cue}.given` as const),
  ...verbs.flatMap((verb) => objects.map((object) => `${verb}>${object}` as const)),
  ...signs.map(({ name }) => `sign.${name}` as const),
] satisfies readonly Signal[];

const positions: ReadonlyMap<string, number> = new Map(
  signals.map((signal, position) => [signal, position]),
);
const verbPositions = cues.map((cue) => (verbs as readonly Cue[]).indexOf(cue));
const objectPositions = cues.map((cue) => (objects as readonly Cue[]).indexOf(cue));

/** Where a signal was seen first, and in which language. */
export interface Sighting {
  /** `en`, or nothing for a sign. */
  readonly language: string;
  /** In UTF-16 units. */
  readonly offset: number;
}

/** The signals of one text, by position. */
export type Sightings = (Sighting | undefined)[];

/** Where a signal stands in {@link Sightings}. */
export function positionOf(signal: Signal): number {
  return positions.get(signal) as number;
}

/** How many words may be between a verb and its noun. */
const REACH = 12;

/**
 * Reads one piece of a text.
 *
 * @param lowerCased the same, of the same length
 * @param start where the piece begins in the text
 * @param seen what was found in pieces before it; what is found is added
 */
export function readSignals(
  piece: string,
  lowerCased: string,
  index: CueIndex,
  start: number,
  seen: Sightings,
): void {
  const tokens = tokenize(lowerCased, index.courtesies);
  const hits = index.search(tokens);
  const see = (position: number, language: string, offset: number) => {
    seen[position] ??= { language, offset: start + offset };
  };
  let isFirst = start === 0;
  for (let at = 0; at < hits.length; at++) {
    const { of, at: word } = hits[at] as CueHit;
    const { cue, language, verbLast } = of;
    const offset = tokens.offsets[word] as number;
    const isInside = opensClauses(cue) && !verbLast && tokens.openings[word] !== true;
    if (tokens.zones[word] !== ASKING) see(GIVEN + cue, language, offset);
    else if (isInside) see(ASIDE + cue, language, offset);
    else {
      see(ASKS + cue, language, offset);
      if (!asks(cue)) continue;
      if (isFirst) see(FIRST + cue, language, offset);
      isFirst = false;
      const pair = pairOf(at, hits, tokens.clauses);
      if (pair >= 0) see(PAIRS + pair, language, offset);
    }
  }
  for (let sign = 0; sign < signs.length; sign++) {
    const offset = (signs[sign] as Sign).offsetIn(piece);
    if (offset >= 0) see(SIGNS + sign, 'sign', offset);
  }
}

/**
 * The noun next to a verb is what it asks for: "a script that sends emails" is a script. Where the verb may stand last
 * the nearest before it is, if there is one.
 */
function pairOf(verbAt: number, hits: readonly CueHit[], clauses: readonly number[]): number {
  const { cue, verbLast } = (hits[verbAt] as CueHit).of;
  const verb = verbPositions[cue] as number;
  if (verb < 0) return -1;
  let object = verbLast ? nextObject(verbAt, -1, hits, clauses) : -1;
  if (object < 0) object = nextObject(verbAt, 1, hits, clauses);
  return object < 0 ? -1 : verb * objects.length + object;
}

function nextObject(
  verbAt: number,
  step: 1 | -1,
  hits: readonly CueHit[],
  clauses: readonly number[],
): number {
  const verb = hits[verbAt] as CueHit;
  for (let at = verbAt + step; at >= 0 && at < hits.length; at += step) {
    const { of, at: word } = hits[at] as CueHit;
    if (clauses[word] !== clauses[verb.at] || Math.abs(word - verb.at) > REACH) return -1;
    const object = objectPositions[of.cue] as number;
    if (object >= 0) return object;
  }
  return -1;
}
