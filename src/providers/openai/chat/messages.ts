import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionContentPart,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageParam,
  ChatCompletionToolMessageParam,
} from 'openai/resources/chat/completions';
import type {
  AssistantPart,
  ChatMessage,
  ChatRequest,
  FilePart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../../../contracts/chat.js';
import { ProviderError } from '../../../errors/provider-error.js';
import { base64Of, urlOf } from '../../media.js';

/**
 * The conversation as chat completions want it. Reasoning is left out: this dialect has no place for it.
 *
 * @throws ProviderError `invalid-request` for a file given by its address
 */
export function toOpenAIMessages(
  { system, messages }: ChatRequest,
  systemRole: 'system' | 'developer',
): ChatCompletionMessageParam[] {
  const instructions: ChatCompletionMessageParam[] =
    system === undefined ? [] : [{ role: systemRole, content: system }];
  return [...instructions, ...messages.flatMap(toMessages)];
}

function toMessages(message: ChatMessage): readonly ChatCompletionMessageParam[] {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: userContent(message.content) }];
    case 'assistant':
      return assistantMessages(message.content);
    case 'tool':
      return message.content.map(toolMessage);
  }
}

function userContent(parts: readonly UserPart[]): string | ChatCompletionContentPart[] {
  // Some compatible servers take text only as a plain string.
  const [only] = parts;
  return parts.length === 1 && only?.type === 'text' ? only.text : parts.map(userPart);
}

function userPart(part: UserPart): ChatCompletionContentPart {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return { type: 'image_url', image_url: { url: urlOf(part) } };
    case 'file':
      return filePart(part);
  }
}

function filePart(part: FilePart): ChatCompletionContentPart {
  if (part.url !== undefined) {
    throw new ProviderError({
      kind: 'invalid-request',
      message: 'request refused: OpenAI takes a file as bytes, not by its address; pass its data',
    });
  }
  const filename = part.filename ?? `file.${part.mediaType.split('/').at(-1)}`;
  const file_data = `data:${part.mediaType};base64,${base64Of(part)}`;
  return { type: 'file', file: { filename, file_data } };
}

function assistantMessages(parts: readonly AssistantPart[]): ChatCompletionAssistantMessageParam[] {
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const calls = parts.filter((part) => part.type === 'tool-call').map(toolCall);
  // All of it may have been somebody else's reasoning.
  if (text === '' && calls.length === 0) return [];
  if (calls.length === 0) return [{ role: 'assistant', content: text }];
  return [{ role: 'assistant', content: text === '' ? null : text, tool_calls: calls }];
}

function toolCall(part: ToolCallPart): ChatCompletionMessageFunctionToolCall {
  const { toolCallId, toolName, input, unparsed } = part;
  // The model is to see what it wrote.
  const isRaw = unparsed === true && typeof input === 'string';
  const text = isRaw ? input : JSON.stringify(input ?? {});
  return { id: toolCallId, type: 'function', function: { name: toolName, arguments: text } };
}

function toolMessage({ toolCallId, output }: ToolResultPart): ChatCompletionToolMessageParam {
  const content = typeof output === 'string' ? output : JSON.stringify(output);
  return { role: 'tool', tool_call_id: toolCallId, content };
}
