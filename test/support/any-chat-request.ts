import * as fc from 'fast-check';
import type {
  AssistantPart,
  ChatMessage,
  ChatRequest,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../../src/contracts/chat.js';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
const name = fc.stringMatching(/^[a-z][a-z_]{0,11}$/);
const bytes = fc.uint8Array({ minLength: 1, maxLength: 12 });
const base64 = bytes.map((data) => Buffer.from(data).toString('base64'));

const textPart = text.map((said) => ({ type: 'text', text: said }) as const);
const imagePart = fc.oneof(
  fc.webUrl().map((url) => ({ type: 'image', url }) as const),
  fc.record({
    type: fc.constant('image' as const),
    data: fc.oneof(bytes, base64),
    mediaType: fc.constantFrom('image/png', 'image/jpeg', 'image/webp'),
  }),
);
const fileByUrl = fc.webUrl().map((url) => ({ type: 'file', url }) as const);
const fileWithData = fc.record(
  {
    type: fc.constant('file' as const),
    data: fc.oneof(bytes, base64),
    mediaType: fc.constantFrom('application/pdf', 'text/plain'),
    filename: name.map((stem) => `${stem}.pdf`),
  },
  { requiredKeys: ['type', 'data', 'mediaType'] },
);
const reasoningPart = fc.record({
  type: fc.constant('reasoning' as const),
  text,
  provider: fc.constantFrom('openai', 'anthropic'),
  opaque: fc.constantFrom(
    null,
    { id: 'rs_1', encrypted_content: 'gAAA', summary: [{ type: 'summary_text', text: 'hm' }] },
    { signature: 'c2ln' },
  ),
});

function userTurn(files: fc.Arbitrary<UserPart>): fc.Arbitrary<ChatMessage> {
  return fc
    .array(fc.oneof(textPart, imagePart, files), { minLength: 1, maxLength: 4 })
    .map((content) => ({ role: 'user', content }));
}

const output = fc.oneof(text, fc.jsonValue() as fc.Arbitrary<ToolResultPart['output']>);
/** A call with what the tool answers: each call gets its result. */
const callAndOutput = fc.record({
  toolName: name,
  input: fc.oneof(fc.dictionary(name, fc.jsonValue()), fc.constant(undefined)),
  raw: fc.option(text),
  output,
  isError: fc.boolean(),
});

/** What a model says, then what the tools answer that it calls. */
const modelTurns: fc.Arbitrary<ChatMessage[]> = fc
  .record({
    said: fc.array<AssistantPart>(fc.oneof(textPart, reasoningPart), { maxLength: 3 }),
    used: fc.array(callAndOutput, { maxLength: 3 }),
  })
  .filter(({ said, used }) => said.length + used.length > 0)
  .map(({ said, used }) => {
    const calls = used.map(({ toolName, input, raw }, index): ToolCallPart => {
      const call = { type: 'tool-call', toolCallId: `call_${index}`, toolName } as const;
      return raw === null ? { ...call, input } : { ...call, input: raw, unparsed: true };
    });
    const results = used.map(({ raw: _raw, input: _input, ...result }, index) => {
      return { type: 'tool-result', toolCallId: `call_${index}`, ...result } as const;
    });
    const turn: ChatMessage = { role: 'assistant', content: [...said, ...calls] };
    return results.length === 0 ? [turn] : [turn, { role: 'tool', content: results }];
  });

function conversation(files: fc.Arbitrary<UserPart>): fc.Arbitrary<ChatMessage[]> {
  const turn = userTurn(files);
  return fc
    .tuple(turn, fc.array(fc.oneof(turn, modelTurns), { maxLength: 4 }))
    .map(([first, rest]) => [first, ...rest.flat()]);
}

const schemas = [
  { type: 'object', properties: {} },
  {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
    required: ['city', 'days'],
    additionalProperties: false,
  },
  { type: 'object', properties: { when: { type: 'string', format: 'date' } }, required: ['when'] },
];
const tools = fc.uniqueArray(
  fc.record(
    { name, description: text, inputSchema: fc.constantFrom(...schemas) },
    { requiredKeys: ['name', 'inputSchema'] },
  ),
  { minLength: 1, maxLength: 3, selector: (tool) => tool.name },
);
const toolSettings = tools.chain((some) =>
  fc.record(
    {
      tools: fc.constant(some),
      toolChoice: fc.oneof(
        fc.constantFrom('auto', 'required', 'none'),
        fc.constantFrom(...some).map((tool) => ({ toolName: tool.name })),
      ),
    },
    { requiredKeys: ['tools'] },
  ),
);

const settings = fc.record(
  {
    system: text,
    outputSchema: fc.constantFrom(...schemas),
    maxOutputTokens: fc.integer({ min: 16, max: 128_000 }),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    topP: fc.double({ min: 0, max: 1, noNaN: true }),
    stopSequences: fc.array(text, { minLength: 1, maxLength: 4 }),
    seed: fc.integer(),
    reasoningEffort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'max'),
  },
  { requiredKeys: [] },
);

/**
 * Any request that a provider may get: a whole conversation and any settings, to one of these models.
 *
 * @param fileUrls - whether files may be given by their address
 */
export function anyChatRequest(
  models: readonly string[],
  { fileUrls }: { readonly fileUrls: boolean },
): fc.Arbitrary<ChatRequest> {
  const files = fileUrls ? fc.oneof(fileByUrl, fileWithData) : fileWithData;
  return fc
    .record({
      model: fc.constantFrom(...models),
      messages: conversation(files),
      set: settings,
      tooling: fc.option(toolSettings, { nil: {} }),
    })
    .map(({ model, messages, set, tooling }) => ({ model, messages, ...set, ...tooling }));
}
