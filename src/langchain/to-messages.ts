import type { AIMessage, BaseMessage, ToolMessage } from '@langchain/core/messages';
import type {
  AssistantPart,
  Message,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../contracts/chat.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { quoted } from '../support/checks.js';
import { textOf, toReasoningPart, toUserPart } from './to-parts.js';

/** How people name the roles of a `ChatMessage`. */
const ROLES: { readonly [role: string]: string } = {
  user: 'human',
  assistant: 'ai',
  developer: 'system',
};

/**
 * A conversation of LangChain as the orchestrator takes it. Turns of the model that say nothing are left out, as vendors
 * refuse them, and so are calls that no tool could answer because their arguments were no JSON.
 *
 * @throws InvalidRequestError for messages and blocks that no model here is known to take
 */
export function toMessages(messages: readonly BaseMessage[]): Message[] {
  const answered = new Set(messages.map((message) => idOf(message)));
  const toolNames = new Map<string, string>();
  return messages.flatMap((message, index) => {
    const path = `messages[${index}]`;
    const role = roleOf(message);
    switch (role) {
      case 'system':
        return [{ role: 'system', content: wholeText(message, path) }];
      case 'human':
        return [{ role: 'user', content: userContent(message, path) }];
      case 'ai':
        return assistantTurn(message as AIMessage, answered, toolNames);
      case 'tool':
        return [{ role: 'tool', content: [toolResult(message as ToolMessage, toolNames, path)] }];
      default: {
        const wanted = 'a message of the system, a human, an AI or a tool';
        throw new InvalidRequestError(path, `expected ${wanted}, got one of ${quoted(role)}`);
      }
    }
  });
}

function roleOf(message: BaseMessage): string {
  const type = message.type;
  if (type !== 'generic') return type;
  const { role } = message as BaseMessage & { readonly role: string };
  return ROLES[role] ?? role;
}

function idOf(message: BaseMessage): string | undefined {
  return message.type === 'tool' ? (message as ToolMessage).tool_call_id : undefined;
}

function wholeText(message: BaseMessage, path: string): string {
  if (typeof message.content === 'string') return message.content;
  return message.contentBlocks.map((block) => textOf(block, `${path}.content`)).join('');
}

function userContent(message: BaseMessage, path: string): string | UserPart[] {
  if (typeof message.content === 'string') return message.content;
  return message.contentBlocks.map((block, at) => toUserPart(block, `${path}.content[${at}]`));
}

function assistantTurn(
  message: AIMessage,
  answered: ReadonlySet<string | undefined>,
  toolNames: Map<string, string>,
): Message[] {
  const calls = [...(message.tool_calls ?? []).map(toolCall), ...unparsedCalls(message, answered)];
  for (const { toolCallId, toolName } of calls) toolNames.set(toolCallId, toolName);
  const content = [...spoken(message), ...calls];
  return content.length === 0 ? [] : [{ role: 'assistant', content }];
}

/** Text and thinking. Its calls are in fields of the message, in whatever format the blocks may be. */
function spoken(message: AIMessage): AssistantPart[] {
  return message.contentBlocks.flatMap((block): AssistantPart[] => {
    if (block.type === 'reasoning') return [toReasoningPart(block)];
    if (block.type !== 'text') return [];
    const text = textOf(block, '');
    return text.trim() === '' ? [] : [{ type: 'text', text }];
  });
}

function toolCall({ id, name, args }: NonNullable<AIMessage['tool_calls']>[number]): ToolCallPart {
  return { type: 'tool-call', toolCallId: id ?? '', toolName: name, input: args };
}

function unparsedCalls(
  { invalid_tool_calls = [] }: AIMessage,
  answered: ReadonlySet<string | undefined>,
): ToolCallPart[] {
  return invalid_tool_calls.flatMap(({ id, name, args }): ToolCallPart[] => {
    if (id === undefined || !answered.has(id)) return [];
    const call = { toolCallId: id, toolName: name ?? 'unknown', input: args ?? '' };
    return [{ type: 'tool-call', ...call, unparsed: true }];
  });
}

function toolResult(
  message: ToolMessage,
  toolNames: ReadonlyMap<string, string>,
  path: string,
): ToolResultPart {
  const { tool_call_id: toolCallId, name, status } = message;
  const toolName = toolNames.get(toolCallId) ?? name ?? 'unknown';
  const output = wholeText(message, path);
  const isError = status === 'error';
  return { type: 'tool-result', toolCallId, toolName, output, ...(isError && { isError }) };
}
