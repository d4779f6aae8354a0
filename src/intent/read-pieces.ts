import type { CueIndex } from './cue-index.js';
import { nothingSeen, readSignals, type Sightings } from './signals.js';

/** In UTF-16 units: people say what they want at the start or at the end. */
const LENGTH = 2_048;
/** Letters in pieces, as some systems store Korean and Japanese. Offsets in such a text are those of the whole letters. */
const DECOMPOSED = /[\u1100-\u11ff\u3099\u309a]/;

/** What a text shows; of a long one its start and its end are read. */
export function readPieces(text: string, index: CueIndex): Sightings {
  const seen = nothingSeen();
  for (const [piece, start] of piecesOf(text, LENGTH)) {
    const composed = DECOMPOSED.test(piece) ? piece.normalize('NFC') : piece;
    readSignals(composed, lowerCase(composed), index, start, seen);
  }
  return seen;
}

/** The whole text, or the first and the last half of so many characters of it, each with where it starts. */
export function piecesOf(text: string, length: number): readonly (readonly [string, number])[] {
  if (text.length <= length) return [[text, 0]];
  const half = length / 2;
  return [
    [text.slice(0, half), 0],
    [text.slice(-half), text.length - half],
  ];
}

/** Of the same length as the text, so that offsets hold: U+0130 alone becomes longer in lower case. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll('\u0130', 'i').toLowerCase();
}
