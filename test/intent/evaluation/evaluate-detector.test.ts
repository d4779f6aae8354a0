import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  Detection,
  DetectionInput,
  IntentDetector,
  LabelledPrompt,
} from '../../../src/index.js';
import {
  ConfigurationError,
  evaluateDetector,
  KeywordIntentDetector,
  ModelIntentDetector,
} from '../../../src/index.js';
import { always, orchestrate, scripted } from '../../orchestrator/support.js';

/** Answers as its prompts say: "<intent> <confidence> …". */
const ECHO: IntentDetector<string> = {
  intents: ['a', 'b'],
  detect: ({ text }) => {
    const [intent = '', confidence] = text.split(' ');
    return { intent, confidence: Number(confidence), evidence: [`echo.${intent}`] };
  },
};

function rows(...lines: readonly string[]): LabelledPrompt[] {
  return lines.map((line) => {
    const [intent = '', prompt = '', lang] = line.split(' <- ');
    return { intent, prompt, ...(lang !== undefined && { lang }) };
  });
}

describe('the figures', () => {
  it('are right where one can count on one’s fingers', async () => {
    const evaluation = await evaluateDetector(
      ECHO,
      rows(
        'a <- a 0.9 <- en',
        'a <- a 0.85 <- en',
        'a <- b 0.95 <- de',
        'b <- b 0.5 <- en',
        'b <- general 0.2 <- de',
      ),
    );
    expect(evaluation).toMatchObject({ n: 5, accuracy: 3 / 5, failures: 0 });
    // a: precision 1, recall 2/3. b: precision 1/2, recall 1/2. general is no label.
    expect(evaluation.macroF1).toBeCloseTo((4 / 5 + 1 / 2) / 2, 12);
    expect(evaluation.intents).toEqual([
      { intent: 'a', n: 3, precision: 1, recall: 2 / 3, f1: 4 / 5 },
      { intent: 'b', n: 2, precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 },
      { intent: 'general', n: 0, precision: 0, recall: 0, f1: 0 },
    ]);
    expect(evaluation.languages).toEqual([
      { lang: 'en', n: 3, accuracy: 1, macroF1: 1 },
      { lang: 'de', n: 2, accuracy: 0, macroF1: 0 },
    ]);
    expect(evaluation.confusion).toEqual({ a: { a: 2, b: 1 }, b: { b: 1, general: 1 } });
  });

  it('tell whether confidences are worth their name', async () => {
    const { reliability, calibrationError } = await evaluateDetector(
      ECHO,
      rows('a <- a 0.85', 'a <- a 0.8', 'a <- b 0.89', 'a <- b 0', 'a <- a 1', 'a <- a 0.9'),
    );
    expect(reliability).toEqual([
      { from: 0, to: 0.1, n: 1, confidence: 0, accuracy: 0 },
      { from: 0.8, to: 0.9, n: 3, confidence: expect.closeTo(2.54 / 3, 9), accuracy: 2 / 3 },
      { from: 0.9, to: 1, n: 2, confidence: 0.95, accuracy: 1 },
    ]);
    expect(calibrationError).toBeCloseTo((2.54 - 2 + 0.1) / 6, 9);
  });

  it('count what a careful reader would accept as well apart', async () => {
    const evaluation = await evaluateDetector(ECHO, [
      { prompt: 'b 1', intent: 'a', also: ['b'] },
      { prompt: 'b 1', intent: 'a', also: ['c'] },
      { prompt: 'a 1', intent: 'a', also: ['b'] },
      { prompt: 'b 1', intent: 'a' },
    ]);
    expect(evaluation).toMatchObject({ accuracy: 1 / 4, lenientAccuracy: 2 / 4 });
  });

  it('know a language of no name', async () => {
    const { languages } = await evaluateDetector(
      ECHO,
      rows('a <- a 1', 'a <- a 1 <- en', 'a <- b 1'),
    );
    expect(languages.map(({ lang, n }) => [lang, n])).toEqual([
      ['unknown', 2],
      ['en', 1],
    ]);
  });

  it('hold whatever the labels are called', async () => {
    const detector: IntentDetector<string> = {
      intents: ['__proto__'],
      detect: () => ({ intent: '__proto__', confidence: 1 }),
    };
    const { confusion, accuracy } = await evaluateDetector(detector, [
      { prompt: 'x', intent: '__proto__', lang: 'constructor' },
    ]);
    expect(accuracy).toBe(1);
    expect(Object.keys(confusion)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(confusion)).toBe(Object.prototype);
  });
});

