import type {
  AssistantPart,
  ChatMessage,
  ChatRequest,
  FilePart,
  ImagePart,
  ToolResultPart,
  UserPart,
} from '../../contracts/chat.js';
import type { AISDKModel, VendorMetadata } from './ai-sdk-model.js';
import { isSealOfCall, metadataOf, sealsOfCalls } from './opaque.js';

type Version = AISDKModel['specificationVersion'];

/**
 * The conversation in the AI SDK's words. Reasoning that another provider made is left out.
 *
 * @param provider - the name of our provider
 */
export function toPrompt(
  { system, messages }: ChatRequest,
  provider: string,
  version: Version,
): object[] {
  const turns = messages.map((message) => toTurn(message, provider, version));
  return system === undefined ? turns : [{ role: 'system', content: system }, ...turns];
}

function toTurn(message: ChatMessage, provider: string, version: Version): object {
  const { role } = message;
  switch (role) {
    case 'user':
      return { role, content: message.content.map((part) => userPart(part, version)) };
    case 'assistant':
      return { role, content: assistantParts(message.content, provider) };
    case 'tool':
      return { role, content: message.content.map(toolResult) };
  }
}

function userPart(part: UserPart, version: Version): object {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const { filename } = part as FilePart;
  return {
    type: 'file',
    ...(filename === undefined ? {} : { filename }),
    mediaType: mediaTypeOf(part),
    data: dataOf(part, version),
  };
}

/** An address does not say what is behind it: a picture of some type, or most likely a PDF. */
function mediaTypeOf(part: ImagePart | FilePart): string {
  if (part.url === undefined) return part.mediaType;
  return part.type === 'image' ? 'image/*' : 'application/pdf';
}

function dataOf(part: ImagePart | FilePart, version: Version): unknown {
  const data = part.url === undefined ? part.data : new URL(part.url);
  if (version !== 'v4') return data;
  return data instanceof URL ? { type: 'url', url: data } : { type: 'data', data };
}

function assistantParts(content: readonly AssistantPart[], provider: string): object[] {
  const seals = sealsOfCalls(content, provider);
  return content.filter((part) => isSent(part, provider)).map((part) => assistantPart(part, seals));
}

function isSent(part: AssistantPart, provider: string): boolean {
  return part.type !== 'reasoning' || (part.provider === provider && !isSealOfCall(part));
}

function assistantPart(part: AssistantPart, seals: ReadonlyMap<string, VendorMetadata>): object {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'reasoning':
      return { type: 'reasoning', text: part.text, ...asOptions(metadataOf(part)) };
    case 'tool-call': {
      const { type, toolCallId, toolName, input } = part;
      return { type, toolCallId, toolName, input, ...asOptions(seals.get(toolCallId)) };
    }
  }
}

/** What a vendor gave as metadata goes back as options. */
function asOptions(metadata: VendorMetadata | undefined): object {
  return metadata === undefined ? {} : { providerOptions: metadata };
}

function toolResult({ type, toolCallId, toolName, output, isError }: ToolResultPart): object {
  const prefix = isError === true ? 'error-' : '';
  const kind = typeof output === 'string' ? 'text' : 'json';
  return { type, toolCallId, toolName, output: { type: `${prefix}${kind}`, value: output } };
}
