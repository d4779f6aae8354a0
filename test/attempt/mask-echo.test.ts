import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskEcho, quotesAny, textsOf } from '../../src/attempt/mask-echo.js';

const PROMPT = 'Translate the diagnosis of Mrs Schneider into plain English, please.';
/** As many characters as make a quote. */
const QUOTE = 24;

describe('maskEcho', () => {
  it('masks the prompt that a vendor quotes in its message', () => {
    const message = `invalid value: '${PROMPT}' is not allowed`;
    expect(maskEcho(message, [PROMPT])).toBe("invalid value: '[prompt]' is not allowed");
  });

  it('masks a part of it, to its last character', () => {
    expect(maskEcho(`near "${PROMPT.slice(10, 50)}".`, [PROMPT])).toBe('near "[prompt]".');
    expect(maskEcho(PROMPT.slice(5), [PROMPT])).toBe('[prompt]');
    expect(maskEcho(PROMPT.slice(0, -5), [PROMPT])).toBe('[prompt]');
  });

  it('masks 24 characters in a row, and leaves 23 alone', () => {
    const echoed = `x${PROMPT.slice(3, 3 + QUOTE)}x`;
    expect(maskEcho(echoed, [PROMPT])).toBe('x[prompt]x');
    const short = `x${PROMPT.slice(3, 2 + QUOTE)}x`;
    expect(maskEcho(short, [PROMPT])).toBe(short);
  });

  it('masks each of several quotes, of each of several texts', () => {
    const system = 'You are the assistant of the hospital of Northtown.';
    const message = `a ${system} b ${PROMPT} c ${system.slice(0, 30)}`;
    expect(maskEcho(message, [PROMPT, system])).toBe('a [prompt] b [prompt] c [prompt]');
  });

  it('masks a short prompt where it is quoted whole', () => {
    expect(maskEcho('no: tell me a joke, tell me a joke', [' tell me a joke\n'])).toBe(
      'no: [prompt], [prompt]',
    );
    expect(maskEcho('is 12345678 a code?', ['12345678'])).toBe('is [prompt] a code?');
  });

  it('leaves a word alone that any message may have', () => {
    expect(maskEcho('invalid model', ['invalid'])).toBe('invalid model');
    expect(maskEcho('invalid model', [''])).toBe('invalid model');
  });

  it('takes a prompt of 24 characters for a long one', () => {
    const prompt = 'abcdefghijklmnopqrstuvwx';
    expect(prompt).toHaveLength(QUOTE);
    expect(maskEcho(`${prompt}!`, [prompt])).toBe('[prompt]!');
    expect(maskEcho(`${prompt.slice(1)}!`, [prompt])).toBe(`${prompt.slice(1)}!`);
    expect(maskEcho(`${prompt.slice(1)}!`, [prompt.slice(1)])).toBe('[prompt]!');
  });

  it("leaves the vendor's own words as they are", () => {
    const message = 'max_tokens: must be at most 8192 for this model';
    expect(maskEcho(message, [PROMPT])).toBe(message);
    expect(maskEcho(message, [])).toBe(message);
  });

  it('looks at the first 64 K characters of a text', () => {
    const filler = Array.from({ length: 20_000 }, (_, index) => index).join(' ');
    const text = `${filler.slice(0, 65_536 - PROMPT.length)}${PROMPT}`;
    expect(maskEcho(PROMPT, [`${text} and more`])).toBe('[prompt]');
  });

  it('lets no 24 characters in a row of a prompt pass, whatever is around them', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 120 });
    const cut = fc.tuple(fc.nat(120), fc.nat(120), letters);
    const property = fc.property(letters, fc.array(cut, { maxLength: 5 }), (prompt, cuts) => {
      const quotes = cuts.map(([from, length, own]) => own + prompt.slice(from, from + length));
      const masked = maskEcho(quotes.join('"'), [prompt]);
      for (let index = 0; index + QUOTE <= masked.length; index++) {
        expect(prompt).not.toContain(masked.slice(index, index + QUOTE));
      }
    });
    // Texts shorter than that, trimmed, are masked whole only: blanks around them are no secret.
    fc.assert(property, { numRuns: 300, examples: [['ab'.repeat(40), [[0, 80, 'abab']]]] });
  });
});

describe('quotesAny', () => {
  const quoting = new Error(`invalid value: '${PROMPT}'`);
  const wrapped = (cause: unknown, times: number): unknown =>
    times === 0 ? cause : new Error('it failed', { cause: wrapped(cause, times - 1) });

  it('finds a quote in a message, in a string and in causes, five deep', () => {
    expect(quotesAny(quoting, [PROMPT])).toBe(true);
    expect(quotesAny(`near ${PROMPT}`, [PROMPT])).toBe(true);
    expect(quotesAny(wrapped(`near ${PROMPT}`, 1), [PROMPT])).toBe(true);
    expect(quotesAny(wrapped(quoting, 4), [PROMPT])).toBe(true);
    expect(quotesAny(wrapped(quoting, 5), [PROMPT])).toBe(false);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['a message that is none', { message: 7 }],
    ["the vendor's own words", new Error('it failed', { cause: 'a limit' })],
  ])('finds none in %s', (_, error) => {
    expect(quotesAny(error, [PROMPT])).toBe(false);
  });
});

describe('the texts of a request', () => {
  it('are its instructions and what was said', () => {
    const said = (text: string) => ({ type: 'text', text }) as const;
    const image = { type: 'image', url: 'https://example.com/a.png' } as const;
    const messages = [
      { role: 'user', content: [said('a'), image, said('b')] },
      { role: 'assistant', content: [said('c')] },
    ] as const;
    expect(textsOf({ messages })).toEqual(['a', 'b', 'c']);
    expect(textsOf({ system: '', messages: [] })).toEqual(['']);
  });

  it('are also its thoughts, calls and what tools answered', () => {
    const call = { toolCallId: '1', toolName: 'find' };
    const messages = [
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'a thought' },
          { type: 'tool-call', ...call, input: { q: 'a question' } },
        ],
      },
      { role: 'tool', content: [{ type: 'tool-result', ...call, output: 'an answer' }] },
    ] as const;
    const texts = textsOf({ messages }).join();
    expect(texts).toContain('a thought');
    expect(texts).toContain('a question');
    expect(texts).toContain('an answer');
  });
});
