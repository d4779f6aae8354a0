import type { JsonObject, JsonSchema, JsonValue, Warning } from './basics.js';

/** Bytes, base64 text or an address. */
export type MediaSource =
  | { readonly url: string; readonly data?: undefined }
  | {
      readonly data: Uint8Array | string;
      readonly mediaType: string;
      readonly url?: undefined;
    };

/** Text, of a person or a model. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}
/** A picture, for models with `image-input`. */
export type ImagePart = { readonly type: 'image' } & MediaSource;
/** A document, for models with `file-input`. */
export type FilePart = {
  readonly type: 'file';
  readonly filename?: string | undefined;
} & MediaSource;

/** A model's wish to call a tool. */
export interface ToolCallPart {
  readonly type: 'tool-call';
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: unknown;
  /** `input` is the raw text, as it was no valid JSON. What to make of that is yours to say. */
  readonly unparsed?: true | undefined;
}
/** What a tool answered to the call of the same `toolCallId`. */
export interface ToolResultPart {
  readonly type: 'tool-result';
  readonly toolCallId: string;
  readonly toolName: string;
  readonly output: string | JsonValue;
  readonly isError?: boolean | undefined;
}

/** Thinking. It goes back only to the provider that made it; any other is sent the conversation without it. */
export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text: string;
  readonly provider?: string | undefined;
  /** Signature or encrypted content, opaque to all but `provider`. */
  readonly opaque?: JsonValue | undefined;
}
/** What a user's turn is made of. */
export type UserPart = TextPart | ImagePart | FilePart;
/** What a model's turn is made of. */
export type AssistantPart = TextPart | ReasoningPart | ToolCallPart;

/** A turn as callers write it: text alone may stand for one text part. */
export type Message =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string | readonly UserPart[] }
  | { readonly role: 'assistant'; readonly content: string | readonly AssistantPart[] }
  | { readonly role: 'tool'; readonly content: readonly ToolResultPart[] };

/** A turn as providers get it: always parts, and `system` lifted out. */
export type ChatMessage =
  | { readonly role: 'user'; readonly content: readonly UserPart[] }
  | { readonly role: 'assistant'; readonly content: readonly AssistantPart[] }
  | { readonly role: 'tool'; readonly content: readonly ToolResultPart[] };

/** A function that the model may ask for, as providers get it. */
export interface ChatTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: JsonSchema;
}
/** Whether tools may, must or must not be called, or which one must be. */
export type ToolChoice = 'auto' | 'required' | 'none' | { readonly toolName: string };
/** How long to think; a model that knows other steps gets the nearest, with a warning. */
export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'max';

/** Sampling and length, the same on a caller's request and on the one a provider gets. */
export interface Sampling {
  readonly maxOutputTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly stopSequences?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly reasoningEffort?: ReasoningEffort | undefined;
}

/** One attempt's request, normalised and validated. A provider drops what the model refuses and says so in `warnings`. */
export interface ChatRequest extends Sampling {
  /** The vendor's id, without the provider's name. */
  readonly model: string;
  readonly system?: string;
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ChatTool[];
  readonly toolChoice?: ToolChoice;
  /** The answer is to be JSON of this shape. */
  readonly outputSchema?: JsonSchema;
  /** This provider's own block of the caller's `providerOptions`. */
  readonly providerOptions?: JsonObject;
}

/** Why the answer ended. `length` may come with empty text, when thinking used up the tokens. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other';

/** What the vendor reported, in our convention. Leave out what it did not say: absent is not 0. */
export interface ReportedUsage {
  /** All of the input, cached included. */
  readonly inputTokens: number;
  /** All of the output, reasoning included. */
  readonly outputTokens: number;
  readonly cachedInputTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
}
/** What an attempt used, complete, and whether the vendor said so or it was guessed. */
export interface TokenUsage extends ReportedUsage {
  readonly totalTokens: number;
  readonly source: 'reported' | 'estimated';
}

/** What a provider answers to one `ChatRequest`. */
export interface ChatResponse {
  readonly content: readonly AssistantPart[];
  readonly finishReason: FinishReason;
  /** Absent: estimated by the core. */
  readonly usage?: ReportedUsage | undefined;
  readonly warnings?: readonly Warning[] | undefined;
  /** The vendor says its limit is used up and frees after this; ms. */
  readonly limitResetMs?: number | undefined;
  readonly providerRequestId?: string | undefined;
  /** The vendor's answer as it came. */
  readonly raw?: unknown;
}

/**
 * One event of a provider's stream. `text-delta` and a closing `finish` are enough; without a `finish` the stream
 * broke. A stream that fails throws a `ProviderError`.
 */
export type ChatEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  /** Part of a call's arguments as text. The whole call follows as a `tool-call`. */
  | {
      readonly type: 'tool-call-delta';
      readonly toolCallId: string;
      readonly toolName: string;
      readonly inputText: string;
    }
  /** A finished call. */
  | ToolCallPart
  /** Finished thinking, to carry its `opaque`. `text` is all of it, or empty where its deltas came before. */
  | ReasoningPart
  /** So far, cumulative: it replaces the one before. */
  | { readonly type: 'usage'; readonly usage: ReportedUsage }
  /** The vendor is alive: progress for the idle timer, nothing else. */
  | { readonly type: 'keep-alive' }
  /** The vendor's own word that the answer is whole. The last event. */
  | ({ readonly type: 'finish' } & Omit<ChatResponse, 'content'>);
