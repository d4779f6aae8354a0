import { withoutArabicParticles } from './arabic-particles.js';
import { type Cue, cues } from './cues.js';
import type { LanguageRules } from './languages/language-rules.js';
import { technologies } from './languages/technologies.js';
import { follows, type Phrase, phraseOf, wordsOf } from './phrase.js';
import { ASKING, type Tokens } from './tokenize.js';
import { isTypoOf } from './typo.js';

/** A cue of one language. */
export interface CueOfLanguage {
  /** Its place in the list of cues. */
  readonly cue: number;
  readonly language: string;
  /** Its place in the list of languages. */
  readonly languageAt: number;
  readonly verbLast: boolean;
}

/** Where a phrase of a cue begins. */
export interface CueHit {
  readonly of: CueOfLanguage;
  /** Which word. */
  readonly at: number;
}

interface CuePhrase extends Phrase {
  readonly of: CueOfLanguage;
}

/** Stems are looked up by this many characters; shorter ones, of scripts that say much with one, by themselves. */
const STEM_KEY = 3;
/** A power of two, several times the number of phrases. */
const MARKS = 16_384;
const NO_LANGUAGES: readonly number[] = [];
/** Verbs that decide alone: worth finding when they are mistyped. */
const TYPED_WITH_CARE: readonly Cue[] = ['translate', 'summarize', 'explain', 'make', 'rework'];

/**
 * Finds the phrases of all languages in one walk over the words: a few lookups per word, so the time depends on the
 * text and not on the number of rules.
 */
export class CueIndex {
  readonly courtesies: ReadonlySet<string>;
  /** Which languages use a word so often that it tells them. */
  readonly #common = new Map<string, number[]>();
  readonly #languageCount: number;
  readonly #exact = new Map<string, CuePhrase[]>();
  readonly #stems = new Map<string, CuePhrase[]>();
  /** Most words begin nothing: marks by their first letters tell so without a look into the maps. */
  readonly #exactMarks = new Uint8Array(MARKS);
  readonly #stemMarks = new Uint8Array(MARKS);
  /** By first letter. */
  readonly #typos = new Map<string, CuePhrase[]>();

  constructor(languages: readonly LanguageRules[]) {
    this.#languageCount = languages.length;
    const courtesies = new Set<string>();
    for (const [index, rules] of [...languages, technologies].entries()) {
      const polite = wordsOf(rules.courtesies);
      for (const word of polite) courtesies.add(word);
      for (const word of new Set([...wordsOf(rules.common), ...polite])) {
        append(this.#common, word, index);
      }
      cues.forEach((cue, at) => {
        const { language, verbLast = false } = rules;
        this.#addCue(rules[cue], { cue: at, language, languageAt: index, verbLast });
      });
    }
    this.courtesies = courtesies;
  }

  /** What stands in the words, in their order; of phrases that begin at one word only the longest. */
  search(tokens: Tokens): readonly CueHit[] {
    const { words } = tokens;
    const kana = kanaIn(tokens);
    const hits: CueHit[] = [];
    let spoken: Float64Array | undefined;
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as string;
      const phrases = this.#at(tokens, at, word, kana);
      if (phrases === undefined) continue;
      if (!this.#isOfSeveral(phrases, word)) {
        for (const { of } of phrases) hits.push({ of, at });
        continue;
      }
      spoken ??= this.#spokenIn(words);
      for (const { of } of this.#read(phrases, word, spoken)) hits.push({ of, at });
    }
    return hits;
  }

  #at(
    tokens: Tokens,
    at: number,
    word: string,
    kana: ReadonlySet<number>,
  ): CuePhrase[] | undefined {
    const except = isHan(word) ? otherThan(tokens, at, kana) : undefined;
    const found = this.#longest(tokens, at, word, except);
    if (found !== undefined) return found;
    for (const bare of withoutArabicParticles(word)) {
      const meant = this.#longest(tokens, at, bare);
      if (meant !== undefined) return meant;
    }
    if (tokens.openings[at] !== true || tokens.zones[at] !== ASKING) return undefined;
    return this.#common.has(word) ? undefined : this.#mistyped(word);
  }

  /** @param except a language that the text is not in */
  #longest(tokens: Tokens, at: number, word: string, except?: string): CuePhrase[] | undefined {
    const exact = this.#exactMarks[exactMark(word)] === 1 ? this.#exact.get(word) : undefined;
    let found = longest(exact, undefined, tokens, at, word, except);
    for (let key = Math.min(STEM_KEY, word.length); key > 0; key--) {
      if (this.#stemMarks[stemMark(word, key)] !== 1) continue;
      const stems = this.#stems.get(word.slice(0, key));
      found = longest(stems, found, tokens, at, word, except);
    }
    return found;
  }

