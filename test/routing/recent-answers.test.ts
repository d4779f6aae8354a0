import { describe, expect, it } from 'vitest';
import { RecentAnswers } from '../../src/routing/recent-answers.js';

describe('the answers of late', () => {
  it('are found by the id of their request', () => {
    const answers = new RecentAnswers(3);
    answers.note('a', 'north/alpha', 'writing');
    answers.note('b', 'north/beta', 'general');
    expect(answers.find('a')).toStrictEqual({ model: 'north/alpha', intent: 'writing' });
    expect(answers.find('b')).toStrictEqual({ model: 'north/beta', intent: 'general' });
    expect(answers.find('c')).toBeUndefined();
    expect(new RecentAnswers(3).find('a')).toBeUndefined();
  });

  it('are forgotten when as many have come since as there is room for, the oldest first', () => {
    const answers = new RecentAnswers(3);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const known = () => ids.filter((id) => answers.find(id) !== undefined);
    for (const id of ids.slice(0, 3)) answers.note(id, 'north/alpha', 'general');
    expect(known()).toStrictEqual(['a', 'b', 'c']);
    answers.note('d', 'north/beta', 'writing');
    expect(known()).toStrictEqual(['b', 'c', 'd']);
    expect(answers.find('d')).toStrictEqual({ model: 'north/beta', intent: 'writing' });
    for (const id of ids.slice(4)) answers.note(id, 'north/alpha', 'general');
    expect(known()).toStrictEqual(['e', 'f', 'g']);
  });
});
