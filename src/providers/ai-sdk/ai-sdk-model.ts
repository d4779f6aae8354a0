/**
 * A language model of the Vercel AI SDK, of any version of its specification that is in use: what `google('gemini-3-pro')`
 * and the like return. Only what is used of it, so that copies and versions of `@ai-sdk/provider` do not matter.
 */
export interface AISDKModel<Id extends string = string> {
  readonly specificationVersion: 'v2' | 'v3' | 'v4';
  readonly modelId: Id;
  doGenerate(options: never): PromiseLike<object>;
  doStream(options: never): PromiseLike<object>;
}

/** Metadata or options of the AI SDK, by the vendor's name: for whoever made them, and for nobody else to read. */
export interface VendorMetadata {
  readonly [vendor: string]: unknown;
}

/** A part of an answer or of a stream as it may come: nothing in it is certain. */
export interface ForeignPart {
  readonly type?: string;
  readonly id?: string;
  readonly text?: string;
  readonly delta?: string;
  readonly toolCallId?: string;
  readonly toolName?: string;
  readonly input?: unknown;
  /** The vendor runs the tool itself. */
  readonly providerExecuted?: boolean;
  readonly providerMetadata?: VendorMetadata;
  readonly warnings?: readonly ForeignWarning[];
  readonly finishReason?: ForeignFinishReason;
  readonly usage?: ForeignUsage;
  readonly error?: unknown;
}

/** What `doGenerate` resolves with, as far as it is used. */
export interface ForeignResult {
  readonly content?: readonly (ForeignPart | null)[];
  readonly finishReason?: ForeignFinishReason;
  readonly usage?: ForeignUsage;
  readonly warnings?: readonly ForeignWarning[];
  readonly response?: ForeignResponse;
}

/** What `doStream` resolves with, as far as it is used. */
export interface ForeignStream {
  readonly stream?: unknown;
  readonly response?: ForeignResponse;
}

/** The HTTP response behind an answer. */
export interface ForeignResponse {
  readonly headers?: { readonly [name: string]: string | undefined };
  readonly body?: unknown;
}

/** A word in version 2 of the specification, an object since. */
export type ForeignFinishReason =
  | string
  | { readonly unified?: string; readonly raw?: string | undefined };

/** Numbers in version 2 of the specification, objects since. */
export interface ForeignUsage {
  readonly inputTokens?: number | ForeignCounts | undefined;
  readonly outputTokens?: number | ForeignCounts | undefined;
  readonly cachedInputTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
}
interface ForeignCounts {
  readonly total?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
}

/** Something that was left out or changed on the way. */
export interface ForeignWarning {
  readonly type?: string;
  readonly feature?: string;
  /** What version 2 calls the feature. */
  readonly setting?: string;
  readonly details?: string;
  readonly message?: string;
}
