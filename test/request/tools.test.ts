import { describe, expect, it } from 'vitest';
import { anOrchestrator, type Refusal, refusalOf, sent } from './asking.js';

const inputSchema = { type: 'object', properties: { a: { type: 'number' } } };
const add = { name: 'add', description: 'Adds', inputSchema };
const prompt = 'Add';

const WRONG_TOOLS: readonly Refusal[] = [
  {
    what: 'by their names',
    request: { prompt, tools: { add } },
    path: 'tools',
    says: 'expected an array, got an object',
  },
  {
    what: 'of which there are none',
    request: { prompt, tools: [] },
    path: 'tools',
    says: 'expected at least one element, got an empty array',
  },
  {
    what: 'without a name',
    request: { prompt, tools: [{ inputSchema }] },
    path: 'tools[0].name',
    says: 'expected a non-empty string, got undefined',
  },
  {
    what: 'with a name of more than 128 characters',
    request: { prompt, tools: [{ ...add, name: 'n'.repeat(129) }] },
    path: 'tools[0].name',
    says: 'expected at most 128 characters, got a string of 129 characters',
  },
  {
    what: 'without a schema',
    request: { prompt, tools: [add, { name: 'sub' }] },
    path: 'tools[1].inputSchema',
    says: 'expected a JSON Schema or a Standard Schema, got undefined',
  },
  {
    what: 'with an empty description',
    request: { prompt, tools: [{ ...add, description: '' }] },
    path: 'tools[0].description',
    says: 'expected a non-empty string, got an empty string',
  },
  {
    what: "in a vendor's shape",
    request: { prompt, tools: [{ name: 'add', input_schema: inputSchema }] },
    path: 'tools[0].input_schema',
    says: 'unknown option "input_schema"; did you mean "inputSchema"?',
  },
  {
    what: 'of which two have one name',
    request: { prompt, tools: [add, { ...add, description: 'Adds twice' }] },
    path: 'tools',
    says: '"add" is there twice',
  },
  {
    what: 'of which two have one name that would break a line',
    request: { prompt, tools: [0, 1].map(() => ({ ...add, name: 'a\n"b"' })) },
    path: 'tools',
    says: '"a\\n\\"b\\"" is there twice',
  },
  {
    what: 'to choose from, of which there are none,',
    request: { prompt, toolChoice: 'auto' },
    path: 'toolChoice',
    says: 'expected tools to choose from',
  },
  {
    what: 'of which one must be called, and there are none,',
    request: { prompt, toolChoice: 'required' },
    path: 'toolChoice',
    says: 'expected tools to choose from',
  },
  {
    what: 'chosen by a misspelt word',
    request: { prompt, tools: [add], toolChoice: 'requird' },
    path: 'toolChoice',
    says: 'unknown value "requird"; did you mean "required"?',
  },
  {
    what: 'chosen by null',
    request: { prompt, tools: [add], toolChoice: null },
    path: 'toolChoice',
    says: 'expected an object, got null',
  },
  {
    what: 'chosen that are not there',
    request: { prompt, tools: [add], toolChoice: { toolName: 'ad' } },
    path: 'toolChoice.toolName',
    says: 'unknown value "ad"; did you mean "add"?',
  },
  {
    what: 'chosen by another key',
    request: { prompt, tools: [add], toolChoice: { name: 'add' } },
    path: 'toolChoice.name',
    says: 'unknown option "name"; known: toolName',
  },
];

describe('tools', () => {
  it.each(WRONG_TOOLS)('$what are refused', async ({ request, path, says }) => {
    const error = await refusalOf(request);
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${says}`);
  });

  it('reach the provider as they came', async () => {
    const bare = { name: 'n'.repeat(128), inputSchema: {}, description: undefined };
    const { request } = await sent({ prompt, tools: [add, bare] });
    expect(request.tools).toStrictEqual([add, { name: bare.name, inputSchema: {} }]);
    expect(request).not.toHaveProperty('toolChoice');
  });

  it.each(['auto', 'required', 'none', { toolName: 'add' }])(
    'may be chosen by %j',
    async (choice) => {
      const { request } = await sent({ prompt, tools: [add], toolChoice: choice });
      expect(request.toolChoice).toEqual(choice);
    },
  );
});

describe('what a request needs of a model', () => {
  const everything = ['image-input', 'file-input', 'tools', 'structured-output'];
  const call = { type: 'tool-call', toolCallId: '1', toolName: 'add', input: {} };
  const result = { type: 'tool-result', toolCallId: '1', toolName: 'add', output: 3 };
  const turn = { role: 'user', content: 'Go on' };
  const calls = { role: 'assistant', content: [call] };
  const media = { data: 'AAEC', mediaType: 'image/png' };

  it.each([
    ['image-input', { messages: [{ role: 'user', content: [{ type: 'image', ...media }] }] }],
    ['file-input', { messages: [{ role: 'user', content: [{ type: 'file', ...media }] }] }],
    ['tools', { prompt, tools: [add] }],
    ['tools', { messages: [turn, calls, { role: 'tool', content: [result] }] }],
    ['structured-output', { prompt, output: { type: 'object' } }],
  ])('is %s, and who lacks it is not asked', async (capability, request) => {
    const lacking = everything.filter((name) => name !== capability);
    const models = {
      'scripted/able': { capabilities: lacking },
      'scripted/other': { capabilities: [capability] },
    };
    const { candidates, excluded } = await anOrchestrator({ models }).orchestrator.explain({
      intent: 'general',
      ...request,
    } as never);
    expect(candidates).toMatchObject([{ model: 'scripted/other' }]);
    expect(excluded).toEqual([
      { model: 'scripted/able', reason: 'lacks-capability', detail: capability },
    ]);
  });

  it('is all of it, and said by the first that is lacking', async () => {
    const models = { 'scripted/able': { capabilities: ['image-input', 'tools'] } };
    const content = ['image', 'file'].map((type) => ({ type, ...media }));
    const { candidates, excluded } = await anOrchestrator({ models }).orchestrator.explain({
      messages: [{ role: 'user', content }],
      tools: [add],
      output: { type: 'object' },
    } as never);
    expect(candidates).toMatchObject([{ model: 'scripted/other' }]);
    expect(excluded).toMatchObject([{ reason: 'lacks-capability', detail: 'file-input' }]);
  });

  it.each([
    ['a plain text', { prompt }],
    ['a picture that the caller only speaks of', { prompt: 'Draw an image' }],
    ['thinking, which a model that cannot does without', { prompt, reasoningEffort: 'high' }],
    [
      'thoughts of before',
      { messages: [{ role: 'assistant', content: [{ type: 'reasoning', text: 'Hm' }] }, turn] },
    ],
  ])('is nothing for %s', async (_, request) => {
    const models = { 'scripted/able': { capabilities: [] } };
    const { excluded } = await anOrchestrator({ models }).orchestrator.explain(request as never);
    expect(excluded).toEqual([]);
  });
});
