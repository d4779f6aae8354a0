import { describe, expect, it } from 'vitest';
import type { ChatEvent, ChatRequest } from '../../src/contracts/chat.js';
import type { CallContext, Provider } from '../../src/contracts/provider.js';
import { collect } from '../../src/testing/collect.js';
import {
  broken,
  DELTA,
  type Events,
  FINISH,
  good,
  HI,
  inTime,
  providerWith,
  type Stream,
  streaming,
  usageOf,
} from './broken-streams.js';

const CALL = { type: 'tool-call', toolCallId: '1', toolName: 'add', input: {} } as const;

/** Events before the good ones. */
function beginningWith(...events: Events): Stream {
  return streaming((goodEvents) => [...events, ...goodEvents]);
}

/** Provider code that puts its own things into the request. */
function change(request: ChatRequest): void {
  (request as { system?: string }).system = 'Be kind.';
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

function brokenBy(stream: Stream) {
  return broken(() => providerWith(stream));
}

const WHOLE = 'streams known events and ends with its only finish, with each of its models';
const SAME = 'streams the answers that it gives at once';
const TOOL_CALLS = 'streams each tool call once, and the whole of it after its parts';
const USAGE = 'takes back nothing of the usage that it has streamed';
const USAGE_ABORTED = 'takes back nothing of the usage that it told before it was aborted';
const FIRST_READ = 'sends a request when its stream is first read, not before';
const UNCHANGED = 'leaves the request of a stream as it was';
const FROZEN = 'streams the answer to a frozen request';
const ABORTED_BEFORE = 'rejects the first read of a stream that is aborted already';
const ABORTED = 'is soon done with a stream that is aborted in its midst';
const LEFT = 'ends a stream that its reader leaves';
const APART = 'streams concurrent answers as it would one by one';
const GOES_ON = 'goes on with other streams when one is aborted';

describe('describeProvider, of streams', () => {
  it('finds nothing wrong with a good stream', async () => {
    expect(await brokenBy((request, call) => good.stream(request, call))).toEqual([]);
  });

  it('has nothing against a stream that holds all there is', async () => {
    const all = beginningWith(
      { type: 'keep-alive' },
      usageOf(1, 0),
      { type: 'reasoning-delta', text: 'Hm' },
      { type: 'reasoning', text: '', opaque: 'signed' },
      usageOf(1, 0),
      { type: 'text-delta', text: '' },
    );
    expect(await brokenBy(all)).toEqual([]);
  });

  it('catches a model that does not stream', async () => {
    const models = [{ id: 'first' }, { id: 'second' }];
    const stream: Stream = (request, call) => {
      if (request.model === 'second') throw new Error('unknown model');
      return good.stream(request, call);
    };
    expect(await broken(() => providerWith(stream, { models }))).toEqual([WHOLE]);
  });

  it.each<[string, unknown]>([
    ['an event of unknown type', { type: 'poem', text: 'Hi' }],
    ['a text-delta without text', { type: 'text-delta' }],
    ['a reasoning-delta without text', { type: 'reasoning-delta' }],
    ['thinking without text', { type: 'reasoning' }],
    ['a tool call without a name', { type: 'tool-call', toolCallId: '1' }],
    ['an unparsed tool call of no text', { ...CALL, unparsed: true }],
    ['part of a tool call without an id', { ...DELTA, toolCallId: undefined }],
    ['part of a tool call without a name', { ...DELTA, toolName: undefined }],
    ['part of a tool call without input', { ...DELTA, inputText: {} }],
    ['usage that is not whole', usageOf(1.5, 0)],
    ['a finish before the end', FINISH],
  ])('catches %s', async (_, event) => {
    expect(await brokenBy(beginningWith(event))).toContain(WHOLE);
  });

  it.each<[string, Events]>([
    ['no finish', [HI]],
    ['no event at all', []],
    ['two finishes', [HI, FINISH, FINISH]],
    ['an event after its finish', [HI, FINISH, { type: 'keep-alive' }]],
    ['a finish of unknown reason', [HI, { type: 'finish', finishReason: 'end_turn' }]],
    ['a finish of odd usage', [HI, { ...FINISH, usage: { inputTokens: -1, outputTokens: 1 } }]],
  ])('catches a stream with %s', async (_, events) => {
    expect(await brokenBy(streaming(() => events))).toContain(WHOLE);
  });

  it.each<[string, Events]>([
    ['other text than the answer', [HI, FINISH]],
    ['nothing, where the answer has text', [FINISH]],
  ])('catches a stream that tells %s', async (_, events) => {
    expect(await brokenBy(streaming(() => events))).toEqual([SAME]);
  });

  it('catches a stream that forgets what it used once it is aborted', async () => {
    const stream: Stream = async function* (request, call) {
      yield usageOf(9, 4) as ChatEvent;
      yield* good.stream(request, { ...call, signal: new AbortController().signal });
    };
    const forgetful: Stream = async function* (request, call) {
      for await (const event of stream(request, call)) {
        call.signal.throwIfAborted();
        yield event;
        if (call.signal.aborted) yield usageOf(0, 0) as ChatEvent;
      }
    };
    expect(await brokenBy(forgetful)).toContain(USAGE_ABORTED);
  });

  it('catches a stream that ends for another reason than the answer', async () => {
    const stream = streaming((events) => [
      ...events.slice(0, -1),
      { type: 'finish', finishReason: 'length' },
    ]);
    expect(await brokenBy(stream)).toEqual([SAME]);
  });

  it.each<[string, object]>([
    ['of another tool', { toolName: 'subtract' }],
    ['with other input', { input: { a: 1 } }],
  ])('catches a tool call %s than in the answer', async (_, fields) => {
    const generate = async (_: unknown, { signal }: CallContext) => {
      signal.throwIfAborted();
      return { content: [CALL], finishReason: 'tool-calls' } as const;
    };
    const finish = { type: 'finish', finishReason: 'tool-calls' };
    const other = streaming(() => [{ ...CALL, ...fields }, finish]);
    expect(await broken(() => providerWith(other, { generate }))).toEqual([SAME]);
    const renamed = streaming(() => [{ ...CALL, toolCallId: 'another' }, finish]);
    expect(await broken(() => providerWith(renamed, { generate }))).toEqual([]);
  });

  it.each<[string, Events, readonly string[]]>([
    ['parts of a tool call and not the whole', [DELTA], [TOOL_CALLS]],
    ['the whole of another call', [DELTA, { ...CALL, toolCallId: '2' }], [SAME, TOOL_CALLS]],
    ['a tool call twice', [CALL, CALL], [SAME, TOOL_CALLS]],
    ['parts after the whole', [DELTA, CALL, DELTA], [SAME, TOOL_CALLS]],
    ['a proper tool call that the answer has not', [DELTA, DELTA, CALL], [SAME]],
  ])('catches %s', async (_, events, rules) => {
    expect(await brokenBy(beginningWith(...events))).toEqual(rules);
  });

  it.each<[string, Events]>([
    ['input', [usageOf(2, 0), usageOf(1, 0)]],
    ['output', [usageOf(1, 2), usageOf(1, 1)]],
    ['what its finish counts', [usageOf(1_000, 0)]],
  ])('catches usage that takes back some of the %s', async (_, events) => {
    expect(await brokenBy(beginningWith(...events))).toContain(USAGE);
  });

  it('has nothing against usage that is reported before the finish alone', async () => {
    const stream = streaming((events) => [...events.slice(0, -1), usageOf(1_000, 1), FINISH]);
    expect(await brokenBy(stream)).toEqual([]);
  });

  it('catches a request that is sent before its stream is read', async () => {
    const make = () => {
      let sent = 0;
      const eager: Stream = (_, { signal }) => {
        const text = `${++sent}`;
        return (async function* () {
          signal.throwIfAborted();
          yield { type: 'text-delta', text };
          yield FINISH;
        })();
      };
      const generate: Provider['generate'] = async (_, { signal }) => {
        signal.throwIfAborted();
        return { content: [{ type: 'text', text: `${++sent}` }], finishReason: 'stop' };
      };
      return providerWith(eager, { generate });
    };
    expect(await broken(make)).toEqual([FIRST_READ]);
  });

  it('catches a stream that changes the request', async () => {
    const stream = streaming((events, request) => {
      change(request);
      return events;
    });
    expect(await brokenBy(stream)).toEqual([UNCHANGED, FROZEN]);
  });

  it('catches one that changes it only where it may', async () => {
    const stream = streaming((events, request) => {
      if (!Object.isFrozen(request)) change(request);
      return events;
    });
    expect(await brokenBy(stream)).toEqual([UNCHANGED]);
  });

  it.each<[string, Stream]>([
    [
      'throws at once',
      (request, call) => {
        call.signal.throwIfAborted();
        return good.stream(request, call);
      },
    ],
    [
      'streams all the same',
      async function* (request, call) {
        yield* good.stream(request, { ...call, signal: new AbortController().signal });
      },
    ],
    [
      'begins all the same',
      async function* (request, call) {
        if (call.signal.aborted) yield HI;
        yield* good.stream(request, call);
      },
    ],
    [
      'just ends',
      async function* (request, call) {
        if (!call.signal.aborted) yield* good.stream(request, call);
      },
    ],
  ])('catches a stream that was aborted before and %s', async (_, stream) => {
    expect(await brokenBy(stream)).toEqual([ABORTED_BEFORE]);
  });

  it('catches one that does not hear the signal in its midst', async () => {
    const deaf: Stream = async function* (request, call) {
      call.signal.throwIfAborted();
      const [first, ...rest] = await collect(
        good.stream(request, { ...call, signal: new AbortController().signal }),
      );
      yield first as ChatEvent;
      await pause(4_000);
      yield* rest;
    };
    expect(await inTime(() => brokenBy(deaf))).toEqual([ABORTED, USAGE_ABORTED, GOES_ON]);
  });

  it.each<[string, () => Promise<IteratorResult<ChatEvent>>]>([
    ['cannot be left', () => new Promise(() => {})],
    ['goes on when it is left', async () => ({ done: true, value: undefined })],
  ])('catches one that %s', async (_, leave) => {
    const stream: Stream = (request, call) => {
      const events = good.stream(request, call);
      const iterator = { next: () => events.next(), return: leave };
      return { [Symbol.asyncIterator]: () => iterator };
    };
    expect(await inTime(() => brokenBy(stream))).toEqual([LEFT]);
  });

  it('has nothing against one that knows no leaving, as its signal can tell it', async () => {
    const stream: Stream = (request, call) => {
      const events = good.stream(request, call);
      return { [Symbol.asyncIterator]: () => ({ next: () => events.next() }) };
    };
    expect(await brokenBy(stream)).toEqual([]);
  });

  it('catches one that mixes up concurrent requests', async () => {
    let latest: ChatRequest | undefined;
    const stream: Stream = async function* (request, call) {
      latest = request;
      await Promise.resolve();
      yield* good.stream(latest, call);
    };
    expect(await brokenBy(stream)).toEqual([APART]);
  });

  it('catches one that aborts all of its streams together', async () => {
    const controllers = new Set<AbortController>();
    const stream: Stream = async function* (request, { signal, ...call }) {
      signal.throwIfAborted();
      const controller = new AbortController();
      controllers.add(controller);
      signal.addEventListener('abort', () => {
        for (const one of controllers) one.abort();
      });
      await pause(1);
      yield* good.stream(request, { ...call, signal: controller.signal });
    };
    expect(await inTime(() => brokenBy(stream))).toEqual([GOES_ON]);
  });
});
