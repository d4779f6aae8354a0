import type { LanguageModelV3FilePart } from '@ai-sdk/provider';
import type { MediaSource, UserPart } from '../contracts/chat.js';
import { InvalidRequestError } from '../errors/request-errors.js';

/** What files of these types begin with, in base64. */
const SIGNATURES: readonly (readonly [start: string, mediaType: string])[] = [
  ['iVBORw', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
  ['JVBERi', 'application/pdf'],
];

/** Data as version 3 has it, or as version 4 has it where `ai` could not translate. */
type ForeignData =
  | LanguageModelV3FilePart['data']
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reference' };

/**
 * A file of a user's turn: a picture, a document, or plain text.
 * @throws InvalidRequestError for a file that only one vendor knows
 */
export function fromFilePart(part: LanguageModelV3FilePart): UserPart {
  const { mediaType, filename } = part;
  const data: ForeignData = part.data;
  if (isTagged(data)) {
    if (data.type === 'text') return { type: 'text', text: data.text };
    const message = 'expected data or an address, got a file that only its vendor knows';
    throw new InvalidRequestError('prompt', message);
  }
  const source = sourceOf(data, mediaType);
  if (/^image(\/|$)/.test(source.mediaType ?? mediaType)) return { type: 'image', ...source };
  return { type: 'file', ...source, ...(filename === undefined ? {} : { filename }) };
}

type Source = MediaSource & { readonly mediaType?: string };

function sourceOf(data: Uint8Array | string | URL, mediaType: string): Source {
  if (data instanceof URL) return { url: data.href };
  if (typeof data === 'string' && /^(https?|data):/i.test(data)) return { url: data };
  return { data, mediaType: exactType(data, mediaType) };
}

/** `image` and `image/*` do not say enough: vendors want the type itself. */
function exactType(data: Uint8Array | string, mediaType: string): string {
  if (/^[^/]+\/[^*]/.test(mediaType)) return mediaType;
  const start = typeof data === 'string' ? data : btoa(String.fromCharCode(...data.slice(0, 6)));
  return SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1] ?? mediaType;
}

function isTagged(data: ForeignData): data is Exclude<ForeignData, Uint8Array | string | URL> {
  return typeof data === 'object' && 'type' in data;
}
