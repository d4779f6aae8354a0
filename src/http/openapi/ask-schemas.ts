import { TIMEOUT_NAMES } from '../../contracts/configuration.js';
import { PREFERENCES } from '../../contracts/model.js';
import { MAX_DELAY_MS } from '../../support/checks.js';
import { exactly, flag, ref, type Schema, text } from './schema.js';

/** Texts of nothing but white space say nothing, and vendors refuse them. */
const NOT_BLANK = String.raw`\S`;
const BASE64 = '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$';

const said: Schema = { type: 'string', pattern: NOT_BLANK };
const name: Schema = { type: 'string', minLength: 1 };
const anything: Schema = {};

const media = {
  data: { type: 'string', contentEncoding: 'base64', pattern: BASE64 },
  mediaType: { type: 'string', maxLength: 128, description: 'As in `image/png`.' },
  url: { type: 'string', description: '`https:`, `http:`, or `data:` in base64.' },
};

const asked: Readonly<Record<string, Schema>> = {
  prompt: { ...said, description: 'The one thing to say, instead of `messages`.' },
  messages: {
    type: 'array',
    minItems: 1,
    items: ref('Message'),
    contains: { properties: { role: { not: exactly('system') } } },
    description:
      'The whole conversation, instead of `prompt`. Each call of a tool is answered in the message after it.',
  },
  system: { ...said, description: 'Instructions, before those of `messages`.' },
  tools: { type: 'array', minItems: 1, items: ref('Tool') },
  toolChoice: {
    description: 'Whether tools may, must or must not be called, or which one must be.',
    oneOf: [
      { type: 'string', enum: ['auto', 'required', 'none'] },
      closed({ toolName: name }, ['toolName']),
    ],
  },
  output: {
    type: 'object',
    description: 'JSON Schema of the answer, which is then parsed as `output`.',
  },
  preference: {
    type: 'string',
    enum: [...PREFERENCES],
    description: "What matters most. Default: the orchestrator's.",
  },
  intent: { ...name, description: "What it is for, where you know: one of the detector's." },
  model: {
    description: 'Only this one, or only these, in this order.',
    oneOf: [name, { type: 'array', minItems: 1, items: name }],
  },
  exclude: { type: 'array', items: name, description: 'Models that may not answer.' },
  session: {
    ...name,
    maxLength: 128,
    description: 'Which conversation it is: one keeps its model.',
  },
  metadata: { type: 'object', description: 'For routers of the operator. It is in no event.' },
  maxCostUsd: {
    type: 'number',
    exclusiveMinimum: 0,
    description:
      'No attempt is made that could bring the cost over this. The operator may set less.',
  },
  maxAttempts: { type: 'integer', minimum: 1 },
  timeouts: {
    ...closed(
      Object.fromEntries(
        TIMEOUT_NAMES.map((limit) => [
          limit,
          { type: 'number', minimum: 1, maximum: MAX_DELAY_MS } as Schema,
        ]),
      ),
    ),
    description: 'In ms. The operator may set less.',
  },
  maxOutputTokens: { type: 'integer', minimum: 1 },
  temperature: { type: 'number', minimum: 0, maximum: 2 },
  topP: { type: 'number', minimum: 0, maximum: 1 },
  stopSequences: { type: 'array', items: name },
  seed: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER },
  reasoningEffort: {
    type: 'string',
    enum: ['none', 'minimal', 'low', 'medium', 'high', 'max'],
    description: 'How long to think; a model that knows other steps gets the nearest.',
  },
  stream: {
    ...flag('Of `/generate`: answer in server-sent events. Of `/explain`: as if it did.'),
    default: false,
  },
};

/** What is sent to us. */
export const askSchemas = {
  Ask: {
    ...closed(asked),
    description: 'At most 1 MiB and 64 levels deep, unless the operator says otherwise.',
    oneOf: [{ required: ['prompt'] }, { required: ['messages'] }],
    dependentRequired: { toolChoice: ['tools'] },
  },
  Message: {
    oneOf: [
      message('system', said),
      message('user', oneOrMore(ref('UserPart'))),
      message('assistant', oneOrMore(ref('AssistantPart'))),
      message('tool', { type: 'array', minItems: 1, items: ref('ToolResultPart') }),
    ],
  },
  UserPart: {
    oneOf: [
      closed({ type: exactly('text'), text: said }, ['type', 'text']),
      closed({ type: exactly('image'), url: media.url }, ['type', 'url']),
      closed({ type: exactly('image'), data: media.data, mediaType: media.mediaType }, [
        ...['type', 'data', 'mediaType'],
      ]),
      closed({ type: exactly('file'), filename: name, url: media.url }, ['type', 'url']),
      closed(
        { type: exactly('file'), filename: name, data: media.data, mediaType: media.mediaType },
        ['type', 'data', 'mediaType'],
      ),
    ],
  },
  AssistantPart: {
    description: 'As they stand in the `content` of an answer.',
    oneOf: [ref('TextPart'), ref('ReasoningPart'), ref('ToolCallPart')],
  },
  TextPart: closed({ type: exactly('text'), text: text() }, ['type', 'text']),
  ReasoningPart: closed(
    {
      type: exactly('reasoning'),
      text: text(),
      provider: name,
      opaque: { description: 'Signature or encrypted content, for `provider` alone.' },
    },
    ['type', 'text'],
  ),
  ToolCallPart: closed(
    {
      type: exactly('tool-call'),
      toolCallId: name,
      toolName: name,
      input: anything,
      unparsed: { ...exactly(true), description: '`input` is raw text, as it was no valid JSON.' },
    },
    ['type', 'toolCallId', 'toolName'],
  ),
  ToolResultPart: closed(
    {
      type: exactly('tool-result'),
      toolCallId: name,
      toolName: name,
      output: { description: 'Text, which may be empty, or any JSON.' },
      isError: flag(),
    },
    ['type', 'toolCallId', 'toolName', 'output'],
  ),
  Tool: closed(
    {
      name: { ...name, maxLength: 128 },
      description: name,
      inputSchema: {
        type: 'object',
        description: 'JSON Schema, of an object.',
        properties: {
          type: {
            anyOf: [exactly('object'), { type: 'array', contains: exactly('object') }],
          },
        },
      },
    },
    ['name', 'inputSchema'],
  ),
  Reset: {
    ...closed({ model: { ...name, maxLength: 256, description: 'This one alone. Default: all.' } }),
    description: "Required, `{}` at least: no page of somebody else's can send JSON unasked.",
  },
} as const satisfies Readonly<Record<string, Schema>>;

function closed(properties: Readonly<Record<string, Schema>>, required: string[] = []): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

function message(role: string, content: Schema): Schema {
  return closed({ role: exactly(role), content }, ['role', 'content']);
}

/** A text may stand for one part. */
function oneOrMore(part: Schema): Schema {
  return { oneOf: [said, { type: 'array', minItems: 1, items: part }] };
}
