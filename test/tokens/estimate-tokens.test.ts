import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer';
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
  it('is 0 for nothing, and at least 1 for anything', () => {
    expect(estimateTextTokens('')).toBe(0);
    expect(estimateTextTokens(' ')).toBe(1);
    expect(estimateTextTokens('a')).toBe(1);
  });

  it.each([
    ['a greeting', 'Hello, world!', 4, 4],
    ['a question', 'What is the capital of France?', 7, 7],
    ['it in German', 'Was ist die Hauptstadt von Frankreich?', 7, 7],
    ['it in Spanish', '¿Cuál es la capital de Francia?', 9, 8],
    ['it in Russian', 'Какая столица Франции?', 6, 7],
    ['it in Chinese', '法国的首都是哪里？', 6, 6],
    ['it in Japanese', 'フランスの首都はどこですか？', 10, 12],
    ['it in Korean', '프랑스의 수도는 어디인가요?', 10, 10],
    ['it in Arabic', 'ما هي عاصمة فرنسا؟', 6, 6],
    ['code', 'const total = items.map((item) => item.price);', 13, 12],
    ['JSON', '{"id":12345,"tags":["a","b"]}', 12, 13],
    ['an indented line', '    return x;\n', 4, 4],
    ['a smile', '😀', 2, 1],
  ])('is, for %s, near the truth', (_, text, tokens, truth) => {
    expect(estimateTextTokens(text)).toBe(tokens);
    expect(countTokens(text)).toBe(truth);
  });

  it('looks at every character of a text as long as the sample, and at a sample of a longer one', () => {
    expect(estimateTextTokens('7'.repeat(SAMPLED))).toBe(SAMPLED / 3);
    expect(estimateTextTokens('7'.repeat(SAMPLED + 1))).toBe(3 * 1_366);
    expect(estimateTextTokens('7'.repeat(100 * SAMPLED))).toBe(100 * 3 * 1_366);
  });

  it('samples start, middle and end of a long text alike', () => {
    const latin = 'word '.repeat(4_000);
    const chinese = '你'.repeat(20_000);
    const texts = [chinese + latin + latin, latin + chinese + latin, latin + latin + chinese];
    for (const text of texts) {
      const exact = 20_000 * 0.65 + 8_000 * 0.9;
      expect(Math.abs(estimateTextTokens(text) / exact - 1)).toBeLessThan(0.01);
    }
  });
});

describe('the estimate of whatever text', () => {
  const words = 'hello |WORLD|привет |你好|naïve |カナ|42|, |\n|  |😀|A|ß'.split('|');
  const word = fc.constantFrom(...words);
  const passage = fc.array(word, { maxLength: 80 }).map((words) => words.join(''));
  const anything = fc.oneof(passage, fc.string({ unit: 'binary', maxLength: 200 }));

  it('is a whole number, 0 for nothing only, and no more than the bytes that it has', () => {
    const property = fc.property(anything, (text) => {
      const tokens = estimateTextTokens(text);
      expect(Number.isSafeInteger(tokens)).toBe(true);
      expect(tokens > 0).toBe(text !== '');
      expect(tokens).toBeLessThanOrEqual(new TextEncoder().encode(text).length);
    });
    fc.assert(property);
  });

  it('does not fall by more than a rounding when the text goes on', () => {
    const property = fc.property(anything, anything, (text, more) => {
      expect(estimateTextTokens(text + more)).toBeGreaterThanOrEqual(estimateTextTokens(text) - 1);
    });
    fc.assert(property);
  });

  it('is about the sum of its parts', () => {
    const property = fc.property(passage, passage, (one, other) => {
      const whole = estimateTextTokens(`${one} ${other}`);
      const parts = estimateTextTokens(one) + estimateTextTokens(other);
      expect(Math.abs(whole - parts)).toBeLessThanOrEqual(4 + 0.1 * parts);
    });
    fc.assert(property);
  });

  it('is within five percent of that of a part, times as often, for a long text of even parts', () => {
    const many = fc.array(word, { minLength: 20, maxLength: 60 });
    const property = fc.property(many, (words) => {
      const part = `${words.join('')} `.repeat(Math.ceil(5_000 / words.join('').length));
      const times = Math.ceil((2 * SAMPLED) / part.length);
      const expected = times * estimateTextTokens(part);
      expect(Math.abs(estimateTextTokens(part.repeat(times)) / expected - 1)).toBeLessThan(0.05);
    });
    fc.assert(property, { numRuns: 200 });
  });
});

describe('the estimate of an input', () => {
  it('adds 4 tokens for each message and the system prompt', () => {
    expect(estimateInputTokens(asked('abcdefgh'))).toBe(4 + 1);
    expect(estimateInputTokens(asked('abcdefgh', { system: 'abcd' }))).toBe(5 + 5);
    const { messages } = asked('abcd');
    expect(estimateInputTokens({ messages: [...messages, ...messages] })).toBe(10);
    expect(estimateInputTokens({ messages: [] })).toBe(0);
  });

  it('counts thinking, calls of tools and their results', () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'find' } as const;
    const json = estimateTextTokens('{"a":"bcdef"}');
    expect(estimateInputTokens(answered({ type: 'reasoning', text: 'one two' }))).toBe(4 + 2);
    expect(estimateInputTokens(answered({ ...call, input: { a: 'bcdef' } }))).toBe(4 + json);
    expect(estimateInputTokens(answered({ ...call, input: 'one two' }))).toBe(4 + 2);
    expect(estimateInputTokens(answered({ ...call, input: undefined }))).toBe(4);
    const result = { type: 'tool-result', toolCallId: '1', toolName: 'find' } as const;
    const content = [{ ...result, output: 'one two' }];
    expect(estimateInputTokens({ messages: [{ role: 'tool', content }] })).toBe(4 + 2);
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
    const toolTokens = estimateTextTokens(JSON.stringify(tools));
    const schema = { a: 'bcdef' };
    const schemaTokens = estimateTextTokens(JSON.stringify(schema));
    expect(estimateInputTokens(asked('abcd', { tools }))).toBe(5 + toolTokens);
    expect(estimateInputTokens(asked('abcd', { outputSchema: schema }))).toBe(5 + schemaTokens);
  });

  it('leaves every text to a counter that is passed in', () => {
    const texts: string[] = [];
    const count = (text: string) => {
      texts.push(text);
      return 100;
    };
    const tools = [{ name: 'find', inputSchema: {} }];
    const request = asked('one', { system: 'two', tools, outputSchema: { a: 1 } });
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'find', input: [3] } as const;
    const result = { type: 'tool-result', toolCallId: '1', toolName: 'find' } as const;
    const messages = [
      ...request.messages,
      ...answered({ type: 'reasoning', text: 'hm' }, call).messages,
      { role: 'tool', content: [{ ...result, output: 'four' }] } as const,
    ];
    expect(estimateInputTokens({ ...request, messages }, count)).toBe(7 * 100 + 4 * 4);
    const json = [JSON.stringify(tools), '{"a":1}'];
    expect(texts).toEqual(['two', 'one', 'hm', '[3]', 'four', ...json]);
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
