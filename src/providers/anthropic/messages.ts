import type {
  ContentBlockParam,
  DocumentBlockParam,
  ImageBlockParam,
  MessageParam,
  ToolResultBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import type {
  AssistantPart,
  ChatMessage,
  FilePart,
  ImagePart,
  MediaSource,
  ReasoningPart,
  ToolResultPart,
  UserPart,
} from '../../contracts/chat.js';
import { ProviderError } from '../../errors/provider-error.js';
import { base64Of, textOf } from '../media.js';

/** Who is asked, and as whom. */
export interface Addressee {
  /** The name of our provider. */
  readonly provider: string;
  /** False: a server that speaks the dialect. */
  readonly atVendor: boolean;
}

/**
 * The conversation as the Messages API wants it: results of tools are a user's, and neighbours of one role are one turn.
 * Reasoning that another provider made is left out.
 *
 * @throws ProviderError `invalid-request` for a file that is neither PDF nor plain text
 */
export function toAnthropicMessages(
  messages: readonly ChatMessage[],
  addressee: Addressee,
): MessageParam[] {
  const turns: { role: 'user' | 'assistant'; content: ContentBlockParam[] }[] = [];
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = blocksOf(message, addressee);
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) turns.push({ role, content });
  }
  return turns;
}

function blocksOf(message: ChatMessage, addressee: Addressee): ContentBlockParam[] {
  switch (message.role) {
    case 'user':
      return message.content.flatMap(userBlocks);
    case 'assistant':
      return message.content.flatMap((part) => assistantBlocks(part, addressee));
    case 'tool':
      return message.content.map(toolResultBlock);
  }
}

function userBlocks(part: UserPart): ContentBlockParam[] {
  switch (part.type) {
    case 'text':
      return textBlocks(part.text);
    case 'image':
      return [imageBlock(part)];
    case 'file':
      return [documentBlock(part)];
  }
}

function assistantBlocks(part: AssistantPart, addressee: Addressee): ContentBlockParam[] {
  switch (part.type) {
    case 'text':
      return textBlocks(part.text);
    case 'reasoning':
      return part.provider === addressee.provider ? thinkingBlocks(part, addressee) : [];
    case 'tool-call': {
      const { toolCallId, toolName, input } = part;
      return [{ type: 'tool_use', id: toolId(toolCallId), name: toolName, input: asObject(input) }];
    }
  }
}

/** Empty text is refused. */
function textBlocks(text: string): ContentBlockParam[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

/**
 * Thinking goes back with its signature, or not at all: the vendor refuses it without, as when a limit cut it short.
 * Other servers may not sign theirs, and want it back all the same.
 */
function thinkingBlocks(
  { text, opaque }: ReasoningPart,
  { atVendor }: Addressee,
): ContentBlockParam[] {
  const { signature, redacted } = (opaque ?? {}) as { signature?: unknown; redacted?: unknown };
  if (typeof redacted === 'string') return [{ type: 'redacted_thinking', data: redacted }];
  if (typeof signature !== 'string' || (signature === '' && atVendor)) return [];
  return [{ type: 'thinking', thinking: text, signature }];
}

function imageBlock(part: ImagePart): ImageBlockParam {
  if (part.url !== undefined) return { type: 'image', source: { type: 'url', url: part.url } };
  // The vendor says which types it takes, and says so in its refusal.
  const media_type = part.mediaType as 'image/png';
  return { type: 'image', source: { type: 'base64', media_type, data: base64Of(part) } };
}

function documentBlock(part: FilePart): DocumentBlockParam {
  const title = part.filename === undefined ? {} : { title: part.filename };
  return { type: 'document', source: documentSource(part), ...title };
}

function documentSource(source: MediaSource): DocumentBlockParam['source'] {
  if (source.url !== undefined) return { type: 'url', url: source.url };
  if (source.mediaType === 'application/pdf') {
    return { type: 'base64', media_type: source.mediaType, data: base64Of(source) };
  }
  if (source.mediaType.startsWith('text/')) {
    return { type: 'text', media_type: 'text/plain', data: textOf(source) };
  }
  throw new ProviderError({
    kind: 'invalid-request',
    message: 'request refused: Anthropic takes files as PDF or text only',
  });
}

function toolResultBlock({ toolCallId, output, isError }: ToolResultPart): ToolResultBlockParam {
  return {
    type: 'tool_result',
    tool_use_id: toolId(toolCallId),
    content: typeof output === 'string' ? output : JSON.stringify(output),
    ...(isError === true ? { is_error: true } : {}),
  };
}

/** Ids of other vendors may hold characters that are refused here. */
function toolId(id: string): string {
  return id.replace(/[^\w-]/g, '_');
}

/** Only objects are taken; input that was no JSON is wrapped rather than lost. */
function asObject(input: unknown): object {
  return typeof input === 'object' && input !== null && !Array.isArray(input) ? input : { input };
}
