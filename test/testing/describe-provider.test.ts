import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChatRequest, ChatResponse, ReportedUsage } from '../../src/contracts/chat.js';
import type { CallContext, Provider } from '../../src/contracts/provider.js';
import { ProviderError } from '../../src/errors/provider-error.js';
import {
  describeProvider,
  ManualClock,
  MockFailureProvider,
  MockRateLimitProvider,
  MockSuccessProvider,
  type ProviderSuiteOptions,
  ScriptedProvider,
} from '../../src/testing/index.js';
import { brokenRules } from './broken-rules.js';

const runner = { describe, it };
const makeHanging = () => new ScriptedProvider({ script: [{ hang: true }] });

describeProvider('MockSuccessProvider', () => new MockSuccessProvider({ models: ['a', 'b'] }), {
  ...runner,
  makeFailing: () => new MockFailureProvider(),
  makeHanging: () => new MockSuccessProvider({ latencyMs: 60_000, clock: new ManualClock() }),
});
describeProvider('MockRateLimitProvider', () => new MockRateLimitProvider({ limit: 20 }), {
  ...runner,
  makeFailing: () => new MockRateLimitProvider(),
});
describeProvider(
  'ScriptedProvider',
  () => new ScriptedProvider({ script: ['1', '2', '3', '4', '5'] }),
  {
    ...runner,
    makeFailing: () => new ScriptedProvider({ script: [] }),
    makeHanging,
    makeTruncated: () => new ScriptedProvider({ script: [{ events: ['Half an'] }] }),
    makeFailingMidway: () =>
      new ScriptedProvider({ script: [{ events: ['Half an', { error: 'overloaded' }] }] }),
  },
);

type Generate = (request: ChatRequest, call: CallContext) => Promise<ChatResponse>;

const ANSWER: ChatResponse = { content: [{ type: 'text', text: 'Hi' }], finishReason: 'stop' };

/** A good provider but for the fields given. */
function providerWith(fields: Partial<Provider>): Provider {
  const good = new MockSuccessProvider({ text: ({ messages }) => JSON.stringify(messages) });
  const { name, models } = good;
  return { name, models, generate: (request, call) => good.generate(request, call), ...fields };
}

function answering(generate: Generate): Partial<Provider> {
  return {
    generate: async (request, call) => {
      call.signal.throwIfAborted();
      return generate(request, call);
    },
  };
}

function answeringWith(fields: { readonly [field: string]: unknown }): Partial<Provider> {
  return answering(async () => ({ ...ANSWER, ...fields }) as ChatResponse);
}

/** Provider code that puts its own things into the request. */
function change(request: ChatRequest): void {
  (request as { system?: string }).system = 'Be kind.';
}

function broken(fields: Partial<Provider>, options: ProviderSuiteOptions = {}) {
  return brokenRules((fake) =>
    describeProvider('It', () => providerWith(fields), { ...options, ...fake }),
  );
}

/** The same for providers that take their time, none of which really passes. */
async function brokenInTime(fields: Partial<Provider>, options: ProviderSuiteOptions = {}) {
  vi.useFakeTimers();
  const rules = broken(fields, options);
  await vi.advanceTimersByTimeAsync(100_000);
  return rules;
}

const NAME = 'has a name without a slash';
const IDS = 'offers models with unique ids';
const SHAPE = 'answers with content, a finish reason and whole tokens, with each of its models';
const UNCHANGED = 'leaves the request as it was';
const FROZEN = 'takes a frozen request';
const ABORTED_BEFORE = 'rejects a request that is aborted already';
const ABORTED = 'is soon done with a request that is aborted';
const APART = 'gives concurrent requests the answers they would get one by one';
const GOES_ON = 'goes on with other requests when one is aborted';
const ESTIMATE = 'estimates input, where it does, as a finite number';
const FAILS = 'fails with a ProviderError';
const GIVES_UP = 'gives up an unanswered request when it is aborted';

