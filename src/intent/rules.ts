import type { Intent } from '../contracts/intent-detector.js';
import type { Signal } from './signals.js';

/** How much it says, in log-odds, when all of these signals are there. */
type WeighedRule = readonly [weight: number, first: Signal, second?: Signal];

/** What speaks for an intent. */
export interface IntentRules {
  /** Before anything is seen, against `general`. */
  readonly prior: number;
  readonly rules: readonly WeighedRule[];
}

/**
 * Which signals speak for which intent: the same in every language, whose tables only say by which words a signal is
 * known. The answer is what the text asks to be made, not its topic: the verb that asks first says most, with the noun
 * next to it, then the nouns of the instruction; words in what is quoted or pasted say little.
 *
 * Which rules there are is reasoned; their weights are fitted to 5,100 labelled prompts in seventeen languages by a
 * logistic regression in which no rule may speak against its own intent and every intent counts the same
 * (`npm run intents:rules -- --fit`). So the shares of the answers mean something, and where two intents compete, as in
 * "write a summary", the prompts of people decide who wins. A rule that earns nothing on sources which the weights have
 * not seen is left out.
 */
export const intentRules: { readonly [intent in Intent]: IntentRules } = {
  code_generation: {
    prior: -1.5,
    rules: [
      // What is to be made is code, or what it is to be made with has a name that nobody uses for a poem.
      [3.6, 'program'],
      [1.4, 'make>program'],
      [3.4, 'technology'],
      [1.6, 'howto', 'technology'],
      [1.6, 'fault'],
      // What code looks like, whatever language surrounds it.
      [2.8, 'sign.code'],
      [1.2, 'sign.trace'],
      [1.6, 'sign.identifier'],
    ],
  },
  education: {
    prior: -1.3,
    rules: [
      // A verb or a question that asks to understand, most of all where nothing was asked before it.
      [1.8, 'explain'],
      [1.1, 'first.explain'],
      [1.1, 'explain.aside'],
      [1.1, 'why'],
      [2.2, 'first.why'],
      [1.8, 'why.aside'],
      [0.8, 'what'],
      [0.3, 'first.what'],
      [2.6, 'concept'],
      [1, 'concept.given'],
      [0.8, 'give>concept'],
      // Code is spoken of, too, and not to be written: these weigh against its words.
      [1.1, 'first.explain', 'program'],
      [2.4, 'what', 'technology'],
      [1.7, 'concept', 'technology'],
      [0.8, 'sign.question'],
      [0.4, 'sign.short'],
    ],
  },
  writing: {
    prior: -0.7,
    rules: [
      [1.2, 'first.make'],
      // Prose or verse is to be made, or to become better.
      [2, 'piece'],
      [1, 'piece.given'],
      [2.3, 'make>piece'],
      [1.2, 'give>piece'],
      [2.7, 'rework'],
      [2.1, 'style'],
      // Somebody is to be played.
      [1.8, 'role'],
    ],
  },
  translation: {
    prior: -1.9,
    rules: [
      // There is hardly another reading.
      [4.1, 'translate'],
      [1, 'first.translate'],
      // A translator is also asked to correct: that is still translation.
      [2.4, 'translate', 'rework'],
      // The name of a language: what the answer is to be in.
      [4.1, 'languages'],
    ],
  },
  summarization: {
    prior: -1,
    rules: [
      [4, 'summarize'],
      [2.3, 'first.summarize'],
      [2, 'summarize.aside'],
      [4.9, 'summary'],
      // How short it is to be, and the text that is to become so.
      [2.5, 'brief'],
      [2, 'sign.long'],
    ],
  },
  general: {
    prior: 0,
    rules: [
      // A fact to look up, or something to be found, chosen, planned or reckoned.
      [0.6, 'fact'],
      [1, 'first.fact'],
      [1.1, 'task'],
      [0.8, 'first.task'],
      [0.4, 'first.howto'],
      // Sums, and riddles with answers to choose from.
      [0.8, 'sign.sum'],
      [0.6, 'sign.number'],
      [2.3, 'sign.choices'],
      [0.7, 'sign.question'],
      [0.9, 'sign.long'],
      [0.3, 'sign.lines'],
    ],
  },
};
