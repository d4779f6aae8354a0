import type { ContentBlock } from '@langchain/core/messages';
import type { JsonValue } from '../contracts/basics.js';
import type { MediaSource, ReasoningPart, UserPart } from '../contracts/chat.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { quoted } from '../support/checks.js';

/** Of a block as it is found at run time: what its type promises need not be there. */
type Fields = { readonly [name: string]: unknown };

/**
 * A standard content block of a person's turn.
 * @throws InvalidRequestError for what no model here is known to take, naming the type of the block
 */
export function toUserPart(block: ContentBlock, path: string): UserPart {
  switch (block.type) {
    case 'text':
    case 'text-plain':
      return { type: 'text', text: textOf(block, path) };
    case 'image':
      return { type: 'image', ...sourceOf(block, path) };
    case 'image_url':
      return { type: 'image', ...sourceOf({ ...block, url: block['image_url'] }, path) };
    case 'file':
      return fileOf(block, path);
    default: {
      const message = `expected text, an image or a file, got a block of type ${nameOf(block)}`;
      throw new InvalidRequestError(path, message);
    }
  }
}

/** The text of a block. @throws InvalidRequestError where it has none */
export function textOf(block: ContentBlock, path: string): string {
  const { text } = block as Fields;
  if (typeof text === 'string') return text;
  throw new InvalidRequestError(path, `expected text, got a block of type ${nameOf(block)}`);
}

/** Thinking, with the seal by which its provider knows it again. */
export function toReasoningPart(block: ContentBlock): ReasoningPart {
  const { reasoning, extras } = block as Fields;
  const { provider, opaque } = (extras ?? {}) as Fields;
  return {
    type: 'reasoning',
    text: typeof reasoning === 'string' ? reasoning : '',
    ...(typeof provider === 'string' && { provider }),
    ...(opaque !== undefined && { opaque: opaque as JsonValue }),
  };
}

/** OpenAI's own shape is taken too, as LangChain makes a standard block of it only where its data is in `data`. */
function fileOf(block: ContentBlock, path: string): UserPart {
  const { file, metadata } = block as Fields;
  const { file_data, filename: ownName } = (file ?? {}) as Fields;
  const { filename, name } = (metadata ?? {}) as Fields;
  const given = ownName ?? filename ?? name;
  const source = file_data === undefined ? block : { ...block, url: file_data };
  return {
    type: 'file',
    ...sourceOf(source, path),
    ...(typeof given === 'string' && { filename: given }),
  };
}

function sourceOf(block: ContentBlock, path: string): MediaSource {
  const { url, data, mimeType } = block as Fields;
  if (typeof url === 'string') return { url };
  if (data === undefined) {
    const message = 'expected a url or data: an id of one vendor says nothing to another';
    throw new InvalidRequestError(path, message);
  }
  return { data: data as string | Uint8Array, mediaType: mimeType as string };
}

function nameOf({ type }: ContentBlock): string {
  return typeof type === 'string' ? quoted(type) : 'none';
}
