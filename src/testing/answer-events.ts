import type { AssistantPart, ChatEvent, ChatResponse, ToolCallPart } from '../contracts/chat.js';

/** The same answer as a stream: its parts in order, text and reasoning word by word, and a closing `finish`. */
export function eventsOf({ content, ...rest }: ChatResponse): readonly ChatEvent[] {
  return [...content.flatMap(eventsOfPart), { type: 'finish', ...rest }];
}

/** What a stream amounts to; undefined where it has no `finish`. */
export function answerOf(events: readonly ChatEvent[]): ChatResponse | undefined {
  const finish = events.find((event) => event.type === 'finish');
  if (finish === undefined) return undefined;
  const { type: _, ...rest } = finish;
  const usage = rest.usage ?? events.findLast((event) => event.type === 'usage')?.usage;
  return { content: contentOf(events), ...rest, ...(usage === undefined ? {} : { usage }) };
}

function eventsOfPart(part: AssistantPart): readonly ChatEvent[] {
  switch (part.type) {
    case 'text':
      return wordsOf(part.text).map((text) => ({ type: 'text-delta', text }));
    case 'reasoning': {
      const deltas = wordsOf(part.text).map((text) => ({ type: 'reasoning-delta', text }) as const);
      return [...deltas, { ...part, text: '' }];
    }
    case 'tool-call': {
      const { toolCallId, toolName } = part;
      const inputText = inputTextOf(part);
      return [{ type: 'tool-call-delta', toolCallId, toolName, inputText }, part];
    }
  }
}

/** Joined, they are the text again. */
function wordsOf(text: string): readonly string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

function inputTextOf({ input, unparsed }: ToolCallPart): string {
  return unparsed ? String(input) : (JSON.stringify(input) ?? '');
}

function contentOf(events: readonly ChatEvent[]): readonly AssistantPart[] {
  const content: AssistantPart[] = [];
  /** The last part, while its deltas come in. */
  let open: { type: 'text' | 'reasoning'; text: string } | undefined;
  for (const event of events) {
    if (event.type === 'text-delta' || event.type === 'reasoning-delta') {
      const type = event.type === 'text-delta' ? 'text' : 'reasoning';
      if (open?.type !== type) {
        open = { type, text: '' };
        content.push(open);
      }
      open.text += event.text;
    } else if (event.type === 'reasoning' && open?.type === 'reasoning') {
      Object.assign(open, event, { text: event.text || open.text });
      open = undefined;
    } else if (event.type === 'reasoning' || event.type === 'tool-call') {
      content.push(event);
      open = undefined;
    }
  }
  return content;
}
