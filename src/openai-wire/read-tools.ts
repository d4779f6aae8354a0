import type { JsonSchema } from '../contracts/basics.js';
import type { ToolChoice } from '../contracts/chat.js';
import type { Tool } from '../contracts/generate.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { Checks } from '../support/checks.js';

const check = new Checks(InvalidRequestError);
const CHOICES = ['auto', 'none', 'required'] as const;
const ANY_INPUT: JsonSchema = { type: 'object', properties: {} };
/** What `json_object` asks for: an object of any shape. */
const ANY_OBJECT: JsonSchema = { type: 'object' };

/** What a request says of tools and of the shape of its answer. */
export interface ReadTools {
  readonly tools?: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  readonly output?: JsonSchema;
}

/**
 * Names and schemas are checked where the request is run.
 * @throws InvalidRequestError
 */
export function readTools(body: Readonly<Record<string, unknown>>): ReadTools {
  const { tools, tool_choice: choice, response_format: format } = body;
  const known = check.array(tools ?? [], 'tools').map(toolOf);
  const wanted = choice === undefined || choice === null ? undefined : choiceOf(choice);
  // Where there is nothing to choose from, these say no more than that.
  const isIdle = known.length === 0 && (wanted === 'auto' || wanted === 'none');
  const output = outputOf(format ?? { type: 'text' });
  return {
    ...(known.length > 0 && { tools: known }),
    ...(wanted !== undefined && !isIdle && { toolChoice: wanted }),
    ...(output !== undefined && { output }),
  };
}

function toolOf(value: unknown, index: number): Tool {
  const path = `tools[${index}]`;
  const tool = check.record(value, path);
  check.oneOf(tool['type'], `${path}.type`, ['function']);
  const called = check.record(tool['function'], `${path}.function`);
  const { name, description, parameters } = called;
  return {
    name: name as string,
    inputSchema: (parameters ?? ANY_INPUT) as JsonSchema,
    ...(Boolean(description) && { description: description as string }),
  };
}

function choiceOf(value: unknown): ToolChoice {
  if (typeof value === 'string') return check.oneOf(value, 'tool_choice', CHOICES);
  const choice = check.record(value, 'tool_choice');
  check.oneOf(choice['type'], 'tool_choice.type', ['function']);
  const named = check.record(choice['function'], 'tool_choice.function');
  return { toolName: check.string(named['name'], 'tool_choice.function.name') };
}

function outputOf(value: unknown): JsonSchema | undefined {
  const format = check.record(value, 'response_format');
  const types = ['text', 'json_object', 'json_schema'] as const;
  switch (check.oneOf(format['type'], 'response_format.type', types)) {
    case 'text':
      return undefined;
    case 'json_object':
      return ANY_OBJECT;
    case 'json_schema': {
      const path = 'response_format.json_schema';
      const { schema } = check.record(format['json_schema'], path);
      return check.record(schema, `${path}.schema`);
    }
  }
}
