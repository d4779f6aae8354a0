import { describe, expect, it } from 'vitest';
import { Judgement, type Reason } from '../../src/intent/judgement.js';

type Fruit = 'apple' | 'pear' | 'plum';

const answers = ['apple', 'pear', 'plum', 'general'] as const;
const noPriors = [0, 0, 0, 0];

function judge(
  reasons: readonly (readonly [name: string, intent: Fruit | 'general', weight: number])[],
  { priors = noPriors, threshold = 0 } = {},
) {
  const judgement = new Judgement<Fruit>();
  reasons.forEach(([name, intent, weight], offset) => {
    const reason: Reason<Fruit> = { name, intent, weight };
    judgement.hear(reason, { language: 'en', offset });
  });
  return judgement.weigh(answers, priors, threshold);
}

describe('a judgement', () => {
  it('turns weights into shares: one that is ahead by ln 2 has twice as much', () => {
    const { intent, confidence, scores } = judge([['a', 'apple', Math.log(2)]]);
    expect(intent).toBe('apple');
    expect(confidence).toBeCloseTo(2 / 5);
    expect(scores?.apple).toBe(confidence);
    for (const other of ['pear', 'plum', 'general'] as const) {
      expect(scores?.[other]).toBeCloseTo(1 / 5);
    }
  });

  it('adds up what speaks for the same intent, to what it has before', () => {
    const priors = [0, Math.log(3), 0, 0];
    const reasons = [
      ['a', 'apple', Math.log(2)],
      ['b', 'apple', Math.log(3)],
    ] as const;
    const { intent, scores } = judge(reasons, { priors });
    expect(intent).toBe('apple');
    expect(scores?.apple).toBeCloseTo(6 / 11);
    expect(scores?.pear).toBeCloseTo(3 / 11);
    expect(priors).toEqual([0, Math.log(3), 0, 0]);
  });

  it('takes of equal ones general, and where general has less the first', () => {
    expect(judge([]).intent).toBe('general');
    const tie = [
      ['a', 'plum', 1],
      ['b', 'pear', 1],
    ] as const;
    expect(judge(tie).intent).toBe('pear');
    expect(judge([...tie, ['c', 'general', 1]]).intent).toBe('general');
  });

  it('answers general below the threshold, and at it what has the most', () => {
    const half = [['a', 'apple', Math.log(3)]] as const;
    const { confidence } = judge(half);
    expect(judge(half, { threshold: confidence }).intent).toBe('apple');
    const unsure = judge(half, { threshold: confidence + 1e-9 });
    expect(unsure.intent).toBe('general');
    expect(unsure.confidence).toBeCloseTo(1 / 6);
    expect(unsure.alternatives?.[0]).toEqual({ intent: 'apple', confidence });
  });

  it('names as alternatives what is likely, likeliest first, and the answer never', () => {
    const priors = [Math.log(5), Math.log(1.5), Math.log(2.5), Math.log(0.5)];
    const { intent, alternatives } = judge([], { priors });
    expect(intent).toBe('apple');
    expect(alternatives?.map(({ intent: other }) => other)).toEqual(['plum', 'pear']);
    expect(alternatives?.[0]?.confidence).toBeCloseTo(2.5 / 9.5);
    expect(alternatives?.[1]?.confidence).toBeCloseTo(1.5 / 9.5);
  });

  it('finds an alternative worth naming from a tenth on', () => {
    const evenly = (count: number) => {
      const fruits = ['general', ...Array.from({ length: count - 1 }, (_, at) => `fruit-${at}`)];
      return new Judgement<string>().weigh(fruits, Array<number>(count).fill(0), 0).alternatives;
    };
    expect(evenly(10)).toHaveLength(9);
    expect(evenly(11)).toBeUndefined();
  });

  it('has no list of alternatives where there is none', () => {
    expect(judge([['a', 'apple', 10]])).not.toHaveProperty('alternatives');
  });

  it('tells first what speaks for the answer, the loudest before all, and then the rest by loudness', () => {
    const { evidence } = judge([
      ['low', 'apple', 1],
      ['other', 'pear', 4],
      ['less', 'plum', 2],
      ['high', 'apple', 3.5],
    ]);
    expect(evidence).toEqual(['en.high@3', 'en.low@0', 'en.other@1', 'en.less@2']);
  });

  it('keeps as evidence the order of hearing where weights are equal', () => {
    const { evidence } = judge([
      ['one', 'apple', 1],
      ['two', 'apple', 1],
    ]);
    expect(evidence).toEqual(['en.one@0', 'en.two@1']);
  });

  it('holds its sums for weights that no power of e can hold', () => {
    const { confidence, scores } = judge([['a', 'apple', 5_000]]);
    expect(confidence).toBe(1);
    expect(scores).toEqual({ apple: 1, pear: 0, plum: 0, general: 0 });
  });
});
