/** Shorter words have neighbours that mean something else: of them only swapped letters are taken for a slip. */
const LONG_ENOUGH = 7;
const SHORTEST = 5;

/**
 * Whether a word is another with one slip of the finger: a letter missing, doubled, wrong, or two swapped. The first
 * letter is right: hardly anybody mistypes that one, and it keeps "format" from being "normat".
 *
 * @param isStem whether anything may follow
 */
export function isTypoOf(word: string, right: string, isStem: boolean): boolean {
  if (word === right || word.length < SHORTEST || right.length < SHORTEST) return false;
  if (!isStem && Math.abs(word.length - right.length) > 1) return false;
  let at = 0;
  while (at < right.length && word[at] === right[at]) at++;
  if (at === 0) return false;
  const isLong = right.length >= LONG_ENOUGH;
  // "presentation" is no slip of "presente*": another last letter makes another ending.
  if (isStem && at >= right.length - 1) return false;
  if (at === right.length) return isLong && !isStem && word.at(-1) === right.at(-1);
  const goesOn = (wordAt: number, rightAt: number): boolean => {
    const rest = right.slice(rightAt);
    return isStem ? word.startsWith(rest, wordAt) : word.slice(wordAt) === rest;
  };
  const isSwapped = word[at] === right[at + 1] && word[at + 1] === right[at];
  if (isSwapped && goesOn(at + 2, at + 2)) return true;
  return isLong && (goesOn(at + 1, at + 1) || goesOn(at, at + 1) || goesOn(at + 1, at));
}
