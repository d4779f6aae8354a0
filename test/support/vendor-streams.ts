import type { FinishReason } from '../../src/contracts/chat.js';

/** What a streamed answer says; without anything it is as short as can be. */
export interface StreamedAnswer {
  readonly text?: string;
  readonly toolCalls?: readonly StreamedCall[];
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
  /** @default `tool-calls` or `stop` */
  readonly finish?: Exclude<FinishReason, 'other'>;
}
interface StreamedCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote them: JSON, or what it took for it. */
  readonly arguments: string;
}

/** An event as an object; some vendors also send words, as in `[DONE]`. */
type VendorEvent = object | string;

/** A vendor's stream: up to the last word of the text, and from there to the end. */
export interface VendorStream {
  readonly opening: readonly VendorEvent[];
  readonly closing: readonly VendorEvent[];
}

const USAGE = { inputTokens: 11, outputTokens: 3 };

/** Chat completions, with the usage at the end that was asked for. */
export function chatStream(model: string, answer: StreamedAnswer): VendorStream {
  const { text = '', toolCalls = [], usage = USAGE } = answer;
  const { inputTokens, outputTokens } = usage;
  const chunk = (more: object) => ({ ...CHAT_CHUNK, model, ...more });
  const delta = (content: object, reason: string | null = null) =>
    chunk({ choices: [{ index: 0, delta: content, finish_reason: reason, logprobs: null }] });
  const total = inputTokens + outputTokens;
  return {
    opening: [
      delta({ role: 'assistant', content: '', refusal: null }),
      ...pieces(text).map((content) => delta({ content })),
    ],
    closing: [
      ...toolCalls.flatMap(chatCallDeltas).map((call) => delta({ tool_calls: [call] })),
      delta({}, CHAT_REASONS[finishOf(answer)]),
      chunk({
        choices: [],
        usage: { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: total },
      }),
      '[DONE]',
    ],
  };
}

const CHAT_CHUNK = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1 };
const CHAT_REASONS = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
} as const;

function chatCallDeltas(call: StreamedCall, index: number): object[] {
  const { id, name } = call;
  return [
    { index, id, type: 'function', function: { name, arguments: '' } },
    ...halves(call.arguments).map((text) => ({ index, function: { arguments: text } })),
  ];
}

/** Anthropic's messages. */
export function messageStream(model: string, answer: StreamedAnswer): VendorStream {
  const { text, toolCalls = [], usage = USAGE } = answer;
  const delta = { stop_reason: MESSAGE_REASONS[finishOf(answer)], stop_sequence: null };
  const first = text === undefined ? 0 : 1;
  return {
    opening: [
      { type: 'message_start', message: startedMessage(model, usage.inputTokens) },
      { type: 'ping' },
      ...(text === undefined ? [] : [blockStart(0, { type: 'text', text: '' })]),
      ...pieces(text ?? '').map((piece) => blockDelta(0, { type: 'text_delta', text: piece })),
    ],
    closing: [
      ...(text === undefined ? [] : [blockStop(0)]),
      ...toolCalls.flatMap((call, index) => toolUseBlock(call, first + index)),
      { type: 'message_delta', delta, usage: { output_tokens: usage.outputTokens } },
      { type: 'message_stop' },
    ],
  };
}

const MESSAGE_REASONS = {
  stop: 'end_turn',
  length: 'max_tokens',
  'content-filter': 'refusal',
  'tool-calls': 'tool_use',
} as const;

function startedMessage(model: string, inputTokens: number): object {
  const usage = { input_tokens: inputTokens, output_tokens: 1 };
  const ends = { stop_reason: null, stop_sequence: null };
  return { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], ...ends, usage };
}

function toolUseBlock(call: StreamedCall, index: number): object[] {
  const { id, name } = call;
  return [
    blockStart(index, { type: 'tool_use', id, name, input: {} }),
    ...halves(call.arguments).map((text) =>
      blockDelta(index, { type: 'input_json_delta', partial_json: text }),
    ),
    blockStop(index),
  ];
}

function blockStart(index: number, content_block: object): object {
  return { type: 'content_block_start', index, content_block };
}
function blockDelta(index: number, delta: object): object {
  return { type: 'content_block_delta', index, delta };
}
function blockStop(index: number): object {
  return { type: 'content_block_stop', index };
}

