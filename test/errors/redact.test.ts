import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, safeText, safeToken } from '../../src/errors/redact.js';

const SECRET = 'k/y+with=odd&chars';

describe('redact', () => {
  it.each([
    ['as it is', SECRET],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['URL-encoded with small digits', 'k%2fy%2bwith%3dodd%26chars'],
    ['in base64', btoa(SECRET)],
    ['in base64 without padding', btoa(SECRET).replaceAll('=', '')],
  ])('takes out a secret %s, wherever it stands', (_form, text) => {
    const result = redact(`a ${text} b ${text}`, [SECRET]);
    expect(result.replaceAll('=', '')).toBe('a [redacted] b [redacted]');
  });

  it.each([
    ['Authorization: Bearer abc.def-123==', 'Authorization: Bearer [redacted]'],
    ['bearer  abc', 'Bearer [redacted]'],
    ['Incorrect API key provided: sk-proj-ab****wxyz.', 'Incorrect API key provided: [redacted].'],
    ['gsk_abcdef123456 was refused', '[redacted] was refused'],
    ['the risk-averse task-manager asked for sk-1', 'the risk-averse task-manager asked for sk-1'],
  ])('takes out what looks like a key: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('leaves words that are as short as no key is', () => {
    expect(redact('the cat sat', ['the', 'cat'])).toBe('the cat sat');
    expect(redact('four', ['four'])).toBe('[redacted]');
  });

  it('takes out a secret in the base64 of addresses', () => {
    expect(redact('no a2V5Pj4-Pz8_.', ['key>>>???'])).toBe('no [redacted].');
  });

  it('takes out all of a secret of which another is a part', () => {
    expect(redact('no blue-and-green', ['blue', 'blue-and-green'])).toBe('no [redacted]');
  });

  it('takes out keys with characters that cannot be encoded', () => {
    expect(redact('a \ud800key b', ['\ud800key'])).toBe('a [redacted] b');
  });

  it('holds for any secret and any text around it', () => {
    const secrets = fc.string({
      minLength: 8,
      unit: fc.constantFrom('a', 'b', 'X', 'Y', '0', '9', '-', '_', '/', '+'),
    });
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const forms = [secret, `Bearer ${secret}`, encodeURIComponent(secret), btoa(secret)];
        for (const form of forms) {
          expect(redact(`${before}${form}${after}`, [secret])).not.toContain(secret);
        }
      }),
    );
  });
});

describe('safeText', () => {
  it('cuts to 300 characters and says so', () => {
    expect(safeText('x'.repeat(300))).toBe('x'.repeat(300));
    expect(safeText('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
  });

  it('does not cut a character in two', () => {
    expect(safeText(`${'x'.repeat(298)}😀yy`)).toBe(`${'x'.repeat(298)}…`);
  });

  it('takes a secret out before it cuts, so that no beginning of it is left', () => {
    const text = `${'x'.repeat(290)} ${'s3cret'.repeat(10)}`;
    expect(safeText(text, ['s3cret'.repeat(10)])).not.toContain('s3c');
  });

  it('escapes what would repaint a terminal, break a line or turn the text around', () => {
    expect(safeText('a\u001b[31mb\nc\u202ed\u2028e')).toBe(
      'a\\u{1b}[31mb\\u{a}c\\u{202e}d\\u{2028}e',
    );
  });

  it.each(['<!DOCTYPE html><p>secret', ' <html>', '<?xml version="1.0"?>'])(
    'does not quote a page: %s',
    (page) => {
      expect(safeText(page)).toBe('HTML error page');
    },
  );

  it('quotes a text that only begins with a bracket', () => {
    expect(safeText('< 5 tokens')).toBe('< 5 tokens');
  });

  it('cuts megabytes to a line', () => {
    expect(safeText('Bearer '.repeat(300_000), [SECRET]).length).toBeLessThanOrEqual(300);
  });
});

describe('safeToken', () => {
  it.each(['req_42', 'rate_limit_exceeded', 'a.b:c-d', 'x'.repeat(128)])(
    'passes on %s',
    (token) => {
      expect(safeToken(token)).toBe(token);
    },
  );

  it.each([undefined, 42, '', 'two words', 'line\nbreak', '<b>', 'x'.repeat(129), 'sk-abcdef123'])(
    'refuses %j',
    (value) => {
      expect(safeToken(value)).toBeUndefined();
    },
  );

  it('refuses a token that holds a secret', () => {
    expect(safeToken('req_canary', ['canary'])).toBeUndefined();
  });
});