describe('the worst errors', () => {
  const wrong = rows('a <- b 0.2 canary', 'a <- b 0.9', 'a <- a 1', 'a <- b 0.9', 'a <- b 0.3');

  it('are the most confident ones, in the order of their rows, without prompts', async () => {
    const { worst } = await evaluateDetector(ECHO, wrong);
    expect(worst.map(({ index }) => index)).toEqual([1, 3, 4, 0]);
    expect(worst[3]).toEqual({
      index: 0,
      expected: 'a',
      got: 'b',
      confidence: 0.2,
      evidence: ['echo.b'],
    });
    expect(inspect(worst, { depth: 9 })).not.toContain('canary');
  });

  it('say where they are from, and quote their prompts where they are asked to', async () => {
    const row = { prompt: 'b 1', intent: 'a', lang: 'en', source: 'set/7' };
    const { worst } = await evaluateDetector(ECHO, [row], { withPrompts: true });
    expect(worst[0]).toMatchObject({ lang: 'en', source: 'set/7', prompt: 'b 1' });
  });

  it('are twenty, or as many as asked for', async () => {
    const many = Array.from({ length: 30 }, () => wrong[0] as LabelledPrompt);
    expect((await evaluateDetector(ECHO, many)).worst).toHaveLength(20);
    expect((await evaluateDetector(ECHO, many, { worst: 25 })).worst).toHaveLength(25);
    expect((await evaluateDetector(ECHO, many, { worst: 0 })).worst).toEqual([]);
  });
});

describe('the time', () => {
  /** Each detection takes the next of these, ms. */
  function timed(...durations: number[]) {
    let now = 0;
    const detector: IntentDetector<string> = {
      intents: ['a'],
      detect: () => {
        now += durations.shift() ?? 0;
        return { intent: 'a', confidence: 1 };
      },
    };
    return { detector, now: () => now };
  }

  it('is told in microseconds: the median, the 95th of a hundred and the longest', async () => {
    const { detector, now } = timed(...Array.from({ length: 101 }, (_, index) => index / 1_000));
    const many = Array.from({ length: 101 }, () => ({ prompt: 'x', intent: 'a' }));
    const { microseconds } = await evaluateDetector(detector, many, { now });
    expect(microseconds.median).toBeCloseTo(50, 6);
    expect(microseconds.p95).toBeCloseTo(95, 6);
    expect(microseconds.max).toBeCloseTo(100, 6);
  });

  it('is the least of several rounds', async () => {
    const { detector, now } = timed(9, 3, 5, 4, 7, 8);
    const two = rows('a <- x', 'a <- y');
    const options = { now, rounds: 3, concurrency: 1 };
    const { microseconds } = await evaluateDetector(detector, two, options);
    expect(microseconds).toEqual({ median: 3_000, p95: 3_000, max: 4_000 });
  });

  it('is taken of failures, too', async () => {
    let now = 0;
    const detect = () => {
      now += 2;
      throw new Error('no');
    };
    const detector = { intents: ['a'], detect };
    const { microseconds } = await evaluateDetector(detector, rows('a <- x'), { now: () => now });
    expect(microseconds.max).toBe(2_000);
  });
});

