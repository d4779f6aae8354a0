import type { ChatRequest } from '../contracts/chat.js';

/** Characters that are looked at one by one; of longer texts a sample from the start, middle and end. */
const SAMPLE = 3 * 4_096;
/** Roles and separators of one message, as the vendors' chat templates add them. */
const TOKENS_PER_MESSAGE = 4;
/** A picture or a file costs about so much with either vendor; the true count comes with the answer. */
const TOKENS_PER_MEDIA = 1_000;

/**
 * About how many tokens a text has, without a tokenizer: some four characters a token where the script is Latin,
 * some two where it is Cyrillic, Arabic or Indic, about one and a half where it is Chinese, Japanese or Korean.
 */
export function estimateTextTokens(text: string): number {
  if (text.length <= SAMPLE) return Math.ceil(tokensIn(text, 0, text.length));
  const part = SAMPLE / 3;
  const middle = Math.floor((text.length - part) / 2);
  const sampled =
    tokensIn(text, 0, part) +
    tokensIn(text, middle, middle + part) +
    tokensIn(text, text.length - part, text.length);
  return Math.ceil((sampled * text.length) / SAMPLE);
}

function tokensIn(text: string, from: number, to: number): number {
  let latin = 0;
  let other = 0;
  let ideographic = 0;
  for (let index = from; index < to; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x250) latin++;
    else if (unit < 0x2e80) other++;
    else ideographic++;
  }
  return latin / 4 + other / 2 + ideographic / 1.5;
}

/** About how many tokens a request's input has. */
export function estimateInputTokens(request: Omit<ChatRequest, 'model'>): number {
  let tokens =
    request.system === undefined ? 0 : TOKENS_PER_MESSAGE + estimateTextTokens(request.system);
  for (const { content } of request.messages) {
    tokens += TOKENS_PER_MESSAGE;
    for (const part of content) tokens += partTokens(part);
  }
  if (request.tools !== undefined) tokens += jsonTokens(request.tools);
  if (request.outputSchema !== undefined) tokens += jsonTokens(request.outputSchema);
  return tokens;
}

type Part = ChatRequest['messages'][number]['content'][number];

function partTokens(part: Part): number {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return estimateTextTokens(part.text);
    case 'tool-call':
      return jsonTokens(part.input);
    case 'tool-result':
      return jsonTokens(part.output);
    case 'image':
    case 'file':
      return TOKENS_PER_MEDIA;
  }
}

function jsonTokens(value: unknown): number {
  return estimateTextTokens(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

/**
 * No tokenizer makes more tokens than this of a request's input: byte-level encodings have at most one token a
 * byte. Undefined where pictures or files are in it, whose price no text tells.
 */
export function maxInputTokens(request: Omit<ChatRequest, 'model'>): number | undefined {
  let bytes = request.system === undefined ? 0 : utf8Bound(request.system);
  for (const { content } of request.messages) {
    bytes += 16;
    for (const part of content) {
      if (part.type === 'image' || part.type === 'file') return undefined;
      bytes += utf8Bound(part.type === 'text' ? part.text : JSON.stringify(part));
    }
  }
  if (request.tools !== undefined) bytes += 1_024 + utf8Bound(JSON.stringify(request.tools));
  if (request.outputSchema !== undefined) bytes += utf8Bound(JSON.stringify(request.outputSchema));
  return bytes;
}

/** A UTF-16 unit is at most three bytes of UTF-8; below 64 K characters they are counted. */
function utf8Bound(text: string): number {
  if (text.length > 65_536) return text.length * 3;
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
  }
  return bytes;
}
