import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detection, Embed } from '../../../src/index.js';
import { ConfigurationError, EmbeddingIntentDetector } from '../../../src/index.js';
import { countsOf } from './word-vectors.js';

const SIGNAL = new AbortController().signal;
const EXAMPLES = { billing: ['money', 'money money'], support: ['broken', 'broken help'] };
const WORDS = ['money', 'broken', 'help', 'poem'];

type Options = Omit<ConstructorParameters<typeof EmbeddingIntentDetector<string>>[0], 'embed'>;

function make(options: Partial<Options> = {}, embed: Embed = countsOf(WORDS)) {
  const batches: (readonly string[])[] = [];
  const signals: AbortSignal[] = [];
  const detector = new EmbeddingIntentDetector<string>({
    examples: EXAMPLES,
    ...options,
    embed: (texts, signal) => {
      batches.push(texts);
      signals.push(signal);
      return embed(texts, signal);
    },
  });
  const detect = (text: string, signal = SIGNAL) => detector.detect({ text, signal });
  return { detector, detect, batches, signals };
}

describe('the nearest examples', () => {
  it('say what a prompt is for, at once where the vectors come at once', () => {
    const { detect } = make();
    const answer = detect('My money') as Detection<string>;
    expect(answer.intent).toBe('billing');
    expect(answer.confidence).toBeGreaterThan(0.99);
    expect(answer.scores).toEqual({ billing: 1, support: 0 });
    expect(answer.evidence).toEqual(['embedding.billing.0']);
    expect(answer.alternatives).toEqual([]);
    expect(detect('broken, help')).toMatchObject({
      intent: 'support',
      evidence: ['embedding.support.1'],
    });
  });

  it('are the mean of three, or of as many as are said', () => {
    const examples = { a: ['money', 'broken', 'help', 'poem'], b: ['poem'] };
    const of = (topK: number | undefined) =>
      (make({ examples, topK }).detect('money') as Detection<string>).scores?.['a'];
    expect(of(undefined)).toBeCloseTo(1 / 3, 12);
    expect(of(1)).toBeCloseTo(1, 12);
    expect(of(4)).toBeCloseTo(1 / 4, 12);
    expect(of(100)).toBeCloseTo(1 / 4, 12);
  });

  it('name what else it might have been, likeliest first, as likely as the margins say', () => {
    const { detect } = make({ temperature: 1 });
    const answer = detect('money money broken help') as Detection<string>;
    expect(answer.intent).toBe('billing');
    expect(answer.alternatives?.map(({ intent }) => intent)).toEqual(['support', 'general']);
    const { billing = 0, support = 0 } = answer.scores ?? {};
    const weights = [billing, support, 0].map((score) => Math.exp(score));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    expect(answer.confidence).toBeCloseTo((weights[0] as number) / sum, 12);
    expect(answer.alternatives?.[0]?.confidence).toBeCloseTo((weights[1] as number) / sum, 12);
  });

  it('must be near enough: else it is general', () => {
    const text = 'money poem';
    const near = Math.SQRT1_2;
    const of = (billing: number) => make({ thresholds: { billing } }).detect(text);
    expect(of(near - 0.01)).toMatchObject({ intent: 'billing' });
    expect(of(near + 0.01)).toMatchObject({ intent: 'general' });
    expect(make().detect('poem')).toMatchObject({ intent: 'general', confidence: 1 / 3 });
  });

  it('are weighed by what they clear their threshold by', () => {
    const text = 'money money broken help';
    expect(make().detect(text)).toMatchObject({ intent: 'billing' });
    expect(make({ thresholds: { billing: 0.5 } }).detect(text)).toMatchObject({
      intent: 'support',
    });
  });

  it('may be of `general` as well, which wins where nothing else does', () => {
    const examples = { general: ['poem'], billing: ['money'] };
    const { detector, detect } = make({ examples });
    expect(detector.intents).toEqual(['general', 'billing']);
    expect(detect('poem poem money')).toMatchObject({ intent: 'general' });
    expect(detect('poem money money')).toMatchObject({ intent: 'billing' });
    expect(detect('help')).toMatchObject({ intent: 'general', confidence: 0.5 });
  });

  it('are looked for by the ends of a long text', () => {
    const { detect, batches } = make();
    const [head, tail] = [`money ${'h'.repeat(994)}`, 't'.repeat(1_000)];
    detect(`${head}middle${tail}`);
    expect(batches.at(-1)).toEqual([`${head}\n${tail}`]);
  });

  it('are looked for without half a character of it', () => {
    const { detect, batches } = make();
    detect(`money ${'h'.repeat(993)}${'😀'.repeat(2_000)}t`);
    expect(batches.at(-1)?.[0]?.isWellFormed()).toBe(true);
  });
});