describe('describeProvider', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('finds nothing wrong with a good provider', async () => {
    expect(await broken({})).toEqual([]);
  });

  it.each([
    ['a slash', 'acme/eu'],
    ['nothing', ''],
  ])('catches a name with %s in it', async (_, name) => {
    expect(await broken({ name })).toEqual([NAME]);
  });

  it('catches two models of one id, one without, and no model at all', async () => {
    expect(await broken({ models: [{ id: 'a' }, { id: 'a' }] })).toEqual([IDS]);
    expect(await broken({ models: [{ id: '' }] })).toEqual([IDS]);
    expect(await broken({ models: [] })).toContain(IDS);
  });

  it('catches a model that does not answer', async () => {
    const good = providerWith({});
    const generate: Generate = async (request, call) => {
      if (request.model === 'second') throw new Error('unknown model');
      return good.generate(request, call);
    };
    const models = [{ id: 'first' }, { id: 'second' }];
    expect(await broken({ ...answering(generate), models })).toEqual([SHAPE]);
  });

  it.each([
    ['text in place of parts', { content: 'Hi' }],
    ['a part of unknown type', { content: [{ type: 'poem', text: 'Hi' }] }],
    ['a part without its text', { content: [{ type: 'text' }] }],
    ['a tool call without a name', { content: [{ type: 'tool-call', toolCallId: '1' }] }],
    ['a tool call without an id', { content: [{ type: 'tool-call', toolName: 'a' }] }],
    ['an unknown finish reason', { finishReason: 'end_turn' }],
    ['a warning without a message', { warnings: [{ code: 'other' }] }],
    ['a warning without a code', { warnings: [{ message: 'careful' }] }],
    ['a limit that frees in the past', { limitResetMs: -1 }],
    ['a limit that never frees', { limitResetMs: Number.POSITIVE_INFINITY }],
  ])('catches an answer with %s', async (_, fields) => {
    expect(await broken(answeringWith(fields))).toContain(SHAPE);
  });

  it.each<[string, Partial<ReportedUsage>]>([
    ['a fraction', { inputTokens: 1.5 }],
    ['a negative count', { outputTokens: -1 }],
    ['a missing count', { outputTokens: undefined as unknown as number }],
    ['a negative part', { reasoningTokens: -1 }],
    ['a part that is no number', { cachedInputTokens: Number.NaN }],
    ['more from the cache than input', { cachedInputTokens: 11 }],
    [
      'more into the cache than is left of the input',
      { cachedInputTokens: 6, cacheWriteTokens: 5 },
    ],
    ['more reasoning than output', { reasoningTokens: 6 }],
  ])('catches usage with %s', async (_, fields) => {
    const usage = { inputTokens: 10, outputTokens: 5, ...fields };
    expect(await broken(answeringWith({ usage }))).toContain(SHAPE);
  });

  it('has nothing against a full answer', async () => {
    const answer = {
      content: [
        { type: 'reasoning', text: 'Hm' },
        { type: 'tool-call', toolCallId: '1', toolName: 'search', input: {} },
      ],
      finishReason: 'tool-calls',
      usage: {
        inputTokens: 10,
        outputTokens: 5,
        cachedInputTokens: 6,
        cacheWriteTokens: 4,
        reasoningTokens: 5,
      },
      warnings: [{ code: 'other', message: 'careful' }],
      limitResetMs: 0,
    };
    expect(await broken(answeringWith(answer))).toEqual([]);
  });

  it('catches a provider that changes the request', async () => {
    const generate: Generate = async (request) => {
      change(request);
      return ANSWER;
    };
    expect(await broken(answering(generate))).toEqual([UNCHANGED, FROZEN]);
  });

  it('catches one that changes it only where it may', async () => {
    const generate: Generate = async (request) => {
      if (!Object.isFrozen(request)) change(request);
      return ANSWER;
    };
    expect(await broken(answering(generate))).toEqual([UNCHANGED]);
  });

  it('catches one that answers a request aborted before', async () => {
    expect(await broken({ generate: async () => ANSWER })).toEqual([ABORTED_BEFORE]);
  });

  it('catches one that does not hear the signal', async () => {
    const generate: Generate = () =>
      new Promise((resolve) => void setTimeout(resolve, 4_000, ANSWER));
    expect(await brokenInTime(answering(generate))).toEqual([ABORTED, GOES_ON]);
  });

  it('catches one that answers all the same when it hears the signal', async () => {
    const stubborn: Generate = (_, { signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(ANSWER)));
    const makeHanging = () => providerWith({ generate: stubborn });
    expect(await brokenInTime({}, { makeHanging })).toEqual([GIVES_UP]);
  });

  it('catches one that never gives up', async () => {
    const silent = providerWith({ generate: () => new Promise(() => {}) });
    expect(await brokenInTime({}, { makeHanging: () => silent })).toEqual([GIVES_UP]);
  });

  it('catches one that mixes up concurrent requests', async () => {
    let latest: ChatRequest | undefined;
    const generate: Generate = async (request) => {
      latest = request;
      await Promise.resolve();
      return { ...ANSWER, content: [{ type: 'text', text: JSON.stringify(latest) }] };
    };
    expect(await broken(answering(generate))).toEqual([APART]);
  });

  it('catches one that aborts all of its requests together', async () => {
    const listeners = new Set<(reason: unknown) => void>();
    const generate: Generate = (_, { signal }) =>
      new Promise((resolve, reject) => {
        listeners.add(reject);
        signal.addEventListener('abort', () => {
          for (const listener of listeners) listener(signal.reason);
        });
        setTimeout(resolve, 1, ANSWER);
      });
    expect(await brokenInTime(answering(generate))).toEqual([GOES_ON]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])(
    'catches an estimate of %s',
    async (tokens) => {
      expect(await broken({ estimateInputTokens: () => tokens })).toEqual([ESTIMATE]);
    },
  );

  it('has nothing against an estimate of 0', async () => {
    expect(await broken({ estimateInputTokens: () => 0 })).toEqual([]);
  });

  it.each<[string, (request: ChatRequest) => unknown]>([
    ['a plain Error', () => new Error('500')],
    ['an unknown kind', () => new ProviderError({ kind: 'broken' as 'server', message: '500' })],
    [
      "the prompt in an error's message",
      (request) => new ProviderError({ kind: 'server', message: JSON.stringify(request) }),
    ],
  ])('catches %s', async (_, errorOf) => {
    const generate: Generate = (request) => Promise.reject(errorOf(request));
    const makeFailing = () => providerWith({ generate });
    expect(await broken({}, { makeFailing })).toEqual([FAILS]);
  });

  it('catches an answer where a failure was to come', async () => {
    expect(await broken({}, { makeFailing: () => providerWith({}) })).toEqual([FAILS]);
  });

  it('closes every provider that it was given, those that break a rule too', async () => {
    let open = 0;
    const make = () => {
      open++;
      return providerWith({ name: 'a/b', close: () => void open-- });
    };
    await brokenRules((fake) =>
      describeProvider('It', make, { ...fake, makeFailing: make, makeHanging: make }),
    );
    expect(open).toBe(0);
  });

  it('says what it describes', () => {
    const names: string[] = [];
    describeProvider('Acme', () => providerWith({}), {
      describe: (name) => names.push(name),
      it: () => {},
    });
    expect(names).toEqual(['Acme is a Provider']);
  });
});
