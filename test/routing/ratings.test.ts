import { describe, expect, it } from 'vitest';
import { Ratings } from '../../src/routing/ratings.js';
import { aModel } from '../support/builders.js';

const DAY = 86_400_000;
const alpha = aModel({ profile: { quality: 0.6, qualityByIntent: { writing: 0.8 } } });
const beta = aModel({ id: 'north/beta' });

function ratings(): Ratings {
  const all = new Ratings(new Map([alpha, beta].map((model) => [model.id, model])));
  all.noteAnswer('general', alpha.id, 'general');
  all.noteAnswer('writing', alpha.id, 'writing');
  all.noteAnswer('beta', beta.id, 'general');
  return all;
}

function rated(id: string, scores: readonly number[], now = 0): Ratings {
  const all = ratings();
  for (const score of scores) all.rate(id, score, now);
  return all;
}

const times = (count: number, score: number) => Array.from({ length: count }, () => score);

describe('what a model is worth by ratings', () => {
  it('is unknown before its first one', () => {
    const all = ratings();
    expect(all.isEmpty).toBe(true);
    expect(all.qualityOf(alpha.id, 'general', 0)).toBeUndefined();
    all.rate('general', 1, 0);
    expect(all.isEmpty).toBe(false);
    expect(all.qualityOf(alpha.id, 'writing', 0)).toBeUndefined();
    expect(all.qualityOf(beta.id, 'general', 0)).toBeUndefined();
  });

  it('is a mean with what its profile says for the intent, which is worth 20', () => {
    expect(rated('general', [1]).qualityOf(alpha.id, 'general', 0)).toBeCloseTo(13 / 21, 12);
    expect(rated('writing', [0]).qualityOf(alpha.id, 'writing', 0)).toBeCloseTo(16 / 21, 12);
    const twenty = rated('general', times(20, 0));
    expect(twenty.qualityOf(alpha.id, 'general', 0)).toBeCloseTo(0.3, 12);
    const mixed = rated('general', [1, 0, 0.5]);
    expect(mixed.qualityOf(alpha.id, 'general', 0)).toBeCloseTo((12 + 1.5) / 23, 12);
  });

  it('starts in the middle where the profile says nothing', () => {
    expect(rated('beta', [1]).qualityOf(beta.id, 'general', 0)).toBeCloseTo(11 / 21, 12);
  });

  it('fades to the profile with a half-life of seven days', () => {
    const all = rated('general', times(20, 0));
    expect(all.qualityOf(alpha.id, 'general', 7 * DAY)).toBeCloseTo(12 / 30, 12);
    expect(all.qualityOf(alpha.id, 'general', 14 * DAY)).toBeCloseTo(12 / 25, 12);
  });

  it('still moves after many: they count for no more than 100', () => {
    const all = rated('general', times(5_000, 0));
    expect(all.qualityOf(alpha.id, 'general', 0)).toBeCloseTo(12 / 120, 12);
    all.rate('general', 1, 0);
    expect(all.qualityOf(alpha.id, 'general', 0)).toBeCloseTo((12 + 1) / 120, 12);
  });
});

describe('a rating', () => {
  it('says whom it is about, and what the model is worth now', () => {
    const about = ratings().rate('writing', 1, 0);
    expect(about).toStrictEqual({ model: alpha.id, intent: 'writing', quality: 17 / 21 });
  });

  it('of a request that is not known changes nothing', () => {
    const all = ratings();
    expect(all.rate('unknown', 0, 0)).toBeUndefined();
    expect(all.isEmpty).toBe(true);
  });

  it('can be given for the last 10,000 answers', () => {
    const all = ratings();
    for (let answer = 3; answer < 10_000; answer++) all.noteAnswer(`${answer}`, beta.id, 'general');
    expect(all.rate('general', 1, 0)).toBeDefined();
    all.noteAnswer('one more', beta.id, 'general');
    expect(all.rate('general', 1, 0)).toBeUndefined();
    expect(all.rate('writing', 1, 0)).toBeDefined();
  });
});

describe('a reset', () => {
  it('forgets the ratings of one model, or of all; answers can still be rated', () => {
    const all = rated('general', [1]);
    all.rate('beta', 1, 0);
    all.reset(alpha.id);
    expect(all.qualityOf(alpha.id, 'general', 0)).toBeUndefined();
    expect(all.qualityOf(beta.id, 'general', 0)).toBeDefined();
    all.reset();
    expect(all.isEmpty).toBe(true);
    expect(all.rate('general', 1, 0)).toBeDefined();
  });
});
