import { describe, expect, it } from 'vitest';
import { CandidateQueue } from '../../src/fallback/candidate-queue.js';
import { aFailure, aModel } from '../support/builders.js';

const a = aModel({ id: 'north/a', profile: { contextWindow: 100 } });
const b = aModel({ id: 'north/b', profile: { contextWindow: 200 } });
const c = aModel({ id: 'south/c' });
const failure = aFailure('server');
const nobody = () => false;

/** All that are still to come. */
function drain(queue: CandidateQueue): readonly string[] {
  const taken: string[] = [];
  for (let next = queue.takeNext(nobody); next; next = queue.takeNext(nobody)) taken.push(next.id);
  return taken;
}

describe('CandidateQueue', () => {
  it('gives out the candidates in their order, and knows who is behind', () => {
    const queue = new CandidateQueue([a, b, c]);
    expect(queue.takeNext(nobody)).toBe(a);
    expect(queue.behind()).toStrictEqual([b, c]);
    expect(drain(queue)).toStrictEqual(['north/b', 'south/c']);
    expect(queue.behind()).toStrictEqual([]);
  });

  it('puts those that are held back behind the others, and gives them out when nobody else is left', () => {
    const queue = new CandidateQueue([a, b, c]);
    const heldBack = new Set([a, b]);
    const taken = [1, 2, 3, 4].map(() => queue.takeNext((model) => heldBack.has(model)));
    expect(taken).toStrictEqual([c, a, b, undefined]);
  });

  it('looks each time who is held back, and keeps the order of the others', () => {
    const queue = new CandidateQueue([a, b, c]);
    expect(queue.takeNext((model) => model === a)).toBe(b);
    expect(queue.behind()).toStrictEqual([a, c]);
    expect(queue.takeNext(nobody)).toBe(a);
    expect(queue.takeNext((model) => model === c)).toBe(c);
  });

  it('leaves the list that it was given as it was', () => {
    const candidates = Object.freeze([a, b]);
    drain(new CandidateQueue(candidates));
    expect(candidates).toHaveLength(2);
  });

  it('counts the tries of each model', () => {
    const queue = new CandidateQueue([a, b]);
    queue.noteTry(a);
    queue.noteTry(a);
    expect([a, b].map((model) => queue.triesOf(model))).toStrictEqual([2, 0]);
  });

  it.each([
    ['one of several models', [a, b], [true, true, false, false]],
    ['an only one', [a], [true, true, true, false]],
  ] as const)('retries %s', (_, candidates, expected) => {
    const queue = new CandidateQueue(candidates);
    const may = expected.map(() => {
      const mayRetry = queue.mayRetry(a);
      queue.noteTry(a);
      return mayRetry;
    });
    expect(may).toStrictEqual(expected);
  });

  it('gives out those that failed once more, in the order in which they failed', () => {
    const queue = new CandidateQueue([a, b]);
    queue.again(b, failure);
    queue.again(a, failure);
    expect(queue.takeAgain()).toStrictEqual({ model: b, failure });
    expect(queue.takeAgain()?.model).toBe(a);
    expect(queue.takeAgain()).toBeUndefined();
  });

  it('does not take back who was tried often enough', () => {
    const queue = new CandidateQueue([a, b]);
    queue.noteTry(a);
    queue.noteTry(a);
    queue.again(a, failure);
    expect(queue.takeAgain()).toBeUndefined();
  });
});

describe('after a prompt that did not fit', () => {
  it('only larger windows are left, and unknown ones', () => {
    const same = aModel({ id: 'north/same', profile: { contextWindow: 200 } });
    const larger = aModel({ id: 'north/larger', profile: { contextWindow: 201 } });
    const queue = new CandidateQueue([b, a, same, larger, c]);
    queue.takeNext(nobody);
    queue.outUnlessLarger(b);
    expect(drain(queue)).toStrictEqual(['north/larger', 'south/c']);
  });

  it('of a model of unknown window all others are left', () => {
    const queue = new CandidateQueue([c, a, b]);
    queue.takeNext(nobody);
    queue.outUnlessLarger(c);
    expect(drain(queue)).toStrictEqual(['north/a', 'north/b']);
  });

  it('no smaller one that failed before comes again', () => {
    const queue = new CandidateQueue([a, b, c]);
    queue.again(a, failure);
    queue.outUnlessLarger(b);
    expect(queue.takeAgain()).toBeUndefined();
  });

  it('no smaller one comes back after a wait', () => {
    const queue = new CandidateQueue([b, a, c]);
    queue.takeNext(nobody);
    queue.outUnlessLarger(b);
    queue.refill([a, c]);
    expect(drain(queue)).toStrictEqual(['south/c']);
  });
});

describe('after a wait', () => {
  it('those that may answer now are there, in the order of the new plan', () => {
    const queue = new CandidateQueue([a]);
    queue.refill([c, b, a]);
    expect(drain(queue)).toStrictEqual(['south/c', 'north/b', 'north/a']);
  });

  it('those that are out, or were tried often enough, are not', () => {
    const queue = new CandidateQueue([a, b, c]);
    queue.out(a);
    queue.noteTry(b);
    queue.noteTry(b);
    queue.noteTry(c);
    queue.refill([a, b, c]);
    expect(drain(queue)).toStrictEqual(['south/c']);
  });

  it('nobody comes a second time because of an earlier failure', () => {
    const queue = new CandidateQueue([a, b]);
    queue.again(a, failure);
    queue.refill([b]);
    expect(queue.takeAgain()).toBeUndefined();
  });

  it('a model that was out before is out for good', () => {
    const queue = new CandidateQueue([a, b]);
    queue.noteTry(a);
    queue.noteTry(a);
    queue.again(a, failure);
    queue.outUnlessLarger(b);
    queue.refill([a, b]);
    expect(drain(queue)).toStrictEqual([]);
  });
});
