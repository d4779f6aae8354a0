import type { JsonSchema } from '../contracts/basics.js';
import type { ChatRequest, ChatTool, ToolChoice } from '../contracts/chat.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { type Checks, quoted } from '../support/checks.js';
import { jsonSchemaOf } from './json-schema.js';

const CHOICES = ['auto', 'required', 'none'] as const;

/** Copies of the tools, and the choice among them: at least one of the two is given. */
export function normalizeTools(
  tools: unknown,
  toolChoice: unknown,
  check: Checks,
): Pick<ChatRequest, 'tools' | 'toolChoice'> {
  if (tools === undefined) {
    throw new InvalidRequestError('toolChoice', 'expected tools to choose from');
  }
  const known = check.array(tools, 'tools', { nonEmpty: true }).map((entry, index) => {
    return normalizeTool(entry, `tools[${index}]`, check);
  });
  const names = known.map(({ name }) => name);
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined)
    throw new InvalidRequestError('tools', `${quoted(twice)} is there twice`);
  return {
    tools: known,
    ...(toolChoice !== undefined && { toolChoice: choiceOf(toolChoice, names, check) }),
  };
}

function normalizeTool(value: unknown, path: string, check: Checks): ChatTool {
  const given = check.object(value, path, ['name', 'description', 'inputSchema']);
  const { description } = given;
  return {
    name: check.string(given['name'], `${path}.name`, { max: 128 }),
    inputSchema: inputSchemaOf(given['inputSchema'], `${path}.inputSchema`, check),
    ...(description !== undefined && {
      description: check.string(description, `${path}.description`),
    }),
  };
}

/** The schema of a tool's input: of an object, as far as it says of what. */
function inputSchemaOf(value: unknown, path: string, check: Checks): JsonSchema {
  const schema = jsonSchemaOf(value, path, check);
  const types: readonly unknown[] = [schema['type'] ?? 'object'].flat();
  if (!types.includes('object')) {
    const came = quoted(types.join(', '));
    throw new InvalidRequestError(path, `expected a schema of type "object", got ${came}`);
  }
  return schema;
}

function choiceOf(value: unknown, names: readonly string[], check: Checks): ToolChoice {
  if (typeof value === 'string') return check.oneOf(value, 'toolChoice', CHOICES);
  const { toolName } = check.object(value, 'toolChoice', ['toolName']);
  return { toolName: check.oneOf(toolName, 'toolChoice.toolName', names) };
}
