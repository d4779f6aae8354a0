import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainJson } from '../../src/request/plain-json.js';
import { anOrchestrator, refusalOf, sent } from './asking.js';

const call = { type: 'tool-call', toolCallId: '1', toolName: 'add' };
const result = { type: 'tool-result', toolCallId: '1', toolName: 'add' };

function conversation({ opaque = {}, input = {}, output = {} }: Record<string, unknown>) {
  const thoughts = { type: 'reasoning', text: '', provider: 'scripted', opaque };
  return {
    messages: [
      { role: 'assistant', content: [thoughts, { ...call, input }] },
      { role: 'tool', content: [{ ...result, output }] },
    ],
  };
}

/** Where JSON may be, and the request that has it there. */
const PLACES: readonly {
  readonly place: string;
  readonly having: (value: unknown) => Record<string, unknown>;
}[] = [
  {
    place: 'messages[0].content[0].opaque',
    having: (opaque) => conversation({ opaque }),
  },
  { place: 'messages[0].content[1].input', having: (input) => conversation({ input }) },
  { place: 'messages[1].content[0].output', having: (output) => conversation({ output }) },
  { place: 'metadata', having: (metadata) => ({ prompt: 'Hi', metadata }) },
  {
    place: 'providerOptions.scripted',
    having: (scripted) => ({ prompt: 'Hi', providerOptions: { scripted } }),
  },
];

/** JSON of so many levels, lists and objects in turn. */
function nested(levels: number): object {
  if (levels === 1) return {};
  return levels % 2 === 0 ? { a: nested(levels - 1) } : { a: [nested(levels - 2)] };
}

function circular(): object {
  const value: Record<string, unknown> = {};
  value['list'] = [value];
  return value;
}

const TOO_DEEP = 'holds itself or is deeper than 64 levels';

const WRONG: readonly (readonly [string, unknown, string])[] = [
  ['itself', circular(), TOO_DEEP],
  ['65 levels', { a: nested(64) }, TOO_DEEP],
  ['a hundred thousand levels', deep(100_000), TOO_DEEP],
  ['a bigint', { a: [1n] }, 'holds a bigint'],
  ['a function', { a: () => 1 }, 'holds a function'],
  ['a symbol', { a: Symbol('canary') }, 'holds a symbol'],
  ['a hole', { a: Array(1) }, 'holds undefined'],
  ['NaN', { a: Number.NaN }, 'holds NaN'],
  ['infinity', { a: Number.NEGATIVE_INFINITY }, 'holds -Infinity'],
  ['what turns itself into a bigint', { a: { toJSON: () => 1n } }, 'holds a bigint'],
  ['what turns itself into itself', { a: { toJSON: itself } }, TOO_DEEP],
  ['what throws when it is read', throwing(), 'cannot be read'],
];

function itself(this: unknown): unknown {
  return this;
}

function deep(levels: number): object {
  let value = {};
  for (let level = 1; level < levels; level++) value = { a: value };
  return value;
}

function throwing(): object {
  return {
    get canary() {
      throw new Error('a canary');
    },
  };
}

describe.each(PLACES)('$place', ({ place, having }) => {
  it.each(WRONG)('that holds %s is refused', async (_, value, what) => {
    const error = await refusalOf(having(value));
    expect(error.path).toBe(place);
    expect(error.message).toBe(`${place}: expected a JSON value, got one that ${what}`);
  });

  it('may have 64 levels', async () => {
    await expect(sent(having(nested(64)))).resolves.toMatchObject({ answer: { text: 'ok' } });
  });
});

describe('JSON of a request', () => {
  it('reaches the provider as JSON would write it', async () => {
    const output = {
      when: new Date(0),
      absent: undefined,
      values: ['', 'text', 0, -0.5, true, false, null, [], {}],
    };
    const { request } = await sent(conversation({ output }));
    const [part] = request.messages[1]?.content ?? [];
    expect(part).toStrictEqual({
      ...result,
      output: { when: '1970-01-01T00:00:00.000Z', values: output.values },
    });
  });

  it('is the same JSON, whatever it is', () => {
    const property = fc.property(fc.jsonValue(), (value) => {
      expect(JSON.stringify(plainJson(value, 'x'))).toBe(JSON.stringify(value));
    });
    fc.assert(property);
  });

  it('may have any key, and gives nothing to others', async () => {
    const input: unknown = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1, "": 2}');
    const { request } = await sent(conversation({ input }));
    const part = request.messages[0]?.content[1] as { readonly input: object };
    expect(JSON.stringify(part.input)).toBe(JSON.stringify(input));
    expect(part.input).not.toHaveProperty('admin');
    expect(Object.getPrototypeOf(part.input)).toBe(Object.prototype);
  });

  it('is a copy, to its ground', async () => {
    const inner = { id: 1 };
    const given = conversation({ opaque: [inner], input: [inner], output: [inner] });
    const { request } = await sent(given);
    inner.id = 2;
    const parts = request.messages.flatMap(({ content }) => [...content]);
    expect(parts).toMatchObject([
      { opaque: [{ id: 1 }] },
      { input: [{ id: 1 }] },
      { output: [{ id: 1 }] },
    ]);
  });

  it('of the metadata is what a router gets', async () => {
    const seen: unknown[] = [];
    const { orchestrator } = anOrchestrator({
      router: {
        rank: ({ candidates, metadata }: { candidates: readonly object[]; metadata: unknown }) => {
          seen.push(metadata);
          return candidates.map((candidate) => ({ ...candidate, score: 1 }));
        },
      },
    });
    await orchestrator.explain({ prompt: 'Hi', metadata: { user: { id: 1 } } });
    expect(seen).toEqual([{ user: { id: 1 } }]);
  });
});
