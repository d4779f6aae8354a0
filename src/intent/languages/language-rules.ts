/**
 * What people of one language say when they ask for something. Each entry of the table is a cue: the words and phrases
 * that mean it, parted by commas, in lower case. Which intent a cue speaks for, and how loudly, is not said here: that
 * is the same in every language.
 *
 * - Case and accents do not matter: `résumé` is also found as "Resume". Write them as they are written well.
 * - `word*` is a stem and stands for any ending.
 * - `word … word` are two words of one clause with at most eight others between them, as in `fasse … zusammen`.
 * - In scripts that put no spaces between words a phrase is found wherever it stands.
 */
export interface LanguageRules {
  /** BCP 47, like `de`: the first part of a rule's name in the evidence. */
  readonly language: string;

  /**
   * The most usual words that say nothing about the task, parted by spaces: articles, pronouns, prepositions, "is".
   * They tell the language of a prompt where a word belongs to several.
   */
  readonly common?: string;
  /** Words that may come before the verb that asks, parted by spaces: "please", "can you", "I want you to". */
  readonly courtesies?: string;
  /** The verb that asks stands at the end of a clause, or anywhere: it is then heard anywhere. */
  readonly verbLast?: true;

  /** "translate", "translation", "how do you say": text is to go from one language into another. */
  readonly translate?: string;
  /** Names of languages, as in "into French", "en francés", "auf Französisch". */
  readonly languages?: string;

  /** Verbs: "summarize", "sum up", "shorten", "tl;dr". */
  readonly summarize?: string;
  /** Nouns: "summary", "key points", "gist". */
  readonly summary?: string;

  /** What code is asked for by: "function", "script", "regex", "website", "to implement", "array", "file". */
  readonly program?: string;
  /** Names that nobody uses for a poem: "python", "sql", "excel". Written alike in most languages, so mostly in English's. */
  readonly technology?: string;
  /** What is wrong with a program: "bug", "error", "crashes", "doesn't work". */
  readonly fault?: string;

  /** Verbs of making, mostly with words: "write", "compose", "draft", "come up with", "invent". */
  readonly make?: string;
  /** Verbs that leave open what is wanted, until its noun says: "give me", "provide", "show me", "create", "generate". */
  readonly give?: string;
  /** "rewrite", "proofread", "grammar", "more polite": prose that is there is to become better. */
  readonly rework?: string;
  /** What is made when prose or verse is asked for: "poem", "email", "essay", "slogan", "cover letter". */
  readonly piece?: string;
  /** "tone", "in the style of", "persuasive", "rhyme", "words long". */
  readonly style?: string;
  /** How short an answer is to be: "briefly", "in two sentences", "in 50 words", "in short". */
  readonly brief?: string;
  /** "pretend to be", "act as", "you are a", "play the role of". */
  readonly role?: string;

  /** Verbs: "explain", "teach me", "describe", "tell me about", "compare". */
  readonly explain?: string;
  /** Questions for reasons and workings: "why", "how does", "how come", "what happens when". */
  readonly why?: string;
  /** Questions for what something is: "what is", "what are", "what does … mean". */
  readonly what?: string;
  /** "difference between", "meaning", "concept", "principle", "causes", "advantages". */
  readonly concept?: string;

  /** Questions for a way of doing something: "how do i", "how can i", "how to". */
  readonly howto?: string;
  /** Questions for one fact: "who", "when", "where", "how many", "which", "how much". */
  readonly fact?: string;
  /** Verbs whose answer is neither prose nor understanding: "recommend", "list", "calculate", "classify", "extract", "plan". */
  readonly task?: string;
}