/** The Responses API. */
export function responseStream(model: string, answer: StreamedAnswer): VendorStream {
  const { text, toolCalls = [] } = answer;
  const running = { ...RESPONSE, model, status: 'in_progress', output: [], usage: null };
  const first = text === undefined ? 0 : 1;
  const opening = [
    { type: 'response.created', response: running },
    { type: 'response.in_progress', response: running },
    ...(text === undefined ? [] : messageOpening(text)),
  ];
  const closing = [
    ...(text === undefined ? [] : messageClosing(text)),
    ...toolCalls.flatMap((call, index) => functionCallEvents(call, first + index)),
    responseEnd(model, answer),
  ];
  const events = [...opening, ...closing].map((event, index) => ({
    ...event,
    sequence_number: index,
  }));
  return { opening: events.slice(0, opening.length), closing: events.slice(opening.length) };
}

const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  error: null,
  incomplete_details: null,
};
const IN_MESSAGE = { item_id: 'msg_1', output_index: 0, content_index: 0 };

/** The whole response, as it also comes without a stream. */
export function responseBody(model: string, answer: StreamedAnswer): Record<string, unknown> {
  const { text, toolCalls = [], usage = USAGE } = answer;
  const finish = finishOf(answer);
  const cut = { length: 'max_output_tokens', 'content-filter': 'content_filter' } as const;
  const reason = finish === 'length' || finish === 'content-filter' ? cut[finish] : undefined;
  return {
    ...RESPONSE,
    model,
    status: reason === undefined ? 'completed' : 'incomplete',
    incomplete_details: reason === undefined ? null : { reason },
    output: [
      ...(text === undefined ? [] : [messageItem([outputText(text)], 'completed')]),
      ...toolCalls.map(functionCall),
    ],
    usage: {
      input_tokens: usage.inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: usage.outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: usage.inputTokens + usage.outputTokens,
    },
  };
}

function responseEnd(model: string, answer: StreamedAnswer): object {
  const response = responseBody(model, answer);
  const isCut = response['incomplete_details'] !== null;
  return { type: isCut ? 'response.incomplete' : 'response.completed', response };
}

function messageOpening(text: string): object[] {
  return [
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: messageItem([], 'in_progress'),
    },
    { type: 'response.content_part.added', ...IN_MESSAGE, part: outputText('') },
    ...pieces(text).map((delta) => ({ type: 'response.output_text.delta', ...IN_MESSAGE, delta })),
  ];
}

function messageClosing(text: string): object[] {
  const part = outputText(text);
  return [
    { type: 'response.output_text.done', ...IN_MESSAGE, text },
    { type: 'response.content_part.done', ...IN_MESSAGE, part },
    {
      type: 'response.output_item.done',
      output_index: 0,
      item: messageItem([part], 'completed'),
    },
  ];
}

function messageItem(content: object[], status: string): object {
  return { id: 'msg_1', type: 'message', role: 'assistant', status, content };
}

function outputText(text: string): object {
  return { type: 'output_text', text, annotations: [] };
}

function functionCall({ id, name, arguments: text }: StreamedCall): object {
  const item = { id: `fc_${id}`, type: 'function_call', status: 'completed' };
  return { ...item, call_id: id, name, arguments: text };
}

function functionCallEvents(call: StreamedCall, output_index: number): object[] {
  const item = functionCall(call);
  const place = { item_id: `fc_${call.id}`, output_index };
  const added = { ...item, status: 'in_progress', arguments: '' };
  return [
    { type: 'response.output_item.added', output_index, item: added },
    ...halves(call.arguments).map((delta) => ({
      type: 'response.function_call_arguments.delta',
      ...place,
      delta,
    })),
    { type: 'response.function_call_arguments.done', ...place, arguments: call.arguments },
    { type: 'response.output_item.done', output_index, item },
  ];
}

function finishOf({
  finish,
  toolCalls = [],
}: StreamedAnswer): NonNullable<StreamedAnswer['finish']> {
  return finish ?? (toolCalls.length > 0 ? 'tool-calls' : 'stop');
}

/** Word by word. */
function pieces(text: string): string[] {
  return text.split(/(?<=\s)/).filter((piece) => piece !== '');
}

function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((half) => half !== '');
}
