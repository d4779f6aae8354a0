import type { Awaitable } from '../contracts/basics.js';
import type { Detection, DetectionInput, IntentDetector } from '../contracts/intent-detector.js';
import { assert, assertEqual, resolveRunner, type SuiteRunner } from './suite.js';

type MakeDetector = () => Awaitable<IntentDetector<string>>;

/** No rule has such a name: where it turns up, the prompt has been quoted. */
const CANARY = 'zqxv';

const TEXTS = [
  'Write zqxv a Python zqxv function that zqxv sorts a list zqxv of numbers.',
  'Explain zqxv how vaccines zqxv work, in zqxv simple terms, zqxv to a child.',
  'Write zqxv a short zqxv story about zqxv a lighthouse.',
  'Translate zqxv this letter zqxv into French: zqxv good morning.',
  'Summarize zqxv the following zqxv article in zqxv three sentences.',
  'zqxv Hello there, zqxv how are you zqxv today?',
];

const ODD_TEXTS = [
  '',
  ' \n\t',
  '?',
  'zqxv '.repeat(20_000),
  'a'.repeat(100_000),
  '\u0000\u0007',
  '\ud83d',
  '👩‍👩‍👧 🇫🇷',
  '\u202eabc',
  '__proto__ constructor toString',
  '([.*+?^$}{|\\',
  '{"intent": "general"}',
  '请解释一下量子计算',
];

/**
 * The contract of `IntentDetector`, one test per rule, in the test runner of your choice. A detector that asks a model
 * is to be given a fake one: the same text must get the same answer.
 *
 * @param make Called once or twice per test.
 * @param options The runner's `describe` and `it` where they are no globals.
 * @throws Error when there is no `describe` or `it`.
 *
 * @example
 * import { describe, it } from 'vitest';
 * describeIntentDetector('LanguageDetector', () => new LanguageDetector(), { describe, it });
 */
export function describeIntentDetector(
  name: string,
  make: MakeDetector,
  options: Partial<SuiteRunner> = {},
): void {
  const runner = resolveRunner(options);
  runner.describe(`${name} is an IntentDetector`, () => {
    for (const [rule, check] of Object.entries(RULES)) runner.it(rule, () => check(make));
  });
}

const RULES: { readonly [rule: string]: (make: MakeDetector) => Promise<void> } = {
  'lists the intents it knows, each once': async (make) => {
    const { intents } = await make();
    assert(intents.length > 0, 'at least one intent');
    assert(
      intents.every((intent) => typeof intent === 'string' && intent !== ''),
      'intents that are not empty',
    );
    assertEqual(intents.length, new Set(intents).size, 'the number of intents');
  },

  'answers with an intent of its own or general': async (make) => {
    const detector = await make();
    for (const text of TEXTS) assertDetection(await detect(detector, text), detector);
  },

  'answers whatever the text is': async (make) => {
    const detector = await make();
    for (const text of ODD_TEXTS) assertDetection(await detect(detector, text), detector);
  },

  'takes a system prompt as well': async (make) => {
    const detector = await make();
    const input = { ...inputOf('Hello.'), system: 'You translate zqxv everything.' };
    assertDetection(await detector.detect(input), detector);
  },

  'gives the same text the same answer': async (make) => {
    const [detector, other] = [await make(), await make()];
    for (const text of TEXTS) {
      const first = await detect(detector, text);
      assertEqual(await detect(detector, text), first, 'the answer of the same detector');
      assertEqual(await detect(other, text), first, 'the answer of another one');
    }
  },

  'gives concurrent requests the answers they would get one by one': async (make) => {
    const detector = await make();
    const oneByOne: Detection<string>[] = [];
    for (const text of TEXTS) oneByOne.push(await detect(detector, text));
    const together = await Promise.all(TEXTS.map((text) => detect(detector, text)));
    assertEqual(together, oneByOne, 'the answers');
  },

  'quotes the prompt nowhere': async (make) => {
    const detector = await make();
    for (const text of TEXTS) {
      const { evidence = [] } = await detect(detector, text);
      const quoted = evidence.some((entry) => entry.toLowerCase().includes(CANARY));
      assert(!quoted, 'evidence without text of the prompt');
    }
  },
};

function inputOf(text: string): DetectionInput {
  return { text, signal: new AbortController().signal };
}

async function detect(detector: IntentDetector<string>, text: string): Promise<Detection<string>> {
  return await detector.detect(Object.freeze(inputOf(text)));
}

function assertDetection(detection: Detection<string>, { intents }: IntentDetector<string>): void {
  const possible = [...intents, 'general'];
  const { intent, confidence, alternatives = [], scores = {}, evidence = [] } = detection;
  assert(possible.includes(intent), `one of ${possible.join(', ')}, got ${intent}`);
  assertScore(confidence, 'confidence');
  assertAlternatives(alternatives, possible, intent);
  for (const [scored, score] of Object.entries(scores)) {
    assert(possible.includes(scored), `scores of ${possible.join(', ')}, got ${scored}`);
    assertScore(score, `the score of ${scored}`);
  }
  assert(
    evidence.every((entry) => typeof entry === 'string'),
    'evidence to be strings',
  );
}

function assertAlternatives(
  alternatives: NonNullable<Detection<string>['alternatives']>,
  possible: readonly string[],
  chosen: string,
): void {
  const named = new Set([chosen]);
  let last = 1;
  for (const { intent, confidence } of alternatives) {
    assert(possible.includes(intent), `alternatives of ${possible.join(', ')}, got ${intent}`);
    assert(!named.has(intent), `each intent named once, got ${intent} again`);
    assertScore(confidence, `the confidence of ${intent}`);
    assert(confidence <= last, 'the likeliest alternative first');
    named.add(intent);
    last = confidence;
  }
}

function assertScore(score: unknown, what: string): void {
  const isScore = typeof score === 'number' && score >= 0 && score <= 1;
  assert(isScore, `${what} to be from 0 to 1, got ${String(score)}`);
}
