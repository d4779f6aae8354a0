import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SignName, signs } from '../../src/intent/signs.js';

function offsetOf(name: SignName, text: string): number {
  return signs.find((sign) => sign.name === name)?.offsetIn(text) ?? Number.NaN;
}

const shown: readonly (readonly [SignName, string])[] = [
  ['code', 'f(x);'],
  ['code', 'f(x) {'],
  ['code', 'f():'],
  ['code', `f(${'x'.repeat(80)});`],
  ['code', 'a {\n'],
  ['code', 'a; \n'],
  ['code', 'x => y'],
  ['code', 'a === b'],
  ['code', 'a !== b'],
  ['code', 'def f'],
  ['code', '#include'],
  ['code', 'import os'],
  ['code', '</p>'],
  ['code', 'const x = 1'],
  ['code', 'SELECT'],
  ['trace', 'TypeError: x'],
  ['trace', 'Exception: x'],
  ['trace', 'Traceback'],
  ['trace', 'at f.g$('],
  ['trace', `at ${'x'.repeat(80)}(`],
  ['trace', 'error[E0382]'],
  ['trace', 'error404'],
  ['trace', 'errorC12345'],
  ['identifier', 'snake_case'],
  ['identifier', '1_2'],
  ['identifier', 'getName('],
  ['identifier', 'list.sort('],
  ['identifier', `a.${'b'.repeat(40)}(`],
  ['identifier', 'f()'],
  ['number', '7'],
  ['sum', '3+4'],
  ['sum', '3 × (4'],
  ['sum', '3 = 4'],
  ['sum', '$5'],
  ['sum', '€ 5'],
  ['sum', '20 %'],
  ['sum', '20°'],
  ['choices', 'A) red\nB) blue'],
  ['choices', '  1. red\n\n 2. blue'],
  ['choices', '(a) red\n(b) blue'],
  ['choices', '(A) red\n(B) blue'],
  ['question', 'why?'],
  ['question', '为什么？ \n'],
  ['question', 'لماذا؟'],
  ['lines', '\na\nb\n'],
  ['long', 'x'.repeat(601)],
  ['short', 'x'.repeat(39)],
  ['short', ''],
];

const hidden: readonly (readonly [SignName, string])[] = [
  ['code', 'He (who was old) slept; then he woke: fine'],
  ['code', 'a mother(in law) said so'],
  ['code', `f(${'x'.repeat(81)});`],
  ['code', 'select, important, undef it, constant x ='],
  ['code', 'a == b'],
  ['code', '</ '],
  ['trace', 'an error: none, an error 404'],
  ['trace', 'error[E12]'],
  ['trace', 'at home ('],
  ['trace', `at ${'x'.repeat(81)}(`],
  ['identifier', 'Mixed(up) and iPhone, _private_, end. (x)'],
  ['identifier', `a.${'b'.repeat(41)}(`],
  ['number', 'seven'],
  ['sum', 'in 2024 there were 12 of 30'],
  ['sum', '3 + four'],
  ['choices', 'A) red, B) blue'],
  ['choices', 'A) red\nC) blue'],
  ['choices', 'see A) red\nB) blue'],
  ['choices', `A) ${'x'.repeat(201)}\nB) blue`],
  ['question', 'why? because'],
  ['lines', 'a\nb\n'],
  ['lines', '\na\n\nb\n'],
  ['long', 'x'.repeat(600)],
  ['short', 'x'.repeat(40)],
];

describe('signs', () => {
  it.each(shown)('see %s in %j', (name, text) => {
    expect(offsetOf(name, text)).toBeGreaterThanOrEqual(0);
  });

  it.each(hidden)('see no %s in %j', (name, text) => {
    expect(offsetOf(name, text)).toBe(-1);
  });

  it('say where they stand', () => {
    expect(offsetOf('number', 'room 7, floor 8')).toBe(5);
    expect(offsetOf('question', 'who? why?')).toBe(8);
    expect(offsetOf('code', 'so x => y')).toBe(5);
    expect(offsetOf('short', 'hi')).toBe(0);
    expect(offsetOf('long', 'x'.repeat(700))).toBe(0);
  });

  it('have names of their own', () => {
    expect(new Set(signs.map(({ name }) => name)).size).toBe(signs.length);
  });

  it('say of any text a place in it or none, and the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { offsetIn } of signs) {
          const offset = offsetIn(text);
          expect(offset).toBeGreaterThanOrEqual(-1);
          expect(offset).toBeLessThanOrEqual(text.length);
          expect(offsetIn(text)).toBe(offset);
        }
      }),
    );
  });
});
