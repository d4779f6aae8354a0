import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssistantPart, ChatRequest } from '../../src/contracts/chat.js';
import {
  estimateInputTokens,
  estimateTextTokens,
  maxInputTokens,
} from '../../src/tokens/estimate-tokens.js';

type Request = Omit<ChatRequest, 'model'>;

const SAMPLED = 3 * 4_096;

function asked(text: string, fields: Partial<Request> = {}): Request {
  return { messages: [{ role: 'user', content: [{ type: 'text', text }] }], ...fields };
}

function answered(...content: AssistantPart[]): Request {
  return { messages: [{ role: 'assistant', content }] };
}

describe('the estimate of a text', () => {
  it.each([
    ['four characters of Latin', 'abcdefgh', 2],
    ['accents', 'éàüñ', 1],
    ['two of Cyrillic', 'приветик', 4],
    ['two of Arabic', 'مرحباً', 3],
    ['one and a half of Chinese', '你好世界你好', 4],
    ['one and a half of Japanese', 'こんにちはね', 4],
    ['one and a half of Korean', '안녕하세요네', 4],
    ['a mixture', 'abcd привет 你好你', 7],
  ])('has a token for about %s', (_, text, tokens) => {
    expect(estimateTextTokens(text)).toBe(tokens);
  });

  it('is rounded up, and 0 for nothing', () => {
    expect(estimateTextTokens('')).toBe(0);
    expect(estimateTextTokens('a')).toBe(1);
    expect(estimateTextTokens('abcde')).toBe(2);
  });

  it('tells the scripts apart at their first characters', () => {
    expect(estimateTextTokens('\u024f'.repeat(8))).toBe(2);
    expect(estimateTextTokens('\u0250'.repeat(8))).toBe(4);
    expect(estimateTextTokens('\u2e7f'.repeat(6))).toBe(3);
    expect(estimateTextTokens('\u2e80'.repeat(6))).toBe(4);
  });

  it('looks at every character of a text as long as the sample', () => {
    const text = 'a'.repeat(5_000) + '你'.repeat(SAMPLED - 5_000);
    expect(estimateTextTokens(text)).toBe(Math.ceil(1_250 + (SAMPLED - 5_000) / 1.5));
  });

  it('is exact to a token for a long text of one script', () => {
    expect(estimateTextTokens('a'.repeat(1_000_000))).toBe(250_000);
    expect(estimateTextTokens('я'.repeat(SAMPLED + 1))).toBe(Math.ceil((SAMPLED + 1) / 2));
  });

  it('samples start, middle and end of a long text alike', () => {
    const third = 20_000;
    const latin = 'a'.repeat(third);
    const chinese = '你'.repeat(third);
    const texts = [chinese + latin + latin, latin + chinese + latin, latin + latin + chinese];
    for (const text of texts) {
      expect(estimateTextTokens(text)).toBe(Math.ceil(third / 1.5 + third / 2));
    }
  });

  it('is within five percent for long texts that mix scripts evenly', () => {
    const word = fc.constantFrom('hello ', 'привет ', '你好世界', 'naïve ', '42, ');
    const property = fc.property(fc.array(word, { minLength: 20, maxLength: 60 }), (words) => {
      const passage = words.join('');
      const times = Math.ceil((2 * SAMPLED) / passage.length) + 1;
      const parts = times * estimateExactly(passage);
      expect(Math.abs(estimateTextTokens(passage.repeat(times)) / parts - 1)).toBeLessThan(0.05);
    });
    fc.assert(property, { numRuns: 200 });
  });
});

/** Character by character, without sampling and rounding. */
function estimateExactly(text: string): number {
  let tokens = 0;
  for (const character of text) tokens += tokensOf(character.charCodeAt(0));
  return tokens;
}

function tokensOf(code: number): number {
  if (code < 0x250) return 1 / 4;
  return code < 0x2e80 ? 1 / 2 : 1 / 1.5;
}

