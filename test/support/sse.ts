/**
 * Server-sent events as the text of a body. An object is sent as JSON, under the name of its `type` if it has one, as
 * OpenAI's responses and Anthropic do; text is sent as it is, as in `[DONE]` or for JSON that is none.
 */
export function sse(events: readonly (object | string)[]): string {
  return events.map(frame).join('');
}

function frame(event: object | string): string {
  if (typeof event === 'string') return `data: ${event}\n\n`;
  const { type } = event as { readonly type?: string };
  const name = type === undefined ? '' : `event: ${type}\n`;
  return `${name}data: ${JSON.stringify(event)}\n\n`;
}
