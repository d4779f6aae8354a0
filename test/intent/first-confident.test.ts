import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detection, DetectionInput, IntentDetector } from '../../src/index.js';
import { ConfigurationError, FirstConfident } from '../../src/index.js';

function detector(
  answer: Detection<string> | (() => unknown),
  intents: readonly string[] = ['billing', 'support'],
): IntentDetector<string> & { readonly asked: DetectionInput[] } {
  const asked: DetectionInput[] = [];
  const detect = (input: DetectionInput) => {
    asked.push(input);
    return typeof answer === 'function' ? answer() : answer;
  };
  return { intents, detect, asked } as never;
}

function sure(intent: string, confidence: number): Detection<string> {
  return { intent, confidence };
}

const INPUT: DetectionInput = { text: 'Refund me', signal: new AbortController().signal };

function fails(error: unknown) {
  return () => {
    throw error;
  };
}

describe('FirstConfident', () => {
  it('takes the first answer that reaches the threshold, and asks no further', () => {
    const others = [detector(sure('support', 0.59)), detector(sure('billing', 0.6))];
    const last = detector(sure('support', 1));
    const answer = new FirstConfident([...others, last]).detect(INPUT);
    expect(answer).toEqual({
      intent: 'billing',
      confidence: 0.6,
      evidence: ['first-confident.1'],
    });
    expect(last.asked).toEqual([]);
    expect(others[0]?.asked).toEqual([INPUT]);
  });

  it('takes the most confident answer where none reaches it, the earlier of two', () => {
    const answers = [sure('general', 0.1), sure('support', 0.5), sure('billing', 0.5)];
    const { detect } = bound(new FirstConfident(answers.map((answer) => detector(answer))));
    expect(detect(INPUT)).toMatchObject({ intent: 'support', evidence: ['first-confident.1'] });
  });

  it('has a threshold for all, and one for each that needs its own', () => {
    const first = detector(sure('billing', 0.5));
    const second = detector(sure('support', 0.9));
    const of = (...asked: ConstructorParameters<typeof FirstConfident>) =>
      (new FirstConfident(...asked).detect(INPUT) as Detection<string>).intent;
    expect(of([first, second], { threshold: 0.5 })).toBe('billing');
    expect(of([first, second], { threshold: 0.51 })).toBe('support');
    expect(of([{ detector: first, threshold: 0.5 }, second])).toBe('billing');
    expect(of([{ detector: first, threshold: 0.51 }, second], { threshold: 0 })).toBe('support');
  });

  it('tells who answered before what they say, and leaves the rest as it is', () => {
    const said = {
      ...sure('billing', 1),
      evidence: ['invoice@3'],
      scores: { billing: 1 },
      alternatives: [{ intent: 'support', confidence: 0.2 }],
    };
    expect(new FirstConfident([detector(said)]).detect(INPUT)).toEqual({
      ...said,
      evidence: ['first-confident.0', 'invoice@3'],
    });
  });

  it('knows all intents of its detectors, each once', () => {
    const { intents } = new FirstConfident([
      detector(sure('a', 1), ['a', 'b']),
      detector(sure('b', 1), ['b', 'general', 'c']),
    ]);
    expect(intents).toEqual(['a', 'b', 'general', 'c']);
  });

  it.each<[string, () => unknown]>([
    ['throws', fails(new Error('no'))],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['answers nothing', () => undefined],
    ['invents an intent', () => sure('poem', 1)],
    ['is more than sure', () => sure('billing', 1.1)],
    ['is late with nonsense', async () => sure('billing', Number.NaN)],
  ])('passes over one that %s', async (_, answer) => {
    const asked = [detector(answer), detector(sure('support', 0.1)), detector(answer)];
    expect(await new FirstConfident(asked).detect(INPUT)).toMatchObject({ intent: 'support' });
    expect(asked[2]?.asked).toHaveLength(1);
  });

  it('throws what the last one threw where nobody answers', async () => {
    const last = new Error('me neither');
    const one = detector(fails(new Error('no')));
    expect(() => new FirstConfident([one, detector(fails(last))]).detect(INPUT)).toThrow(last);
    const late = detector(() => Promise.reject(last));
    await expect(new FirstConfident([one, late]).detect(INPUT)).rejects.toBe(last);
    expect(() => new FirstConfident([detector(sure('poem', 1))]).detect(INPUT)).toThrow(
      'detectors[0]: it answered an intent',
    );
  });

  it('answers at once as long as those that it asks do', async () => {
    const late = detector(async () => sure('support', 0.7));
    const first = new FirstConfident([detector(sure('billing', 0.6)), late]).detect(INPUT);
    expect(first).toMatchObject({ intent: 'billing' });
    const second = new FirstConfident([detector(sure('billing', 0.1)), late]).detect(INPUT);
    expect(second).toBeInstanceOf(Promise);
    expect(await second).toMatchObject({ intent: 'support', evidence: ['first-confident.1'] });
  });

  it('asks on behind one that is late and unsure', async () => {
    const asked = [
      detector(async () => sure('support', 0.1)),
      detector(async () => sure('billing', 0.2)),
      detector(sure('general', 0)),
    ];
    expect(await new FirstConfident(asked).detect(INPUT)).toMatchObject({ intent: 'billing' });
  });

  it('asks nobody else once nobody waits', async () => {
    const controller = new AbortController();
    const next = detector(sure('support', 1));
    const first = detector(async () => {
      controller.abort();
      throw new Error('gave up');
    });
    const answer = new FirstConfident([first, next]).detect({
      ...INPUT,
      signal: controller.signal,
    });
    await expect(answer).rejects.toThrow('gave up');
    expect(next.asked).toEqual([]);
  });

  it('asks nobody else behind an unsure answer that comes too late, and takes it', async () => {
    const controller = new AbortController();
    const next = detector(sure('support', 1));
    const first = detector(async () => {
      controller.abort();
      return sure('billing', 0.1);
    });
    const answer = new FirstConfident([first, next]).detect({
      ...INPUT,
      signal: controller.signal,
    });
    expect(await answer).toMatchObject({ intent: 'billing', confidence: 0.1 });
    expect(next.asked).toEqual([]);
  });

  it('may hold another one, whoever fails in whatever way', async () => {
    const failing = [
      fails(new Error('sync')),
      () => Promise.reject(new Error('async')),
      async () => sure('poem', 5),
    ].map((answer) => detector(answer));
    const inner = new FirstConfident([...failing, detector(sure('billing', 0.4))]);
    const outer = new FirstConfident([inner, failing[1] as IntentDetector<string>]);
    expect(await outer.detect(INPUT)).toEqual({
      ...sure('billing', 0.4),
      evidence: ['first-confident.0', 'first-confident.3'],
    });
  });

  it.each<[string, unknown[], string]>([
    ['no detectors', [[]], 'detectors: expected at least one'],
    ['what is no list', ['x'], 'detectors: expected an array'],
    ['what is no detector', [[{}]], 'detectors[0].detector: expected an IntentDetector'],
    ['nothing', [[null]], 'detectors[0]: expected an object'],
    ['one without intents', [[{ detect: () => {} }]], 'detectors[0].intents'],
    [
      'a threshold above 1',
      [[{ detector: detector(sure('a', 1)), threshold: 1.1 }]],
      'detectors[0].threshold',
    ],
    ['no threshold', [[{ detector: detector(sure('a', 1)) }]], 'detectors[0].threshold'],
    ['a threshold below 0', [[detector(sure('a', 1))], { threshold: -0.1 }], 'threshold'],
    ['an option of another name', [[detector(sure('a', 1))], { treshold: 1 }], 'did you mean'],
  ])('refuses %s', (_, given, message) => {
    const make = () => new FirstConfident(...(given as [never]));
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });
});