describe('the estimate of an input', () => {
  it('adds 4 tokens for each message and the system prompt', () => {
    expect(estimateInputTokens(asked('abcdefgh'))).toBe(6);
    expect(estimateInputTokens(asked('abcdefgh', { system: 'abcd' }))).toBe(11);
    const { messages } = asked('abcd');
    expect(estimateInputTokens({ messages: [...messages, ...messages] })).toBe(10);
    expect(estimateInputTokens({ messages: [] })).toBe(0);
  });

  it('counts thinking, calls of tools and their results', () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'find' } as const;
    expect(estimateInputTokens(answered({ type: 'reasoning', text: 'abcdefgh' }))).toBe(6);
    expect(estimateInputTokens(answered({ ...call, input: { a: 'bcdef' } }))).toBe(4 + 4);
    expect(estimateInputTokens(answered({ ...call, input: 'abcdefgh' }))).toBe(6);
    expect(estimateInputTokens(answered({ ...call, input: undefined }))).toBe(4);
    const result = { type: 'tool-result', toolCallId: '1', toolName: 'find' } as const;
    const content = [{ ...result, output: 'abcdefgh' }];
    expect(estimateInputTokens({ messages: [{ role: 'tool', content }] })).toBe(6);
  });

  it('takes a picture or a file for 1 000 tokens', () => {
    const source = { data: 'AAAA', mediaType: 'image/png' };
    const content = [
      { type: 'image', ...source },
      { type: 'file', ...source },
    ] as const;
    expect(estimateInputTokens({ messages: [{ role: 'user', content }] })).toBe(2_004);
  });

  it('counts tools and the shape of the answer', () => {
    const tools = [{ name: 'find', inputSchema: {} }];
    const toolTokens = Math.ceil(JSON.stringify(tools).length / 4);
    expect(estimateInputTokens(asked('abcd', { tools }))).toBe(5 + toolTokens);
    expect(estimateInputTokens(asked('abcd', { outputSchema: { a: 'bcdef' } }))).toBe(5 + 4);
  });
});

describe('the bound of an input', () => {
  const bytes = (text: string) => new TextEncoder().encode(text).length;

  it('is the bytes of the text and 16 a message', () => {
    expect(maxInputTokens({ messages: [] })).toBe(0);
    expect(maxInputTokens(asked('abc'))).toBe(19);
    expect(maxInputTokens(asked('aé你', { system: 'b' }))).toBe(16 + 6 + 1);
    expect(maxInputTokens(asked('\u007f\u0080\u07ff\u0800'))).toBe(16 + 1 + 2 + 2 + 3);
  });

  it('has the definitions of tools, with 1 024 for what vendors add, and the schema', () => {
    const tools = [{ name: 'find', inputSchema: {} }];
    const schema = { type: 'object' };
    const definitions = JSON.stringify(tools).length;
    expect(maxInputTokens(asked('abc', { tools }))).toBe(19 + 1_024 + definitions);
    const bound = maxInputTokens(asked('abc', { outputSchema: schema }));
    expect(bound).toBe(19 + JSON.stringify(schema).length);
  });

  it('has calls of tools as they are written', () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'find', input: { é: 1 } } as const;
    expect(maxInputTokens(answered(call))).toBe(16 + bytes(JSON.stringify(call)));
  });

  it.each(['image', 'file'] as const)('is unknown with %ss in the input', (type) => {
    const content = [{ type, data: 'AAAA', mediaType: 'image/png' }] as const;
    expect(maxInputTokens({ messages: [{ role: 'user', content }] })).toBeUndefined();
  });

  it('counts the bytes of texts up to 64 K characters, and takes 3 a character beyond', () => {
    expect(maxInputTokens(asked('a'.repeat(65_536)))).toBe(65_536 + 16);
    expect(maxInputTokens(asked('a'.repeat(65_537)))).toBe(65_537 * 3 + 16);
  });

  it('is no less than the bytes of everything in it, whatever the text', () => {
    const unit = fc
      .oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x10ffff }))
      .map((code) => String.fromCodePoint(code));
    const text = fc.string({ unit });
    const property = fc.property(fc.array(text), text, (texts, system) => {
      const content = texts.map((text) => ({ type: 'text', text }) as const);
      const bound = maxInputTokens({ system, messages: [{ role: 'user', content }] });
      const all = texts.reduce((sum, text) => sum + bytes(text), bytes(system));
      expect(bound).toBeGreaterThanOrEqual(all);
    });
    fc.assert(property);
  });

  it('has what a vendor sealed in its thinking', () => {
    const opaque = 'x'.repeat(5_000);
    const bound = maxInputTokens(answered({ type: 'reasoning', text: '', opaque }));
    expect(bound).toBeGreaterThanOrEqual(5_000);
  });
});
