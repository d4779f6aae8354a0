import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskEcho, quotesAny, textsOf } from '../../src/attempt/mask-echo.js';
import { escapeControls } from '../../src/errors/redact.js';

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
    expect(maskEcho(PROMPT, [`${text} and more${filler}`])).toBe('[prompt]');
  });

  it('looks at the last 64 K characters, too, and between the two ends at none', () => {
    const half = Array.from({ length: 20_000 }, (_, index) => index)
      .join(' ')
      .slice(0, 65_536);
    const behind = half.slice(PROMPT.length);
    expect(maskEcho(PROMPT, [`${half}${PROMPT}${behind}`])).toBe('[prompt]');
    expect(maskEcho(`${PROMPT.slice(1)}`, [`${half}x${PROMPT}${behind}`])).toBe('[prompt]');
    expect(maskEcho(PROMPT, [`${half}${PROMPT}${half}`])).toBe(PROMPT);
  });

  it('masks a quote across the middle of 128 K characters whole', () => {
    const half = 'x'.repeat(65_536 - 10);
    expect(maskEcho(PROMPT, [`${half}${PROMPT}${half.slice(PROMPT.length - 20)}`])).toBe(
      '[prompt]',
    );
  });

  it('masks a quote to its end, though its beginning is in the text more than once', () => {
    const start = PROMPT.slice(0, 30);
    expect(maskEcho(`<${PROMPT}>`, [`${start}; ${start}? ${PROMPT}`])).toBe('<[prompt]>');
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

describe('a quote that was escaped', () => {
  const SPOKEN = 'Is "Ms\tSchneider" of C:\\new to see\nthe doctor, ¿también\u0085 🙂?';
  const json = (value: unknown) => JSON.stringify(value);
  const ascii = (text: string) =>
    text.replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

  it.each([
    ['not at all', SPOKEN],
    ['by JSON', json(SPOKEN)],
    ['by JSON in JSON', json(json(SPOKEN))],
    ['by JSON in JSON in JSON', json(json(json(SPOKEN)))],
    ['by JSON in ASCII', ascii(json(SPOKEN))],
    ['by JSON in ASCII, in capitals', ascii(json(SPOKEN)).replace('u00f1', 'u00F1')],
    ['for a log', escapeControls(SPOKEN)],
    ['by JSON, then for a log', escapeControls(json(SPOKEN))],
  ])('is masked to its last character: %s', (_, quote) => {
    expect(maskEcho(`no: ${quote} at all`, [SPOKEN])).toMatch(
      /^no: [\\"]*\[prompt\][\\"]* at all$/,
    );
  });

  it('is masked where the text was escaped, and the quote is not', () => {
    expect(maskEcho(`no: ${SPOKEN}!`, [json({ q: SPOKEN })])).toBe('no: [prompt]!');
  });

  it.each([
    ['\b', 'b'],
    ['\f', 'f'],
    ['\n', 'n'],
    ['\r', 'r'],
    ['\t', 't'],
    ['/', '/'],
    ['"', '"'],
    ['é', 'u00e9'],
    ['É', 'u00C9'],
    ['é', 'u{e9}'],
    ['\u200b', 'u{200B}'],
    ['u{12345}', 'u{12345}'],
    ['u00e', 'u00e'],
  ])('has %j written with a backslash as %s', (sign, written) => {
    const text = `abcdefghijk${sign}lmnopqrstuvw`;
    const echoed = maskEcho(`<abcdefghijk\\${written}lmnopqrstuvw>`, [text]);
    expect(echoed).toBe('<[prompt]>');
  });

  it('has 24 characters at least, whatever they are written with', () => {
    const prompt = '"'.repeat(QUOTE);
    expect(maskEcho(`<${'\\"'.repeat(QUOTE)}>`, [prompt])).toBe('<[prompt]>');
    const short = `<${'\\"'.repeat(QUOTE - 1)}>`;
    expect(maskEcho(short, [prompt])).toBe(short);
  });

  it('may be a short prompt, quoted whole', () => {
    expect(maskEcho('no: "say \\"hello\\""', ['say "hello"'])).toBe('no: "[prompt]"');
  });

  it("leaves the vendor's own escapes around it as they are", () => {
    const message = `\\u00e9\\n${ascii(json(PROMPT))}\\t\\\\x\\`;
    expect(maskEcho(message, [PROMPT])).toBe('\\u00e9\\n"[prompt]"\\t\\\\x\\');
  });

  it('is masked letter by letter, too, though it has fewer without its escapes', () => {
    const prompt = '\\u0041\\u0042\\u0043\\u0044';
    expect(prompt).toHaveLength(QUOTE);
    expect(maskEcho(`x${prompt}x`, [`a text about ${prompt} and more`])).toBe('x[prompt]x');
  });

  it('is masked whatever the text, and however often JSON has quoted it', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'n', 'u', '0', '{', '}', '\\', '"', '\n', '\u2028', 'é', '🙂'),
      minLength: 48,
      maxLength: 80,
    });
    const property = fc.property(letters, fc.nat(3), fc.boolean(), (prompt, times, inAscii) => {
      let quote = `a${prompt}a`;
      for (let time = 0; time < times; time++) quote = json(quote);
      if (inAscii && times > 0) quote = ascii(quote);
      expect(maskEcho(`<${escapeControls(quote)}>`, [`a${prompt}a`])).toMatch(
        /^<[\\"]*\[prompt\][\\"]*>$/,
      );
    });
    fc.assert(property, { numRuns: 300 });
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
  it('are its instructions, what was said and the addresses of its pictures', () => {
    const said = (text: string) => ({ type: 'text', text }) as const;
    const image = { type: 'image', url: 'https://example.com/a.png' } as const;
    const file = { type: 'file', mediaType: 'text/plain', data: 'AAAA' } as const;
    const messages = [
      { role: 'user', content: [said('a'), image, file, said('b')] },
      { role: 'assistant', content: [said('c')] },
    ] as const;
    expect(textsOf({ messages })).toEqual(['a', image.url, 'b', 'c']);
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
