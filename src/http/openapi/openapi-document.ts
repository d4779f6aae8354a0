import { answerSchemas } from './answer-schemas.js';
import { askSchemas } from './ask-schemas.js';
import { eventSchemas } from './event-schemas.js';
import { openAISchemas } from './openai-schemas.js';
import { failureResponses } from './operation.js';
import { paths } from './paths.js';
import { sharedSchemas } from './shared-schemas.js';
import { stateSchemas } from './state-schemas.js';

const TAGS = [
  { name: 'ask', description: 'Prompts, and how they would be routed.' },
  { name: 'openai', description: "The same for clients of OpenAI's API." },
  { name: 'watch', description: 'How it is.' },
  { name: 'operate', description: 'What goes on, and to begin anew.' },
];

/**
 * What is served, as an OpenAPI 3.1 document. Schemas of what is ours are closed: an answer has these fields and no
 * others. They are made after the contracts, and do not compile where one of those has a field more or less.
 */
export function openApiDocument(basePath: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'llm-orchestrator',
      version: '1',
      description:
        'Routes each prompt to the best model that may answer now. Every failure is `{ "error": { … } }`.',
    },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    tags: TAGS,
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: "A token of the operator's." },
        basic: { type: 'http', scheme: 'basic', description: 'Any user, a token as password.' },
      },
      responses: failureResponses(),
      schemas: {
        ...askSchemas,
        ...answerSchemas,
        ...sharedSchemas,
        ...stateSchemas,
        ...eventSchemas,
        ...openAISchemas,
      },
    },
  };
}
