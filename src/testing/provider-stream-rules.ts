import type { ChatEvent, ChatResponse } from '../contracts/chat.js';
import type { Provider } from '../contracts/provider.js';
import { answerOf } from './answer-events.js';
import {
  assertChatEvent,
  assertCumulativeUsage,
  assertToolCalls,
  assertWholeStream,
} from './assert-chat-event.js';
import { collect } from './collect.js';
import { deepFreeze } from './deep-freeze.js';
import {
  ask,
  open,
  outcomeOf,
  type Rules,
  requestOf,
  type StreamingProvider,
  soon,
  streaming,
  TEXTS,
} from './provider-under-test.js';
import { assert, assertEqual } from './suite.js';

/** `stream`, of a provider that has it and whose requests succeed. */
export const STREAM_RULES: Rules = {
  'streams known events and ends with its only finish, with each of its models': (make) =>
    streaming(make, async (provider) => {
      for (const { id } of provider.models) {
        const stream = open(provider, { ...requestOf(provider), model: id });
        assertWholeStream(await collect(stream));
      }
    }),

  'streams the answers that it gives at once': (make) =>
    streaming(make, async (streamingOne) => {
      const streamed = await oneByOne(streamingOne, readAnswer);
      const given = await streaming(make, (provider) =>
        oneByOne(provider, (_, text) => ask(provider, requestOf(provider, text))),
      );
      assertEqual(streamed.map(gistOf), given?.map(gistOf), 'the answers');
    }),

  'streams each tool call once, and the whole of it after its parts': (make) =>
    streaming(make, async (provider) => assertToolCalls(await readAll(provider))),

  'takes back nothing of the usage that it has streamed': (make) =>
    streaming(make, async (provider) => assertCumulativeUsage(await readAll(provider))),

  'sends a request when its stream is first read, not before': async (make) => {
    const [first = '', second = ''] = TEXTS;
    const late = await streaming(make, async (provider) => {
      const stream = open(provider, requestOf(provider, second));
      const answer = await readAnswer(provider, first);
      return [answer, answerOf(await collect(stream))];
    });
    const inOrder = await streaming(make, async (provider) => [
      await readAnswer(provider, first),
      await readAnswer(provider, second),
    ]);
    assertEqual(late?.map(gistOf), inOrder?.map(gistOf), 'the answers in the order of the reads');
  },

  'leaves the request of a stream as it was': (make) =>
    streaming(make, async (provider) => {
      const request = requestOf(provider);
      await collect(open(provider, request));
      assertEqual(request, requestOf(provider), 'the request afterwards');
    }),

  'streams the answer to a frozen request': (make) =>
    streaming(make, async (provider) => {
      assertWholeStream(await collect(open(provider, deepFreeze(requestOf(provider)))));
    }),

  'rejects the first read of a stream that is aborted already': (make) =>
    streaming(make, async (provider) => {
      const stream = open(provider, requestOf(provider), AbortSignal.abort());
      const { events, failure } = await soon(outcomeOf(stream));
      assert(failure !== undefined && events.length === 0, 'a rejection before any event');
    }),

  'is soon done with a stream that is aborted in its midst': (make) =>
    streaming(make, async (provider) => {
      const controller = new AbortController();
      const stream = open(provider, requestOf(provider), controller.signal);
      const iterator = stream[Symbol.asyncIterator]();
      await iterator.next();
      const rest = outcomeOf({ [Symbol.asyncIterator]: () => iterator });
      controller.abort();
      await soon(rest);
    }),

  'takes back nothing of the usage that it told before it was aborted': (make) =>
    streaming(make, async (provider) => {
      const controller = new AbortController();
      const stream = open(provider, requestOf(provider), controller.signal);
      const iterator = stream[Symbol.asyncIterator]();
      const before: ChatEvent[] = [];
      for (let isContent = false; !isContent; ) {
        const { done, value } = await iterator.next();
        if (done === true) break;
        before.push(value);
        isContent = value.type !== 'usage' && value.type !== 'keep-alive';
      }
      controller.abort();
      const rest = await soon(outcomeOf({ [Symbol.asyncIterator]: () => iterator }));
      const events = [...before, ...rest.events];
      for (const event of events) assertChatEvent(event);
      assertCumulativeUsage(events);
    }),

  'ends a stream that its reader leaves': (make) =>
    streaming(make, async (provider) => {
      const iterator = open(provider, requestOf(provider))[Symbol.asyncIterator]();
      await iterator.next();
      // A stream without `return` can still be told by its signal.
      if (iterator.return === undefined) return;
      await soon(iterator.return());
      const { done } = await soon(iterator.next());
      assert(done === true, 'nothing more to read');
    }),

  'streams concurrent answers as it would one by one': async (make) => {
    const apart = await streaming(make, (provider) => oneByOne(provider, readAnswer));
    const together = await streaming(make, (provider) =>
      Promise.all(TEXTS.map((text) => readAnswer(provider, text))),
    );
    assertEqual(together?.map(gistOf), apart?.map(gistOf), 'the answers');
  },

  'goes on with other streams when one is aborted': (make) =>
    streaming(make, async (provider) => {
      const controller = new AbortController();
      const aborted = outcomeOf(open(provider, requestOf(provider), controller.signal));
      const other = collect(open(provider, requestOf(provider)));
      controller.abort();
      const [events] = await Promise.all([other, soon(aborted)]);
      assertWholeStream(events);
    }),
};

type Answer = ChatResponse | undefined;

async function oneByOne<P extends Provider>(
  provider: P,
  answer: (provider: P, text: string) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const text of TEXTS) answers.push(await answer(provider, text));
  return answers;
}

async function readAnswer(provider: StreamingProvider, text: string): Promise<Answer> {
  return answerOf(await collect(open(provider, requestOf(provider, text))));
}

function readAll(provider: StreamingProvider): Promise<readonly ChatEvent[]> {
  return collect(open(provider, requestOf(provider)));
}

/** What must be the same however the answer comes; a vendor may number its calls and count its tokens as it likes. */
function gistOf(answer: Answer) {
  const { content = [], finishReason } = answer ?? {};
  const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const calls = content.flatMap((part) =>
    part.type === 'tool-call' ? [{ toolName: part.toolName, input: part.input }] : [],
  );
  return { text: texts.join(''), calls, finishReason };
}
