import type { MediaSource } from '../contracts/chat.js';

type InlineMedia = Extract<MediaSource, { readonly mediaType: string }>;

/** The bytes as base64 text. */
export function base64Of({ data }: InlineMedia): string {
  return typeof data === 'string' ? data : btoa(binaryOf(data));
}

/** The bytes as text, for what is `text/plain`. */
export function textOf({ data }: InlineMedia): string {
  const bytes =
    typeof data === 'string' ? Uint8Array.from(atob(data), (c) => c.charCodeAt(0)) : data;
  return new TextDecoder().decode(bytes);
}

/** An address for both: the one given, or a data URL. */
export function urlOf(source: MediaSource): string {
  return source.url ?? `data:${source.mediaType};base64,${base64Of(source)}`;
}

function binaryOf(bytes: Uint8Array): string {
  const chunks: string[] = [];
  // More arguments at once than this would overflow the stack.
  for (let start = 0; start < bytes.length; start += 8_192) {
    chunks.push(String.fromCharCode(...bytes.subarray(start, start + 8_192)));
  }
  return chunks.join('');
}