/** The method as it would be called. */
function bound(detector: IntentDetector<string>) {
  return { detect: (input: DetectionInput) => detector.detect(input) };
}

describe('whatever detectors say', () => {
  const entry = fc.record({
    confidence: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
    threshold: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
    isLate: fc.boolean(),
    fails: fc.boolean(),
  });

  it('its answer is what the definition says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 5 }), async (entries) => {
        const asked = entries.map(({ confidence, threshold, isLate, fails }, index) => {
          const answer = sure(`${index}`, confidence);
          const answers = () => {
            if (fails && isLate) return Promise.reject(new Error('no'));
            if (fails) throw new Error('no');
            return isLate ? Promise.resolve(answer) : answer;
          };
          return { detector: detector(answers, [`${index}`]), threshold };
        });
        const answering = entries.flatMap((row, index) => (row.fails ? [] : [{ ...row, index }]));
        const best = Math.max(...answering.map(({ confidence }) => confidence));
        const expected =
          answering.find(({ confidence, threshold }) => confidence >= threshold) ??
          answering.find(({ confidence }) => confidence === best);
        const answer = await Promise.resolve()
          .then(() => new FirstConfident(asked).detect(INPUT))
          .catch(() => undefined);
        expect(answer?.intent).toBe(expected && `${expected.index}`);
      }),
    );
  });
});