describe('the examples', () => {
  it('are embedded once, in one batch, when they are needed first', async () => {
    const { detect, batches } = make({}, async (texts) => countsOf(WORDS)(texts));
    expect(batches).toEqual([]);
    await Promise.all([detect('money'), detect('broken')]);
    await detect('help');
    expect(batches).toEqual([
      ['money', 'money money', 'broken', 'broken help'],
      ['money'],
      ['broken'],
      ['help'],
    ]);
  });

  it('are tried again after a failure, which is told', async () => {
    const failure = new Error('overloaded');
    let isDown = true;
    const { detect, batches } = make({}, async (texts) => {
      if (isDown && texts.length > 1) throw failure;
      return countsOf(WORDS)(texts);
    });
    await expect(detect('money')).rejects.toBe(failure);
    isDown = false;
    expect(await detect('money')).toMatchObject({ intent: 'billing' });
    expect(batches.filter((texts) => texts.length > 1)).toHaveLength(2);
  });

  it('are tried again after one that was thrown at once', () => {
    let isDown = true;
    const { detect } = make({}, (texts) => {
      if (isDown) throw new Error('not loaded yet');
      return countsOf(WORDS)(texts);
    });
    expect(() => detect('money')).toThrow('not loaded yet');
    isDown = false;
    expect(detect('money')).toMatchObject({ intent: 'billing' });
  });

  it('belong to all requests: they come although the first one gives up', async () => {
    const { detect, signals } = make({}, async (texts, signal) => {
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      return countsOf(WORDS)(texts);
    });
    const first = new AbortController();
    const given = detect('money', first.signal);
    const second = detect('broken');
    first.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    expect(await second).toMatchObject({ intent: 'support' });
    expect(signals.map((signal) => signal === first.signal)).toEqual([false, true, false]);
  });
});

describe('examples that never come', () => {
  /** Hangs as often with the examples. */
  function hanging(times: number) {
    const open: PromiseWithResolvers<readonly number[][]>[] = [];
    const made = make({}, (texts) => {
      if (texts.length === 1 || open.length === times) return countsOf(WORDS)(texts);
      open.push(Promise.withResolvers<readonly number[][]>());
      return (open.at(-1) as (typeof open)[0]).promise;
    });
    return { ...made, open };
  }

  it('are waited for together, until whoever needed them first gives up', async () => {
    const { detect, open, batches } = hanging(1);
    const first = new AbortController();
    void detect('money', first.signal);
    void detect('money');
    expect(open).toHaveLength(1);
    first.abort();
    expect(await detect('money')).toMatchObject({ intent: 'billing' });
    expect(batches.filter((texts) => texts.length > 1)).toHaveLength(2);
  });

  it('may come late, and are known from then on', async () => {
    const { detect, open, batches } = hanging(2);
    const givenUp = new AbortController();
    const first = detect('money', givenUp.signal);
    givenUp.abort();
    void detect('money');
    open[0]?.resolve(countsOf(WORDS)(['money', 'money money', 'broken', 'broken help']));
    expect(await first).toMatchObject({ intent: 'billing' });
    expect(detect('money')).toMatchObject({ intent: 'billing' });
    expect(batches.filter((texts) => texts.length > 1)).toHaveLength(2);
  });

  it('are not forgotten once they are there', async () => {
    const { detect, batches } = make({}, async (texts) => countsOf(WORDS)(texts));
    const over = new AbortController();
    await detect('money', over.signal);
    over.abort();
    await detect('money');
    expect(batches.filter((texts) => texts.length > 1)).toHaveLength(1);
  });
});

describe('what is no vector', () => {
  const good = [1, 2, 3];
  it.each<[string, unknown[], unknown[], string]>([
    ['too few', [good], [good], 'expected 4 vectors, one for each text, got 1'],
    ['no list', good as unknown[], ['x'], 'expected 4 vectors, one for each text, got 3'],
    ['empty', [[], [], [], []], [[]], 'of at least one number'],
    [
      'of several lengths',
      [good, good, good, [1]],
      [good],
      'of 3 numbers, all of the same length, got one of 1',
    ],
    ['not there', [good, good, good, undefined], [good], 'got one of undefined'],
    ['not finite', [good, good, [1, Number.NaN, 3], good], [good], 'finite numbers'],
    ['infinite', [good, good, [1, Infinity, 3], good], [good], 'finite numbers'],
    ['only zeros', [good, good, good, [0, 0, 0]], [good], 'examples.support[1] a vector of zeros'],
    ['of another length for a prompt', Array(4).fill(good), [[1, 2]], 'of 3 numbers'],
    ['not finite for a prompt', Array(4).fill(good), [[1, 2, Number.NaN]], 'finite numbers'],
    ['only zeros for a prompt', Array(4).fill(good), [[0, 0, 0]], 'the prompt a vector of zeros'],
    ['too many for a prompt', Array(4).fill(good), [good, good], 'expected 1 vectors'],
  ])('is refused: %s', (_, examples, prompt, message) => {
    const embed = (texts: readonly string[]) =>
      (texts.length > 1 ? examples : prompt) as number[][];
    const { detect } = make({}, embed);
    expect(() => detect('money')).toThrow(ConfigurationError);
    expect(() => detect('money')).toThrow(message);
  });

  it('fails once, and is right again with the next prompt', () => {
    const prompts = [
      [1, 2, 3],
      [Number.NaN, 1],
      [1, 0],
    ];
    const { detect } = make({}, (texts) => {
      return texts.length > 1
        ? [
            [1, 0],
            [1, 0],
            [0, 1],
            [0, 1],
          ]
        : [prompts.shift() ?? []];
    });
    expect(() => detect('money')).toThrow('vectors of 2 numbers');
    expect(() => detect('money')).toThrow('finite');
    expect(detect('money')).toMatchObject({ intent: 'billing' });
  });

  it('is not what is very large or very small', () => {
    for (const factor of [1e200, 1e-200]) {
      const { detect } = make({}, (texts) =>
        countsOf(WORDS)(texts).map((vector) => Array.from(vector, (value) => value * factor)),
      );
      expect(detect('money')).toMatchObject({ intent: 'billing', scores: { billing: 1 } });
    }
  });

  it('is refused later, too', async () => {
    const { detect } = make({}, async () => undefined as never);
    await expect(detect('money')).rejects.toThrow('got no list');
  });
});

