import type { JsonValue } from '../../contracts/basics.js';
import type { AssistantPart, ReasoningPart } from '../../contracts/chat.js';
import type { VendorMetadata } from './ai-sdk-model.js';

/** What a reasoning part of ours carries for the vendor: about itself, or about the call of a tool that follows it. */
interface Opaque {
  readonly metadata?: VendorMetadata;
  readonly toolCallId?: string;
}

/** Finished thinking, with what the vendor wants back of it. */
export function sealedReasoning(
  text: string,
  provider: string,
  metadata: VendorMetadata | undefined,
): ReasoningPart {
  if (metadata === undefined) return { type: 'reasoning', text, provider };
  return { type: 'reasoning', text, provider, opaque: { metadata } as unknown as JsonValue };
}

/**
 * What a vendor wants back with the call of a tool, as Gemini its `thoughtSignature`: a reasoning part without text, since
 * our calls have no place for it.
 */
export function sealOfCall(
  toolCallId: string,
  provider: string,
  metadata: VendorMetadata,
): ReasoningPart {
  const opaque = { toolCallId, metadata } as unknown as JsonValue;
  return { type: 'reasoning', text: '', provider, opaque };
}

/** What the part itself carries for the vendor. */
export function metadataOf({ opaque }: ReasoningPart): VendorMetadata | undefined {
  return asOpaque(opaque).metadata;
}

/** Whether it is there for the sake of a call alone. */
export function isSealOfCall({ opaque }: ReasoningPart): boolean {
  return asOpaque(opaque).toolCallId !== undefined;
}

/** What belongs to the calls of a turn, by their ids. */
export function sealsOfCalls(
  content: readonly AssistantPart[],
  provider: string,
): ReadonlyMap<string, VendorMetadata> {
  const seals = new Map<string, VendorMetadata>();
  for (const part of content) {
    if (part.type !== 'reasoning' || part.provider !== provider) continue;
    const { toolCallId, metadata } = asOpaque(part.opaque);
    if (toolCallId !== undefined && metadata !== undefined) seals.set(toolCallId, metadata);
  }
  return seals;
}

function asOpaque(opaque: JsonValue | undefined): Opaque {
  return typeof opaque === 'object' && opaque !== null ? (opaque as Opaque) : {};
}
