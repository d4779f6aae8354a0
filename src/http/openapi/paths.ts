import { streamEvents } from './answer-schemas.js';
import { orchestratorEvents } from './event-schemas.js';
import { ANSWER_FAILURES, BODY_FAILURES, events, header, json, operation } from './operation.js';
import { listOf, ref, type Schema } from './schema.js';

const HOW_IT_CAME_ABOUT = Object.fromEntries(
  [
    ['x-request-id', 'Of events, and to rate the answer by.'],
    ['x-llm-orchestrator-request-id', 'The same.'],
    ['x-llm-orchestrator-model', 'Who answered.'],
    ['x-llm-orchestrator-provider', 'Whose model it is.'],
    ['x-llm-orchestrator-intent', 'What the prompt was for.'],
    ['x-llm-orchestrator-attempts', 'How many there were.'],
    ['x-llm-orchestrator-fell-back', 'Whether on more than one model.'],
    ['x-llm-orchestrator-cost-usd', 'Of all attempts, where it is known; not of a stream.'],
    ['x-llm-orchestrator-ignored', 'Parameters that change nothing here.'],
  ].map(([name, description]) => [name, header(description as string)]),
);

/** Everything that is served, by path. */
export const paths = {
  '/generate': {
    post: operation({
      id: 'generate',
      tag: 'ask',
      grant: 'generate',
      summary: 'Asks the best model that may answer now.',
      description:
        'With `stream: true` the answer comes as server-sent events: each by its name, then `result`, which is the ' +
        'whole answer, or `error`, where it breaks off.',
      body: ref('Ask'),
      answer: {
        description: 'The answer, who gave it, why, and what it cost.',
        headers: { 'x-request-id': header('The id of the answer; not of a stream.') },
        content: {
          'application/json': { schema: ref('Answer') },
          'text/event-stream': events(streamEvents),
        },
      },
      failures: ANSWER_FAILURES,
    }),
  },
  '/explain': {
    post: operation({
      id: 'explain',
      tag: 'ask',
      grant: 'generate',
      summary: 'Decides the same without asking anybody.',
      body: ref('Ask'),
      answer: json('Who would be asked, in what order, and why not the others.', ref('RoutePlan')),
      failures: [...BODY_FAILURES, 503],
    }),
  },
  '/v1/chat/completions': {
    post: operation({
      id: 'createChatCompletion',
      tag: 'openai',
      grant: 'generate',
      summary: 'The same as OpenAI has it.',
      body: ref('ChatCompletionRequest'),
      answer: {
        description: "The answer in OpenAI's words. A stream ends with `data: [DONE]`.",
        headers: HOW_IT_CAME_ABOUT,
        content: {
          'application/json': { schema: ref('ChatCompletion') },
          'text/event-stream': events({
            message: { anyOf: [ref('ChatCompletionChunk'), ref('Error')] },
          }),
        },
      },
      failures: ANSWER_FAILURES,
    }),
  },
  '/v1/models': {
    get: operation({
      id: 'listModels',
      tag: 'openai',
      grant: 'generate',
      summary: 'Lists what `model` may be.',
      answer: json('`auto` and its like, and the models that are in use.', ref('ModelList')),
    }),
  },
  '/v1/models/{model}': {
    get: operation({
      id: 'retrieveModel',
      tag: 'openai',
      grant: 'generate',
      summary: 'One of them.',
      parameters: [
        {
          ...{ name: 'model', in: 'path', required: true },
          description: 'As in `openai/gpt-6-luna`; the `/` may be written as it is, or as `%2F`.',
          schema: { type: 'string' },
        },
      ],
      answer: json('The model.', ref('Model')),
      failures: [404],
    }),
  },
  '/stats': {
    get: operation({
      id: 'stats',
      tag: 'watch',
      grant: 'read',
      summary: 'Requests, tokens and cost of the last minute and hour, and who rests.',
      parameters: [query('tenant', { type: 'string' }, 'Adds the usage of this tenant.')],
      answer: json('By model and by provider.', ref('UsageReport')),
    }),
  },
  '/health': {
    get: operation({
      id: 'health',
      tag: 'watch',
      summary: 'Who could answer now.',
      parameters: [
        {
          ...query('ready', { type: 'string' }, 'Whatever it is: 503 when none could answer now.'),
          allowEmptyValue: true,
        },
      ],
      answer: json('Alive, whatever `status` says.', ref('HealthReport')),
      answers: { 503: json('None could answer now, and `ready` was asked.', ref('HealthReport')) },
    }),
  },
  '/metrics': {
    get: operation({
      id: 'metrics',
      tag: 'watch',
      grant: 'read',
      summary: 'Metrics for Prometheus.',
      answer: page('text/plain', 'In the text format 0.0.4.'),
    }),
  },
  '/events': {
    get: operation({
      id: 'events',
      tag: 'operate',
      grant: 'admin',
      summary: 'What happens, as it happens.',
      description: 'Server-sent events that go on for ever. They hold no prompt and no answer.',
      answer: {
        description: 'Each event by its name.',
        content: { 'text/event-stream': events(orchestratorEvents) },
      },
      failures: [503],
    }),
  },
  '/decisions': {
    get: operation({
      id: 'decisions',
      tag: 'operate',
      grant: 'admin',
      summary: 'The last 100 requests.',
      answer: json('The newest first.', listOf(ref('Decision'))),
    }),
  },
  '/reset': {
    post: operation({
      id: 'reset',
      tag: 'operate',
      grant: 'admin',
      summary: 'Forgets what was used and measured, and who rests.',
      body: ref('Reset'),
      answer: json('Done.', ref('ResetDone')),
      failures: BODY_FAILURES,
    }),
  },
  '/dashboard': {
    get: operation({
      id: 'dashboard',
      tag: 'operate',
      grant: 'admin',
      summary: 'A page to look at.',
      answer: page('text/html', 'One page, with everything in it.'),
    }),
  },
  '/openapi.json': {
    get: operation({
      id: 'openapi',
      tag: 'watch',
      summary: 'This document.',
      answer: json('OpenAPI 3.1.', { type: 'object', required: ['openapi', 'info', 'paths'] }),
    }),
  },
};

function query(name: string, schema: Schema, description: string): object {
  return { name, in: 'query', description, schema };
}

function page(type: string, description: string): object {
  return { description, content: { [type]: { schema: { type: 'string' } } } };
}