describe('a cache', () => {
  it('embeds equal prompts once', async () => {
    const { detect, batches } = make({ cache: {} });
    const first = await Promise.all([detect('money'), detect('money')]);
    expect(first[0]).toMatchObject({ intent: 'billing' });
    expect(detect('money')).toBe(first[0]);
    expect(batches).toHaveLength(2);
  });

  it('keeps no failure', async () => {
    let isDown = true;
    const { detect } = make({ cache: {} }, (texts) => {
      if (isDown) throw new Error('no');
      return countsOf(WORDS)(texts);
    });
    await expect(detect('money')).rejects.toThrow('no');
    isDown = false;
    expect(await detect('money')).toMatchObject({ intent: 'billing' });
  });
});

it.each<[string, object, string]>([
  ['an option of another name', { exemples: {} }, 'did you mean "examples"'],
  ['no embed', { embed: 7 }, 'embed: expected a function'],
  ['no intents', { examples: {} }, 'examples: expected at least one intent'],
  ['no examples', { examples: { billing: [] } }, 'examples.billing: expected at least one'],
  ['an empty example', { examples: { billing: ['x', ''] } }, 'examples.billing[1]'],
  ['an intent without a name', { examples: { '': ['x'] } }, 'examples: expected a non-empty'],
  ['an unknown threshold', { thresholds: { biling: 0.3 } }, 'did you mean "billing"'],
  ['a threshold that is no cosine', { thresholds: { billing: 1.1 } }, 'thresholds.billing'],
  ['no temperature', { temperature: 0 }, 'temperature: expected a number above 0'],
  ['no neighbours', { topK: 0 }, 'topK'],
  ['half a neighbour', { topK: 1.5 }, 'topK'],
  ['a cache that is none', { cache: { size: -1 } }, 'cache.size'],
])('refuses %s', (_, options, message) => {
  const given = { embed: countsOf(WORDS), examples: EXAMPLES, ...options };
  expect(() => new EmbeddingIntentDetector(given)).toThrow(ConfigurationError);
  expect(() => new EmbeddingIntentDetector(given)).toThrow(message);
});

describe('whatever the vectors are', () => {
  const vector = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 });
  const nonZero = vector.filter((values) => values.some((value) => value !== 0));

  it('the likelihoods are shares of one, and the chosen one has the widest margin', () => {
    fc.assert(
      fc.property(
        fc.array(nonZero, { minLength: 4, maxLength: 4 }),
        nonZero,
        fc.double({ min: -1, max: 1, noNaN: true }),
        (examples, prompt, billing) => {
          const embed = (texts: readonly string[]) => (texts.length > 1 ? examples : [prompt]);
          const { detect } = make({ thresholds: { billing }, temperature: 1, topK: 1 }, embed);
          const answer = detect('x') as Detection<string>;
          const { alternatives = [], confidence } = answer;
          const sum = alternatives.reduce((total, other) => total + other.confidence, confidence);
          expect(sum).toBeGreaterThan(0.8);
          expect(sum).toBeLessThan(1 + 1e-9);
          for (const other of alternatives) {
            expect(other.confidence).toBeLessThanOrEqual(confidence + 1e-9);
          }
        },
      ),
    );
  });

  it('their length does not matter', () => {
    fc.assert(
      fc.property(nonZero, fc.integer({ min: 1, max: 100 }), (prompt, factor) => {
        const of = (values: readonly number[]) =>
          make({}, (texts) => texts.map((text) => (text === 'x' ? values : [1, 2, 3]))).detect('x');
        const scaled = of(prompt.map((value) => value * factor)) as Detection<string>;
        const { confidence } = of(prompt) as Detection<string>;
        expect(scaled.confidence).toBeCloseTo(confidence, 9);
      }),
    );
  });
});
