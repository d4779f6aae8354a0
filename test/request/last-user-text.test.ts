import { describe, expect, it } from 'vitest';
import { lastUserText } from '../../src/request/last-user-text.js';

const user = (...texts: readonly string[]) =>
  ({ role: 'user', content: texts.map((text) => ({ type: 'text', text }) as const) }) as const;
const assistant = { role: 'assistant', content: [{ type: 'text', text: 'an answer' }] } as const;

describe('what a person said last', () => {
  it('is the text of the last user turn, its parts apart', () => {
    expect(lastUserText([user('first'), assistant, user('one', 'two'), assistant])).toBe(
      'one\n\ntwo',
    );
  });

  it('is nothing where nobody said anything', () => {
    expect(lastUserText([])).toBe('');
    expect(lastUserText([assistant])).toBe('');
    const image = { type: 'image', url: 'https://example.com/cat.png' } as const;
    expect(lastUserText([{ role: 'user', content: [image] }])).toBe('');
  });

  it('of more than 16 KB is its start and its end', () => {
    const whole = 'x'.repeat(16_384);
    expect(lastUserText([user(whole)])).toBe(whole);
    const long = `${'a'.repeat(8_192)}${'b'.repeat(8_192)}c`;
    expect(lastUserText([user(long)])).toBe(`${'a'.repeat(8_192)}\n${'b'.repeat(8_191)}c`);
  });
});
