/**
 * Spelling differences that say nothing about what is asked for: people leave accents out, and keyboards differ.
 * Both the rules and the prompts are folded, so a rule is found however it is typed.
 */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 's',
  ł: 'l',
  đ: 'd',
  ø: 'o',
  ı: 'i',
  æ: 'a',
  œ: 'o',
  ё: 'е',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ة: 'ه',
  ى: 'ي',
};

/** Combining accents, Arabic vowel signs and tatweel, the Hindi nukta, joiners: dropped. */
const DROPPED = /[\u0300-\u036f\u0640\u064b-\u065f\u0670\u093c\u200c\u200d]/;
/** Latin letters with an accent, Hindi letters with a nukta, Latin letters of full width. */
const COMPOSED = /[\u00c0-\u024f\u0958-\u095f\u1e00-\u1eff\uff01-\uff5e]/;
const BEYOND_ASCII = /[^\0-\x7f]/;

/** Filled as letters are met: a prompt has few different ones, Unicode has many. */
const known = new Map<string, string>();

/** A lower-cased word without its accents. */
export function fold(word: string): string {
  if (!BEYOND_ASCII.test(word)) return word;
  let folded = '';
  for (const letter of word) {
    let plain = known.get(letter);
    if (plain === undefined) {
      plain = foldLetter(letter);
      if (known.size < 4_096) known.set(letter, plain);
    }
    folded += plain;
  }
  return folded;
}

function foldLetter(letter: string): string {
  if (DROPPED.test(letter)) return '';
  if (Object.hasOwn(LETTERS, letter)) return LETTERS[letter] as string;
  if (!COMPOSED.test(letter)) return letter;
  const [base = letter] = letter.normalize('NFKD');
  return base.toLowerCase();
}
