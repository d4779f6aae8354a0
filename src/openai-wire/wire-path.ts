import { type Body, type ChatCall, SAMPLING } from './read-chat-request.js';

/**
 * Where in the body it is what a request of ours is refused for.
 * @param path - in our words, as in `messages[0].content[1].url`
 */
export function wirePathOf(path: string, body: unknown, { places }: ChatCall): string {
  const [, ours, rest] = /^messages\[(\d+)\](.*)$/.exec(path) ?? [];
  if (ours !== undefined) {
    const place = places[Number(ours)] ?? 0;
    const message = ((body as Body)['messages'] as readonly Body[])[place] as Body;
    return `messages[${place}]${partPathOf(rest ?? '', message)}`;
  }
  const [name = path] = /^\w+/.exec(path) ?? [];
  return wireNameOf(name, body as Body) + functionPathOf(path.slice(name.length));
}

function partPathOf(rest: string, { role, content }: Body): string {
  if (role === 'tool') return rest.endsWith('toolCallId') ? '.tool_call_id' : '.content';
  if (role === 'assistant') return /\.(text|content)$/.test(rest) ? '.content' : '.tool_calls';
  const [, place] = /^\.content\[(\d+)\]\.(?:url|data|mediaType)$/.exec(rest) ?? [];
  if (place === undefined) return rest;
  const { type } = (content as readonly Body[])[Number(place)] as Body;
  return `.content[${place}].${type === 'file' ? 'file.file_data' : 'image_url.url'}`;
}

function wireNameOf(name: string, body: Body): string {
  if (name === 'maxOutputTokens') {
    return body['max_completion_tokens'] == null ? 'max_tokens' : 'max_completion_tokens';
  }
  if (name === 'toolChoice') return 'tool_choice';
  if (name === 'output') return 'response_format.json_schema.schema';
  return SAMPLING[name as keyof typeof SAMPLING] ?? name;
}

/** As in `[0].inputSchema`, of a tool. */
function functionPathOf(rest: string): string {
  return rest
    .replace(/^(\[\d+\])\.inputSchema/, '$1.function.parameters')
    .replace(/^(\[\d+\])\.(name|description)/, '$1.function.$2')
    .replace(/^\.toolName$/, '.function.name');
}
