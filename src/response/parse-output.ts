import type { AttemptOutcome } from '../contracts/attempt.js';
import type { OutputSchema, StandardJsonSchema } from '../contracts/generate.js';
import type { ModelId } from '../contracts/model.js';
import { OutputValidationError } from '../errors/request-errors.js';

type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
};

type Answer = {
  readonly text: string;
  readonly model: ModelId;
  readonly attempts: readonly AttemptOutcome[];
};

/**
 * The answer as JSON, validated where the schema can validate: plain JSON Schema only says what to send.
 * @throws OutputValidationError
 */
export async function parseOutput(schema: OutputSchema, answer: Answer): Promise<unknown> {
  const value = parseJson(answer);
  if (!('~standard' in schema)) return value;
  const validated = await (schema as StandardJsonSchema)['~standard'].validate(value);
  if (validated.issues === undefined) return validated.value;
  const issues = validated.issues.map(issueOf);
  throw failure(answer, 'is not of the shape asked for', issues);
}

function issueOf({ message, path = [] }: Issue): string {
  const at = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
  return at === '' ? message : `${at}: ${message}`;
}

function parseJson(answer: Answer): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    // The parser's own message quotes the completion.
    throw failure(answer, `is no JSON${whyNoJson(answer)}`, ['not valid JSON']);
  }
}

function whyNoJson({ attempts }: Answer): string {
  return attempts.at(-1)?.finishReason === 'length'
    ? ', as it was cut off by its length (allow more with `maxOutputTokens`)'
    : '';
}

function failure({ text, model, attempts }: Answer, what: string, issues: string[]): Error {
  const message = `The answer of ${model} ${what}; see \`issues\` and \`text\`.`;
  return new OutputValidationError(message, { text, model, issues, attempts });
}
