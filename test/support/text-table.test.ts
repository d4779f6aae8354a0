import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, TEXT_WIDTH, textTable, wrapped } from '../../src/support/text-table.js';

const NAME = { label: 'Name', isNumber: false };
const COUNT = { label: 'Count', isNumber: true };
const NOTE = { label: 'Note', isNumber: false };

function lines(columns: Parameters<typeof textTable>[0]['columns'], ...rows: string[][]) {
  return textTable({ columns, rows }).split('\n');
}

describe('textTable', () => {
  it('aligns text to the left and numbers to the right, as wide as their widest', () => {
    expect(lines([NAME, COUNT, NOTE], ['a', '1', 'x'], ['bcdefg', '1,234', 'yz'])).toEqual([
      'Name    Count  Note',
      '───────────────────',
      'a           1  x',
      'bcdefg  1,234  yz',
    ]);
  });

  it('fills a line before anything gives way', () => {
    const [, rule, row] = lines([NAME, COUNT], ['n'.repeat(93), '12345']);
    expect(rule).toHaveLength(TEXT_WIDTH);
    expect(row).toBe(`${'n'.repeat(93)}  12345`);
  });

  it('takes the middle out of a name that is too long, for names differ at both ends', () => {
    const [, rule, row] = lines([NAME, COUNT], [`ab${'n'.repeat(90)}yz`, '12345']);
    expect(rule).toHaveLength(TEXT_WIDTH);
    expect(row).toBe(`ab${'n'.repeat(44)}…${'n'.repeat(44)}yz  12345`);
  });

  it('goes on with the last column in further lines', () => {
    const [, , first, second, third, next] = lines(
      [NAME, NOTE],
      ['a', `${'word '.repeat(19)}end and more`],
      ['b', 'x'],
    );
    expect(first).toBe(`a     ${'word '.repeat(18)}word`.slice(0, first?.length));
    expect(`${first?.slice(6)} ${second?.slice(6)}`).toBe(`${'word '.repeat(19)}end and more`);
    expect(second?.slice(0, 6)).toBe('      ');
    expect(third).toBe('b     x');
    expect(next).toBeUndefined();
  });

  it('takes from the widest first, and leaves what is narrow alone', () => {
    const [, , row] = lines([NAME, NOTE, COUNT], ['n'.repeat(120), 'short', '7']);
    expect(row).toContain('…');
    expect(row).toMatch(/ {2}short {6}7$/);
    expect(row).toHaveLength(TEXT_WIDTH);
  });

  it('gives up where all is as narrow as can be', () => {
    const wide = { label: '1'.repeat(120), isNumber: true };
    const [head] = lines([NAME, wide, NOTE], ['a name of some length', '1', 'note']);
    expect(head).toBe(`Name      ${'1'.repeat(120)}  Note`);
    expect(lines([wide], ['2'])[0]).toHaveLength(120);
  });

  it('counts characters, not their halves', () => {
    expect(lines([NAME, COUNT], ['🦉🦉🦉🦉', '1'])[2]).toBe('🦉🦉🦉🦉      1');
    expect(lines([NAME, COUNT], ['🦉'.repeat(120), '1'])[2]).toHaveLength(2 * 92 + 1 + 7);
  });

  it('is never wider than a line, whatever is in its cells', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ maxLength: 200 }), fc.string({ maxLength: 300 }))),
        (rows) => {
          const cells = rows.map(([name, note]) => [name, '1,234', note]);
          for (const line of lines([NAME, COUNT, NOTE], ...cells)) {
            expect(line.length).toBeLessThanOrEqual(TEXT_WIDTH);
          }
        },
      ),
    );
  });

  it('has room for a last column with nothing in it', () => {
    const empty = { label: '', isNumber: false };
    expect(lines([NAME, empty], ['a', ''])).toEqual(['Name', '──────', 'a']);
  });

  it('keeps a cell in its line', () => {
    expect(lines([NAME, NOTE], ['a\nb', 'red\u001b[31m\r\nx'])[2]).toBe('a b   red [31m x');
  });
});

describe('wrapped', () => {
  it('breaks between words, and within one that is too long', () => {
    expect(wrapped('ab cd ef', 5)).toEqual(['ab cd', 'ef']);
    expect(wrapped('ab cd ef', 4)).toEqual(['ab', 'cd', 'ef']);
    expect(wrapped('abcdefghijk lm', 5)).toEqual(['abcde', 'fghij', 'k lm']);
    expect(wrapped('', 5)).toEqual(['']);
  });

  it('loses no word', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 3, max: 40 }), (all, width) => {
        const broken = wrapped(all.join(' '), width);
        expect(broken.join('').replaceAll(' ', '')).toBe(all.join(''));
        expect(broken.every(({ length }) => length <= width)).toBe(true);
      }),
    );
  });
});

describe('printable', () => {
  it('leaves words, and takes what steers a terminal', () => {
    expect(printable('5 % – “ü” 🦉')).toBe('5 % – “ü” 🦉');
    expect(printable('a\u0000\u0007\u001bb\u202ec\u2028d\u2029e\tf')).toBe('a b c d e f');
  });
});