describe('a detector', () => {
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['answers nothing', () => undefined],
    ['invents an intent', () => ({ intent: 'z', confidence: 1 })],
    ['is late with nonsense', async () => ({ intent: 'a', confidence: 2 })],
  ])('that %s has answered general, as in an orchestrator', async (_, detect) => {
    const detector = { intents: ['a'], detect } as IntentDetector<string>;
    const two = [...rows('a <- x'), ...rows('general <- y')];
    const { failures, accuracy, worst } = await evaluateDetector(detector, two);
    expect({ failures, accuracy }).toEqual({ failures: 2, accuracy: 1 / 2 });
    expect(worst).toMatchObject([{ got: 'general', confidence: 0 }]);
  });

  it('is shown what an orchestrator would show it', async () => {
    const seen: DetectionInput[] = [];
    const detect = (input: DetectionInput): Detection<string> => {
      seen.push(input);
      return { intent: 'a', confidence: 1 };
    };
    const noise = '<system-reminder>Go on.</system-reminder>';
    const long = `${'h'.repeat(8_192)}middle${'t'.repeat(8_192)}`;
    const prompts = [`${noise}Fix it`, noise, long];
    const labelled = prompts.map((prompt) => ({ prompt, intent: 'a' }));
    await evaluateDetector({ intents: ['a'], detect }, labelled);
    expect(seen.map(({ text }) => text)).toEqual([
      'Fix it',
      noise,
      `${'h'.repeat(8_192)}\n${'t'.repeat(8_192)}`,
    ]);
    expect(seen[0]?.signal.aborted).toBe(false);
    expect(seen[0]).not.toHaveProperty('generate');
  });

  it('that waits is asked about eight prompts at once, or as many as it may be', async () => {
    for (const concurrency of [undefined, 1, 3]) {
      let running = 0;
      let most = 0;
      const detect = async (): Promise<Detection<string>> => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return { intent: 'a', confidence: 1 };
      };
      const many = Array.from({ length: 20 }, () => ({ prompt: 'x', intent: 'a' }));
      await evaluateDetector({ intents: ['a'], detect }, many, { concurrency });
      expect(most).toBe(concurrency ?? 8);
    }
  });

  it('that asks a model is given one', async () => {
    const detector = new ModelIntentDetector();
    const labelled = rows('writing <- A poem', 'writing <- A song');
    const generate = async () => ({ output: { intent: 'writing' }, model: 'a/m' }) as never;
    expect((await evaluateDetector(detector, labelled, { generate })).accuracy).toBe(1);
    expect((await evaluateDetector(new ModelIntentDetector(), labelled)).accuracy).toBe(0);
  });

  it('that asks a model of an orchestrator asks one question a prompt', async () => {
    const provider = scripted('a', always('{"intent":"billing"}'));
    const detector = new ModelIntentDetector({ intents: { billing: 'about money' } });
    const { orchestrator } = orchestrate([provider], { detector: detector as never });
    await evaluateDetector(detector, rows('billing <- Refund me'), {
      generate: (request: never) => orchestrator.generate(request) as never,
    });
    expect(provider.calls).toHaveLength(1);
  });

  it('is told which labels it cannot answer', async () => {
    const labelled = rows('a <- a 1', 'bb <- b 1', 'general <- a 1', 'bb <- b 1', '7 <- a 1');
    expect((await evaluateDetector(ECHO, labelled)).unknownLabels).toEqual(['bb', '7']);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'detector: expected an IntentDetector'],
    ['what cannot detect', { intents: ['a'] }, 'detector: expected an IntentDetector'],
    ['one without intents', { detect: () => {} }, 'detector.intents: expected an array'],
  ])('is not %s', async (_, detector, message) => {
    const evaluating = evaluateDetector(detector as never, rows('a <- x'));
    await expect(evaluating).rejects.toBeInstanceOf(ConfigurationError);
    await expect(evaluating).rejects.toThrow(message);
  });

  it('may be the built-in one', async () => {
    const { accuracy, microseconds } = await evaluateDetector(
      new KeywordIntentDetector(),
      rows('translation <- Translate "good morning" into French'),
    );
    expect(accuracy).toBe(1);
    expect(microseconds.max).toBeGreaterThan(0);
  });
});