  #mistyped(word: string): CuePhrase[] | undefined {
    const meant = this.#typos
      .get(word.charAt(0))
      ?.find(({ first }) => isTypoOf(word, first.text, first.isStem));
    return meant && [meant];
  }

  #isOfSeveral(phrases: readonly CuePhrase[], word: string): boolean {
    const { length, of } = phrases[0] as CuePhrase;
    if (length === 1 && this.#common.has(word)) return true;
    return phrases.length > 1 && phrases.some((one) => one.of.languageAt !== of.languageAt);
  }

  /** How many common words of each language there are. */
  #spokenIn(words: readonly string[]): Float64Array {
    const spoken = new Float64Array(this.#languageCount);
    for (const word of words) {
      for (const language of this.#common.get(word) ?? NO_LANGUAGES) (spoken[language] as number)++;
    }
    return spoken;
  }

  /** A word of several languages is read as one of the language that the words around it speak. */
  #read(phrases: readonly CuePhrase[], word: string, spoken: Float64Array): readonly CuePhrase[] {
    let most = 0;
    for (const { of } of phrases) most = Math.max(most, spoken[of.languageAt] ?? 0);
    if (phrases[0]?.length === 1) {
      for (const language of this.#common.get(word) ?? NO_LANGUAGES) {
        most = Math.max(most, spoken[language] as number);
      }
    }
    return phrases.filter(
      ({ of }) => of.languageAt === this.#languageCount || spoken[of.languageAt] === most,
    );
  }

  #addCue(list: string | undefined, of: CueOfLanguage): void {
    for (const text of list?.split(',') ?? []) {
      const phrase = phraseOf(text.trim());
      if (phrase !== undefined) this.#add({ of, ...phrase });
    }
  }

  #add(phrase: CuePhrase): void {
    const { of, first, length } = phrase;
    if (first.isStem) {
      const key = first.text.slice(0, STEM_KEY);
      append(this.#stems, key, phrase);
      this.#stemMarks[stemMark(key, key.length)] = 1;
    } else {
      append(this.#exact, first.text, phrase);
      this.#exactMarks[exactMark(first.text)] = 1;
    }
    if (length === 1 && TYPED_WITH_CARE.includes(cues[of.cue] as Cue)) {
      append(this.#typos, first.text.charAt(0), phrase);
    }
  }
}

/** Which clauses have kana, quotations in them apart. */
function kanaIn(tokens: Tokens): ReadonlySet<number> {
  const clauses = new Set<number>();
  for (let at = 0; at < tokens.words.length; at++) {
    if (isKana(tokens.words[at] as string)) clauses.add(clauseOf(tokens, at));
  }
  return clauses;
}

/**
 * Japanese and Chinese share characters. A clause with kana is Japanese, and a text without any is not; a clause without
 * any beside others with some may be either, as a Chinese instruction with a Japanese text.
 */
function otherThan(tokens: Tokens, at: number, kana: ReadonlySet<number>): string | undefined {
  if (kana.size === 0) return 'ja';
  return kana.has(clauseOf(tokens, at)) ? 'zh' : undefined;
}

function clauseOf({ clauses, zones }: Tokens, at: number): number {
  return 2 * (clauses[at] as number) + (zones[at] as number);
}

function isHan(word: string): boolean {
  const code = word.charCodeAt(0);
  return code >= 0x3400 && code < 0xa000;
}

function isKana(word: string): boolean {
  const code = word.charCodeAt(0);
  return code >= 0x3040 && code < 0x3100;
}

/** Of the phrases that stand at a word, and those found before, the longest. */
function longest(
  phrases: readonly CuePhrase[] | undefined,
  before: CuePhrase[] | undefined,
  tokens: Tokens,
  at: number,
  word: string,
  except: string | undefined,
): CuePhrase[] | undefined {
  let found = before;
  if (phrases === undefined) return found;
  for (const phrase of phrases) {
    const { first, length, of } = phrase;
    const known = found?.[0]?.length ?? 0;
    if (length < known || of.language === except) continue;
    if (first.isStem && !word.startsWith(first.text)) continue;
    if (length > 1 && !follows(tokens, at, phrase)) continue;
    if (length > known) found = [phrase];
    else found?.push(phrase);
  }
  return found;
}

/** Of a whole word: its length and its first letters. A letter that is not there counts as 0. */
function exactMark(word: string): number {
  return (letters(word, 3) * 31 + word.length) & (MARKS - 1);
}

function stemMark(word: string, key: number): number {
  return (letters(word, key) * 31 + key) & (MARKS - 1);
}

function letters(word: string, count: number): number {
  let sum = 0;
  for (let at = 0; at < count; at++) sum = sum * 31 + (word.charCodeAt(at) | 0);
  return sum;
}

function append<K, E>(entries: Map<K, E[]>, key: K, entry: E): void {
  const list = entries.get(key);
  if (list === undefined) entries.set(key, [entry]);
  else list.push(entry);
}
