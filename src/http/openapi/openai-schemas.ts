import { count, flag, number, ref, type Schema, text } from './schema.js';

const REFERENCE = 'https://platform.openai.com/docs/api-reference/chat';

const completion = {
  id: text('Of the request: in events, and to rate the answer by.'),
  created: count('Epoch seconds.'),
  model: text('Who answered.'),
};

/**
 * OpenAI's API, as far as it is not theirs to say: each schema says what is read or sent here and points to their
 * reference for the rest, which it leaves open.
 */
export const openAISchemas: Readonly<Record<string, Schema>> = {
  ChatCompletionRequest: {
    type: 'object',
    description:
      'What is not in this list is ignored, or refused where the answer would be another.',
    externalDocs: { url: `${REFERENCE}/create` },
    required: ['model', 'messages'],
    properties: {
      model: {
        type: 'string',
        minLength: 1,
        maxLength: 256,
        description: '`auto`, `auto:cost` (`speed`, `quality`, `balanced`), or an id of a model.',
        examples: ['auto', 'auto:quality', 'openai/gpt-6-luna'],
      },
      messages: { type: 'array', minItems: 1, items: { type: 'object', required: ['role'] } },
      ...orNull({
        stream: flag(),
        stream_options: { type: 'object', properties: { include_usage: flag() } },
        tools: { type: 'array', items: { type: 'object' } },
        tool_choice: { type: ['string', 'object'] },
        response_format: { type: 'object' },
        max_completion_tokens: { type: 'integer', minimum: 1 },
        max_tokens: { type: 'integer', minimum: 1 },
        temperature: { type: 'number', minimum: 0, maximum: 2 },
        top_p: { type: 'number', minimum: 0, maximum: 1 },
        stop: { type: ['string', 'array'] },
        seed: { type: 'integer' },
        reasoning_effort: text(),
        user: text(),
        safety_identifier: text(),
        metadata: { type: 'object' },
        n: { const: 1 },
      }),
    },
  },
  ChatCompletion: {
    type: 'object',
    externalDocs: { url: `${REFERENCE}/object` },
    required: ['id', 'object', 'created', 'model', 'choices', 'usage'],
    properties: {
      ...completion,
      object: { const: 'chat.completion' },
      choices: {
        type: 'array',
        items: {
          type: 'object',
          required: ['index', 'message', 'finish_reason'],
          properties: {
            index: count(),
            message: { type: 'object', required: ['role', 'content'] },
            finish_reason: text(),
          },
        },
      },
      usage: ref('CompletionUsage'),
    },
  },
  ChatCompletionChunk: {
    type: 'object',
    externalDocs: { url: 'https://platform.openai.com/docs/api-reference/chat-streaming' },
    required: ['id', 'object', 'created', 'model', 'choices'],
    properties: {
      ...completion,
      object: { const: 'chat.completion.chunk' },
      choices: {
        type: 'array',
        items: {
          type: 'object',
          required: ['index', 'delta', 'finish_reason'],
          properties: {
            index: count(),
            delta: { type: 'object' },
            finish_reason: { type: ['string', 'null'] },
          },
        },
      },
      usage: { oneOf: [ref('CompletionUsage'), { type: 'null' }] },
      llm_orchestrator: {
        type: 'object',
        description: 'In the chunk that has the `finish_reason`.',
        properties: { cost_usd: number() },
      },
    },
  },
  CompletionUsage: {
    type: 'object',
    required: ['prompt_tokens', 'completion_tokens', 'total_tokens'],
    properties: {
      prompt_tokens: count(),
      completion_tokens: count(),
      total_tokens: count(),
      prompt_tokens_details: { type: 'object' },
      completion_tokens_details: { type: 'object' },
    },
  },
  Model: {
    type: 'object',
    required: ['id', 'object', 'created', 'owned_by'],
    properties: {
      id: text(),
      object: { const: 'model' },
      created: { const: 0, description: 'Not known.' },
      owned_by: text('Its provider, or `llm-orchestrator`.'),
    },
    additionalProperties: false,
  },
  ModelList: {
    type: 'object',
    required: ['object', 'data'],
    properties: { object: { const: 'list' }, data: { type: 'array', items: ref('Model') } },
    additionalProperties: false,
  },
};

/** Null is what OpenAI's clients write for nothing. */
function orNull(schemas: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { anyOf: [schema, { type: 'null' }] } as Schema,
    ]),
  );
}
