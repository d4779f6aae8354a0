import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/intent/fold.js';

describe('fold', () => {
  it('leaves plain letters, digits and marks as they are', () => {
    expect(fold('snake_case4u+#\x7f')).toBe('snake_case4u+#\x7f');
    expect(fold('')).toBe('');
  });

  it.each([
    ['àéîõüçñåÿ', 'aeioucnay'],
    ['ąćęłńśźż', 'acelnszz'],
    ['ğşı', 'gsi'],
    ['đặtếữ', 'dateu'],
    ['øæœß', 'oaos'],
    ['ёлка', 'елка'],
  ])('takes the accents off %s', (word, plain) => {
    expect(fold(word)).toBe(plain);
  });

  it('reads accents that are characters of their own like those that are not', () => {
    expect(fold('re\u0301sume\u0301')).toBe('resume');
    expect(fold('e\u0300\u036f')).toBe('e');
    expect(fold('\u0435\u0308\u0436')).toBe(fold('\u0451\u0436'));
  });

  it('leaves letters that are others and not accented ones', () => {
    expect(fold('йћ')).toBe('йћ');
    expect(fold('\u0370\u02ff')).toBe('\u0370\u02ff');
  });

  it('reads the forms of alef, and the endings that people spell alike, as one', () => {
    expect(fold('أإآٱ')).toBe('اااا');
    expect(fold('قصيدة')).toBe('قصيده');
    expect(fold('على')).toBe('علي');
  });

  it('drops vowel signs and the stretching of Arabic letters, and keeps letters and digits next to them', () => {
    expect(fold('تَرْجِمْ')).toBe('ترجم');
    expect(fold('مـــرحبا')).toBe('مرحبا');
    expect(fold('\u0627\u064b\u065f\u0670')).toBe('\u0627');
    expect(fold('\u064a\u0660')).toBe('\u064a\u0660');
  });

  it('drops the Hindi nukta, written apart or not, and joiners', () => {
    expect(fold('\u0915\u093c')).toBe('\u0915');
    expect(fold('\u0958\u095f')).toBe('\u0915\u092f');
    expect(fold('\u0957\u0960')).toBe('\u0957\u0960');
    expect(fold('क्\u200dष\u200c')).toBe('क्ष');
  });

  it('reads letters of full width as plain ones, and no others', () => {
    expect(fold('ｔｒａｎｓｌａｔｅＡ１')).toBe('translatea1');
    expect(fold('\uff01\uff5e')).toBe('!~');
    expect(fold('\uff00\uff5f\uff71')).toBe('\uff00\uff5f\uff71');
  });

  it('folds letters beyond those that it remembers like any other', () => {
    const ideographs = String.fromCodePoint(
      ...Array.from({ length: 5_000 }, (_, at) => 0x4e00 + at),
    );
    expect(fold(ideographs)).toBe(ideographs);
    expect(fold('ễ')).toBe('e');
    expect(fold('ễ')).toBe('e');
  });

  it('folds once and for all, and never to more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const lower = text.toLowerCase();
        const folded = fold(lower);
        expect(folded.length).toBeLessThanOrEqual(lower.length);
        expect(fold(folded)).toBe(folded);
      }),
    );
  });
});
