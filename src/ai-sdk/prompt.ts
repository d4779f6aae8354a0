import type {
  LanguageModelV3Message,
  LanguageModelV3Prompt,
  LanguageModelV3ReasoningPart,
  LanguageModelV3ToolResultOutput,
  LanguageModelV3ToolResultPart,
  SharedV3Warning,
} from '@ai-sdk/provider';
import type { JsonValue } from '../contracts/basics.js';
import type {
  AssistantPart,
  Message,
  ReasoningPart,
  ToolResultPart,
  UserPart,
} from '../contracts/chat.js';
import { fromFilePart } from './media.js';
import { NAMESPACE } from './settings.js';
import { unsupported } from './warnings.js';

type Turn<Role> = Extract<LanguageModelV3Message, { readonly role: Role }>['content'];
type ContentOutput = Extract<LanguageModelV3ToolResultOutput, { readonly type: 'content' }>;

const DENIED = 'The user did not allow this call.';

/**
 * The AI SDK's prompt as our messages. Blank texts and turns without anything in them, which it keeps of answers that broke
 * off, are left out, as vendors refuse them; so is what a vendor's own tools did.
 */
export function toMessages(prompt: LanguageModelV3Prompt, warnings: SharedV3Warning[]): Message[] {
  return prompt
    .map((message) => toMessage(message, warnings))
    .filter(({ content }) => content.length > 0);
}

function toMessage(message: LanguageModelV3Message, warnings: SharedV3Warning[]): Message {
  const { role } = message;
  switch (role) {
    case 'system':
      return { role, content: isBlank(message.content) ? '' : message.content };
    case 'user':
      return { role, content: userParts(message.content) };
    case 'assistant':
      return { role, content: assistantParts(message.content, warnings) };
    case 'tool':
      return { role, content: toolResults(message.content, warnings) };
  }
}

function userParts(content: Turn<'user'>): UserPart[] {
  return content
    .map((part): UserPart => {
      return part.type === 'text' ? { type: 'text', text: part.text } : fromFilePart(part);
    })
    .filter((part) => part.type !== 'text' || !isBlank(part.text));
}

function assistantParts(content: Turn<'assistant'>, warnings: SharedV3Warning[]): AssistantPart[] {
  return content.flatMap((part): AssistantPart[] => {
    if (part.type === 'text') return isBlank(part.text) ? [] : [{ type: 'text', text: part.text }];
    if (part.type === 'reasoning') return [fromReasoning(part)];
    if (part.type === 'tool-call') {
      const { type, toolCallId, toolName, input, providerExecuted } = part;
      return providerExecuted === true ? [] : [{ type, toolCallId, toolName, input }];
    }
    if (part.type === 'file') warnings.push(unsupported('file in an answer'));
    return [];
  });
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** Ours comes back as it was; that of others says nothing to our providers. */
function fromReasoning({ text, providerOptions }: LanguageModelV3ReasoningPart): ReasoningPart {
  const { provider, opaque } = providerOptions?.[NAMESPACE] ?? {};
  if (typeof provider !== 'string') return { type: 'reasoning', text };
  const seal = opaque === undefined ? {} : { opaque: opaque as JsonValue };
  return { type: 'reasoning', text, provider, ...seal };
}

function toolResults(content: Turn<'tool'>, warnings: SharedV3Warning[]): ToolResultPart[] {
  // Answers to questions for approval are for tools that a vendor runs.
  return content.flatMap((part) => (part.type === 'tool-result' ? fromResult(part, warnings) : []));
}

function fromResult(
  { type, toolCallId, toolName, output }: LanguageModelV3ToolResultPart,
  warnings: SharedV3Warning[],
): ToolResultPart {
  const call = { type, toolCallId, toolName };
  switch (output.type) {
    case 'text':
    case 'json':
      return { ...call, output: output.value as JsonValue };
    case 'error-text':
    case 'error-json':
      return { ...call, output: output.value as JsonValue, isError: true };
    case 'execution-denied':
      return { ...call, output: output.reason ?? DENIED, isError: true };
    case 'content':
      return { ...call, output: textOf(output, warnings) };
  }
}

/** Our results of tools are text or JSON: of pictures and files only their place is kept. */
function textOf({ value }: ContentOutput, warnings: SharedV3Warning[]): string {
  const texts = value.map((part) => {
    if (part.type === 'text') return part.text;
    const feature = `${part.type} in the result of a tool`;
    if (!warnings.some((warning) => 'feature' in warning && warning.feature === feature)) {
      warnings.push(unsupported(feature));
    }
    return `[${part.type}]`;
  });
  return texts.join('\n');
}
