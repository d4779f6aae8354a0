import type {
  BaseLanguageModelInput,
  StructuredOutputMethodOptions,
} from '@langchain/core/language_models/base';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { JsonOutputParser, OutputParserException } from '@langchain/core/output_parsers';
import { type Runnable, RunnableLambda } from '@langchain/core/runnables';
import { toJsonSchema } from '@langchain/core/utils/json_schema';
import type { TokenUsage } from '../contracts/chat.js';
import type { OutputSchema, StandardJsonSchema } from '../contracts/generate.js';
import { InvalidRequestError, OutputValidationError } from '../errors/request-errors.js';
import { toUsageMetadata } from './ai-message.js';

type Model = Runnable<BaseLanguageModelInput, BaseMessage>;
type Values = Record<string, unknown>;
type Validated = Awaited<ReturnType<StandardJsonSchema['~standard']['validate']>>;

/** The model, asked for this shape in one of the two ways. */
export interface StructuredModel {
  /** By the vendor's own structured output: its answers are validated already. */
  asJson(output: OutputSchema, tracing: Values): Model;
  /** By a tool that it must call. */
  asCall(name: string, description: string, inputSchema: Values, tracing: Values): Model;
}

/**
 * What `withStructuredOutput` gives.
 * @throws InvalidRequestError for a method that says nothing about the shape
 */
export function structured(
  model: StructuredModel,
  schema: object,
  { method = 'jsonSchema', name = 'extract', includeRaw }: StructuredOutputMethodOptions<boolean>,
): Runnable<BaseLanguageModelInput, Values> {
  const jsonSchema = jsonSchemaOf(schema);
  const title = typeof jsonSchema['title'] === 'string' ? jsonSchema['title'] : name;
  const tracing = {
    ls_structured_output_format: { kwargs: { method }, schema: { title, ...jsonSchema } },
  };
  switch (method) {
    case 'jsonSchema': {
      const asked = model.asJson(outputSchemaOf(schema, jsonSchema), tracing);
      if (includeRaw === true) return withRaw(rejectedAsMessage(asked), parsedOf);
      return isValidator(schema) ? asked.pipe(parsed) : asked.pipe(new JsonOutputParser());
    }
    case 'functionCalling': {
      const { description = 'Gives the answer.' } = jsonSchema;
      const asked = model.asCall(name, String(description), jsonSchema, tracing);
      const read = (message: BaseMessage) => argumentsIn(message, name, schema);
      return includeRaw === true ? withRaw(asked, read) : asked.pipe(RunnableLambda.from(read));
    }
    default: {
      const message = `expected "jsonSchema" or "functionCalling", got ${JSON.stringify(method)}`;
      throw new InvalidRequestError('method', message);
    }
  }
}

const parsed = RunnableLambda.from(parsedOf);

function parsedOf(message: BaseMessage): Values {
  const { parsed } = message.additional_kwargs;
  if (parsed !== undefined) return parsed as Values;
  throw new OutputParserException('The answer has no output: the model called tools first.');
}

/** LangChain's way: whoever wants the message as well gets it whatever is wrong with its shape. */
function withRaw(
  model: Model,
  read: (message: BaseMessage) => Values | Promise<Values>,
): Runnable<BaseLanguageModelInput, Values> {
  return model.pipe(
    RunnableLambda.from(async (raw: BaseMessage) => {
      try {
        return { raw, parsed: await read(raw) };
      } catch {
        return { raw, parsed: null };
      }
    }),
  );
}

function rejectedAsMessage(model: Model): Model {
  return RunnableLambda.from(async (input: BaseLanguageModelInput, config) => {
    try {
      return await model.invoke(input, config);
    } catch (error) {
      if (OutputValidationError.isInstance(error)) return messageOf(error);
      throw error;
    }
  });
}

/** The answer that was refused. */
function messageOf({ text, model, attempts }: OutputValidationError): BaseMessage {
  const last = attempts.at(-1);
  return new AIMessage({
    content: text,
    usage_metadata: toUsageMetadata(sumOf(attempts.flatMap(({ usage }) => usage ?? []))),
    response_metadata: { model_name: model, finish_reason: last?.finishReason },
  });
}

function sumOf(usages: readonly TokenUsage[]): TokenUsage {
  const sum = (name: 'inputTokens' | 'outputTokens' | 'totalTokens') =>
    usages.reduce((total, usage) => total + usage[name], 0);
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    totalTokens: sum('totalTokens'),
    source: 'reported',
  };
}

async function argumentsIn(message: BaseMessage, name: string, schema: object): Promise<Values> {
  const { tool_calls = [] } = message as AIMessage;
  const call = tool_calls.find((entry) => entry.name === name);
  if (call === undefined) {
    throw new OutputParserException(`The model did not call "${name}" with a JSON object.`);
  }
  if (!isValidator(schema)) return call.args;
  const validated: Validated = await schema['~standard'].validate(call.args);
  if (validated.issues === undefined) return validated.value as Values;
  const message_ = `The arguments of "${name}" are not of the shape asked for.`;
  throw new OutputParserException(message_, JSON.stringify(call.args));
}

/** What the orchestrator validates by; of a zod 3 schema LangChain knows the JSON Schema. */
function outputSchemaOf(schema: object, jsonSchema: Values): OutputSchema {
  if (!isValidator(schema)) return jsonSchema;
  const { version, vendor, validate } = schema['~standard'];
  return {
    '~standard': { version, vendor, validate, jsonSchema: { input: () => jsonSchema } },
  };
}

function jsonSchemaOf(schema: object): Values {
  const convert = isValidator(schema) ? schema['~standard'].jsonSchema?.input : undefined;
  if (convert !== undefined) return convert({ target: 'draft-2020-12' });
  return toJsonSchema(schema as Values) as Values;
}

function isValidator(schema: object): schema is StandardJsonSchema {
  return '~standard' in schema;
}
