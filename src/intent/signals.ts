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

/** Where each kind of signal begins in {@link Sightings}, where cues ask begins at 0. */
interface Layout {
  readonly positions: ReadonlyMap<string, number>;
  readonly first: number;
  readonly aside: number;
  readonly given: number;
  readonly pairs: number;
  readonly signs: number;
  /** By cue: which verb it is, which noun, or -1. */
  readonly verbOf: readonly number[];
  readonly objectOf: readonly number[];
}

// Marked, so that a bundle without these rules holds nothing of them.
const layout = /* @__PURE__ */ layOut();

function layOut(): Layout {
  const signals: readonly Signal[] = [
    ...cues,
    ...cues.map((cue) => `first.${cue}` as const),
    ...cues.map((cue) => `${cue}.aside` as const),
    ...cues.map((cue) => `${cue}.given` as const),
    ...verbs.flatMap((verb) => objects.map((object) => `${verb}>${object}` as const)),
    ...signs.map(({ name }) => `sign.${name}` as const),
  ];
  const pairs = 4 * cues.length;
  return {
    positions: new Map(signals.map((signal, position) => [signal, position])),
    first: cues.length,
    aside: 2 * cues.length,
    given: 3 * cues.length,
    pairs,
    signs: pairs + verbs.length * objects.length,
    verbOf: cues.map((cue) => (verbs as readonly Cue[]).indexOf(cue)),
    objectOf: cues.map((cue) => (objects as readonly Cue[]).indexOf(cue)),
  };
}

/** Where a signal was seen first, and in which language. */
export interface Sighting {
  /** `en`, or nothing for a sign. */
  readonly language: string;
  /** In UTF-16 units. */
  readonly offset: number;
}

/** The signals of one text, by position. */
export type Sightings = (Sighting | undefined)[];

/** Before anything is read. */
export function nothingSeen(): Sightings {
  // Of its length at once: growing to scattered places would make a slow array of it.
  return new Array<Sighting | undefined>(layout.positions.size).fill(undefined);
}

/** Where a signal stands in {@link Sightings}. */
export function positionOf(signal: Signal): number {
  return layout.positions.get(signal) as number;
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
    if (tokens.zones[word] !== ASKING) see(layout.given + cue, language, offset);
    else if (isInside) see(layout.aside + cue, language, offset);
    else {
      see(cue, language, offset);
      if (!asks(cue)) continue;
      if (isFirst) see(layout.first + cue, language, offset);
      isFirst = false;
      const pair = pairOf(at, hits, tokens.clauses);
      if (pair >= 0) see(layout.pairs + pair, language, offset);
    }
  }
  for (let sign = 0; sign < signs.length; sign++) {
    const offset = (signs[sign] as Sign).offsetIn(piece);
    if (offset >= 0) see(layout.signs + sign, 'sign', offset);
  }
}

/**
 * The noun next to a verb is what it asks for: "a script that sends emails" is a script. Where the verb may stand last
 * the nearest before it is, if there is one.
 */
function pairOf(verbAt: number, hits: readonly CueHit[], clauses: readonly number[]): number {
  const { cue, verbLast } = (hits[verbAt] as CueHit).of;
  const verb = layout.verbOf[cue] as number;
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
    const object = layout.objectOf[of.cue] as number;
    if (object >= 0) return object;
  }
  return -1;
}
