import type {
  ResponseInputContent,
  ResponseInputFile,
  ResponseInputItem,
  ResponseReasoningItem,
} from 'openai/resources/responses/responses';
import type {
  AssistantPart,
  ChatMessage,
  FilePart,
  ReasoningPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../../../contracts/chat.js';
import { base64Of, urlOf } from '../../media.js';

/**
 * The conversation as the responses API wants it: one list of messages, thoughts, calls and results.
 *
 * @param provider - the name of ours; reasoning that another one made is left out
 */
export function toInputItems(
  messages: readonly ChatMessage[],
  provider: string,
): ResponseInputItem[] {
  return messages.flatMap((message) => itemsOf(message, provider));
}

function itemsOf(message: ChatMessage, provider: string): ResponseInputItem[] {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: message.content.map(userContent) }];
    case 'assistant':
      return assistantItems(message.content, provider);
    case 'tool':
      return message.content.map(toolResultItem);
  }
}

function userContent(part: UserPart): ResponseInputContent {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return { type: 'input_image', image_url: urlOf(part), detail: 'auto' };
    case 'file':
      return fileContent(part);
  }
}

function fileContent(part: FilePart): ResponseInputFile {
  if (part.url !== undefined) return { type: 'input_file', file_url: part.url };
  const filename = part.filename ?? `file.${part.mediaType.split('/').at(-1)}`;
  const file_data = `data:${part.mediaType};base64,${base64Of(part)}`;
  return { type: 'input_file', filename, file_data };
}

function assistantItems(parts: readonly AssistantPart[], provider: string): ResponseInputItem[] {
  const items = parts.flatMap((part) => assistantItem(part, provider));
  // Reasoning is refused without what it led to, as where the tokens ended before the answer began.
  const end = items.findLastIndex(({ type }) => type !== 'reasoning');
  return items.slice(0, end + 1);
}

function assistantItem(part: AssistantPart, provider: string): ResponseInputItem[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [{ role: 'assistant', content: part.text }];
    case 'reasoning':
      return part.provider === provider ? reasoningItems(part) : [];
    case 'tool-call':
      return [toolCallItem(part)];
  }
}

/** Reasoning goes back encrypted, or not at all: nothing of it is kept at the vendor to be found by its id. */
function reasoningItems({ opaque }: ReasoningPart): ResponseReasoningItem[] {
  const { id, encrypted_content, summary } = (opaque ?? {}) as Partial<ResponseReasoningItem>;
  if (typeof id !== 'string' || typeof encrypted_content !== 'string') return [];
  return [{ type: 'reasoning', id, encrypted_content, summary: summary ?? [] }];
}

function toolCallItem({ toolCallId, toolName, input, unparsed }: ToolCallPart): ResponseInputItem {
  const text = unparsed === true ? String(input) : JSON.stringify(input ?? {});
  return { type: 'function_call', call_id: toolCallId, name: toolName, arguments: text };
}

function toolResultItem({ toolCallId, output }: ToolResultPart): ResponseInputItem {
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  return { type: 'function_call_output', call_id: toolCallId, output: text };
}
