import { isLangChainTool } from '@langchain/core/utils/function_calling';
import { toJsonSchema } from '@langchain/core/utils/json_schema';
import type { ToolChoice } from '../contracts/chat.js';
import type { Tool } from '../contracts/generate.js';
import { InvalidRequestError } from '../errors/request-errors.js';

type Fields = { readonly [name: string]: unknown };

/**
 * A tool of LangChain, or the definition of one in the words of OpenAI, Anthropic or this library.
 * @throws InvalidRequestError for anything else, as a vendor's built-in tools are
 */
export function toTool(tool: unknown): Tool {
  if (isLangChainTool(tool)) {
    return toolOf(tool.name, tool.description, toJsonSchema(tool.schema as object));
  }
  const { function: definition, ...own } = fieldsOf(tool);
  const { name, description, inputSchema, input_schema, parameters } = fieldsOf(definition ?? own);
  const schema = inputSchema ?? input_schema ?? parameters;
  if (typeof name === 'string' && (schema !== undefined || definition !== undefined)) {
    return toolOf(name, description, schema ?? { type: 'object', properties: {} });
  }
  throw new InvalidRequestError(
    'tools',
    'expected tools with a name and a schema of their input; tools that a vendor runs itself are its own, ' +
      'and cannot be asked of whichever model answers',
  );
}

function toolOf(name: string, description: unknown, schema: unknown): Tool {
  const inputSchema = schema as Tool['inputSchema'];
  const isDescribed = typeof description === 'string' && description !== '';
  return { name, inputSchema, ...(isDescribed && { description }) };
}

/**
 * `auto`, `none`, `any` or `required`, the name of a tool, or the object that OpenAI or Anthropic has for one of these.
 * @throws InvalidRequestError for anything else
 */
export function toToolChoice(choice: unknown): ToolChoice {
  if (typeof choice === 'string') return wordOf(choice);
  const { type, name, toolName, function: definition } = fieldsOf(choice);
  const named = toolName ?? name ?? fieldsOf(definition)['name'];
  if (typeof named === 'string') return { toolName: named };
  if (typeof type === 'string') return wordOf(type);
  const message = 'expected "auto", "any", "none" or the name of a tool, got another object';
  throw new InvalidRequestError('tool_choice', message);
}

function wordOf(choice: string): ToolChoice {
  if (choice === 'auto' || choice === 'none') return choice;
  return choice === 'any' || choice === 'required' ? 'required' : { toolName: choice };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