it.each<[string, unknown, object, string]>([
  ['no rows', [], {}, 'rows: expected at least one'],
  ['what are no rows', 'x', {}, 'rows: expected an array'],
  ['a row that is none', [null], {}, 'rows[0]: expected an object'],
  ['a row without a prompt', [{ intent: 'a' }], {}, 'rows[0].prompt'],
  ['a row without a label', [{ prompt: 'a' }], {}, 'rows[0].intent'],
  ['a language that is none', [{ prompt: 'a', intent: 'a', lang: 7 }], {}, 'rows[0].lang'],
  ['an `also` that is no list', [{ prompt: 'a', intent: 'a', also: 'b' }], {}, 'rows[0].also'],
  ['an `also` of no text', [{ prompt: 'a', intent: 'a', also: ['b', 7] }], {}, 'rows[0].also[1]'],
  [
    'a source that is none',
    [...rows('a <- x'), { prompt: 'a', intent: 'a', source: 7 }],
    {},
    'rows[1].source',
  ],
  ['a `generate` that is none', rows('a <- x'), { generate: 'x' }, 'generate: expected a function'],
  ['half a wish for prompts', rows('a <- x'), { withPrompts: 'yes' }, 'withPrompts'],
  ['nobody at once', rows('a <- x'), { concurrency: 0 }, 'concurrency'],
  ['half a round', rows('a <- x'), { rounds: 1.5 }, 'rounds'],
  ['less than no errors', rows('a <- x'), { worst: -1 }, 'worst'],
  ['an option of another name', rows('a <- x'), { round: 1 }, 'did you mean "rounds"'],
])('refuses %s', async (_, given, options, message) => {
  const evaluating = evaluateDetector(ECHO, given as LabelledPrompt[], options);
  await expect(evaluating).rejects.toBeInstanceOf(ConfigurationError);
  await expect(evaluating).rejects.toThrow(message);
});

describe('whatever is answered', () => {
  const row = fc.record({
    intent: fc.constantFrom('a', 'b', 'general'),
    got: fc.constantFrom('a', 'b', 'general'),
    confidence: fc.integer({ min: 0, max: 20 }).map((part) => part / 20),
    lang: fc.constantFrom('en', 'de'),
  });

  it('the tables add up to the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (answers) => {
        const labelled = answers.map(({ intent, got, confidence, lang }) => {
          return { intent, prompt: `${got} ${confidence}`, lang };
        });
        const evaluation = await evaluateDetector(ECHO, labelled, { worst: 100 });
        const { n, accuracy, confusion, intents, languages, reliability, worst } = evaluation;
        const right = answers.filter(({ intent, got }) => intent === got).length;
        const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
        expect(n).toBe(answers.length);
        expect(accuracy * n).toBeCloseTo(right, 9);
        expect(worst).toHaveLength(n - right);
        expect(sum(Object.values(confusion).flatMap((cells) => Object.values(cells)))).toBe(n);
        expect(sum(intents.map(({ n: own, recall }) => own * recall))).toBeCloseTo(right, 9);
        expect(sum(languages.map(({ n: own, accuracy: share }) => own * share))).toBeCloseTo(
          right,
          9,
        );
        expect(sum(reliability.map(({ n: own, accuracy: share }) => own * share))).toBeCloseTo(
          right,
          9,
        );
        for (const { from, to, confidence } of reliability) {
          expect(confidence).toBeGreaterThanOrEqual(from - 1e-9);
          expect(confidence).toBeLessThanOrEqual(to + 1e-9);
        }
        for (const { intent, precision, recall, f1 } of intents) {
          const answered = answers.filter(({ got }) => got === intent);
          const found = answered.filter(({ got, intent: meant }) => got === meant).length;
          expect(precision * answered.length).toBeCloseTo(found, 9);
          const harmonic =
            precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
          expect(f1).toBeCloseTo(harmonic, 9);
        }
      }),
    );
  });
});
