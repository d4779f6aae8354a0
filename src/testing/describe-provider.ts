import type { Awaitable } from '../contracts/basics.js';
import type { ChatRequest, ChatResponse } from '../contracts/chat.js';
import type { CallContext, Provider } from '../contracts/provider.js';
import { ProviderError } from '../errors/provider-error.js';
import { systemClock } from '../support/system-clock.js';
import { within } from '../support/within.js';
import { assertChatResponse } from './assert-chat-response.js';
import { deepFreeze } from './deep-freeze.js';
import { delay } from './delay.js';
import { isErrorKind } from './error-kinds.js';
import { assert, assertEqual, resolveRunner, type SuiteRunner } from './suite.js';

type MakeProvider = () => Awaitable<Provider>;

export interface ProviderSuiteOptions extends Partial<SuiteRunner> {
  /** A provider whose requests fail, as with a server that answers 500. Without it failures are not checked. */
  readonly makeFailing?: MakeProvider | undefined;
  /**
   * A provider whose requests do not end by themselves, as with a server that is silent. Without it the suite cannot
   * tell a request that was aborted from one that was quick.
   */
  readonly makeHanging?: MakeProvider | undefined;
}

/** Real time: how soon a request must be over once its signal fires. */
const PROMPT_MS = 2_000;
const TEXTS = ['Say one.', 'Say two.', 'Say three.', 'Say four.', 'Say five.'];
/** In no error message may it turn up. */
const CANARY = 'canary-6c1f';

/**
 * The contract of `Provider`, one test per rule, in the test runner of your choice. It is for providers in front of a
 * fake server, not of a vendor: the same requests in the same order must get the same answers.
 *
 * @param make Called once or twice per test; gives a provider whose requests succeed. The suite closes it.
 * @param options `makeFailing`, `makeHanging`, and the runner's `describe` and `it` where they are no globals.
 * @throws Error when there is no `describe` or `it`.
 *
 * @example
 * import { describe, it } from 'vitest';
 * describeProvider('AcmeProvider', () => new AcmeProvider({ baseURL }), { describe, it });
 */
export function describeProvider(
  name: string,
  make: MakeProvider,
  options: ProviderSuiteOptions = {},
): void {
  const { makeFailing, makeHanging } = options;
  const runner = resolveRunner(options);
  runner.describe(`${name} is a Provider`, () => {
    for (const [rule, check] of Object.entries(RULES)) runner.it(rule, () => check(make));
    if (makeFailing) runner.it('fails with a ProviderError', () => failsProperly(makeFailing));
    if (makeHanging) {
      runner.it('gives up an unanswered request when it is aborted', () => givesUp(makeHanging));
    }
  });
}

const RULES: { readonly [rule: string]: (make: MakeProvider) => Promise<void> } = {
  'has a name without a slash': (make) =>
    opened(make, ({ name }) => {
      assert(typeof name === 'string' && /^[^/]+$/.test(name), 'a name, without "/"');
    }),

  'offers models with unique ids': (make) =>
    opened(make, ({ models }) => {
      const ids = models.map(({ id }) => id);
      assert(ids.length > 0, 'at least one model');
      assert(
        ids.every((id) => typeof id === 'string' && id !== ''),
        'ids that are not empty',
      );
      assertEqual(ids.length, new Set(ids).size, 'the number of models');
    }),

  'answers with content, a finish reason and whole tokens, with each of its models': (make) =>
    opened(make, async (provider) => {
      for (const { id } of provider.models) {
        assertChatResponse(await ask(provider, { ...requestOf(provider), model: id }));
      }
    }),

  'leaves the request as it was': (make) =>
    opened(make, async (provider) => {
      const request = requestOf(provider);
      await ask(provider, request);
      assertEqual(request, requestOf(provider), 'the request afterwards');
    }),

  'takes a frozen request': (make) =>
    opened(make, async (provider) => {
      assertChatResponse(await ask(provider, deepFreeze(requestOf(provider))));
    }),

  'rejects a request that is aborted already': (make) =>
    opened(make, async (provider) => {
      const answer = ask(provider, requestOf(provider), AbortSignal.abort());
      assert(await rejectsSoon(answer), 'a rejection');
    }),

  'is soon done with a request that is aborted': (make) =>
    opened(make, async (provider) => {
      const controller = new AbortController();
      const answer = ask(provider, requestOf(provider), controller.signal);
      controller.abort();
      await rejectsSoon(answer);
    }),

  'gives concurrent requests the answers they would get one by one': async (make) => {
    const oneByOne = await opened(make, async (provider) => {
      const answers: ChatResponse[] = [];
      for (const text of TEXTS) answers.push(await ask(provider, requestOf(provider, text)));
      return answers;
    });
    const together = await opened(make, (provider) =>
      Promise.all(TEXTS.map((text) => ask(provider, requestOf(provider, text)))),
    );
    assertEqual(together.map(contentOf), oneByOne.map(contentOf), 'the answers');
  },

  'goes on with other requests when one is aborted': (make) =>
    opened(make, async (provider) => {
      const controller = new AbortController();
      const aborted = ask(provider, requestOf(provider), controller.signal);
      const other = ask(provider, requestOf(provider));
      controller.abort();
      await rejectsSoon(aborted);
      assertChatResponse(await other);
    }),

  'estimates input, where it does, as a finite number': (make) =>
    opened(make, (provider) => {
      const tokens = provider.estimateInputTokens?.(requestOf(provider)) ?? 0;
      assert(Number.isFinite(tokens) && tokens >= 0, `a finite estimate from 0, got ${tokens}`);
    }),
};

function failsProperly(makeFailing: MakeProvider): Promise<void> {
  return opened(makeFailing, async (provider) => {
    const error = await failureOf(ask(provider, requestOf(provider, `Say ${CANARY}.`)));
    assert(ProviderError.isInstance(error), 'a ProviderError');
    assert(isErrorKind(error.kind), `a known kind, got ${error.kind}`);
    assert(!error.message.includes(CANARY), 'a message without text of the prompt');
  });
}

function givesUp(makeHanging: MakeProvider): Promise<void> {
  return opened(makeHanging, async (provider) => {
    const controller = new AbortController();
    const answer = ask(provider, requestOf(provider), controller.signal);
    await delay(1, systemClock);
    controller.abort();
    assert(await rejectsSoon(answer), 'a rejection');
  });
}

async function opened<T>(
  make: MakeProvider,
  use: (provider: Provider) => Awaitable<T>,
): Promise<T> {
  const provider = await make();
  try {
    return await use(provider);
  } finally {
    await provider.close?.();
  }
}

function requestOf({ models }: Provider, text = 'Say hello.'): ChatRequest {
  return {
    model: models[0]?.id ?? '',
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  };
}

function ask(
  provider: Provider,
  request: ChatRequest,
  signal = new AbortController().signal,
): Promise<ChatResponse> {
  const call: CallContext = { attemptId: crypto.randomUUID(), signal, timeoutMs: 60_000 };
  return provider.generate(request, Object.freeze(call));
}

/** Whether it rejects rather than answers; fails the test when it does neither in time. */
async function rejectsSoon(answer: Promise<ChatResponse>): Promise<boolean> {
  const [outcome] = await within(Promise.allSettled([answer]), PROMPT_MS, systemClock);
  return outcome.status === 'rejected';
}

function failureOf(answer: Promise<ChatResponse>): Promise<unknown> {
  return answer.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function contentOf({ content }: ChatResponse): ChatResponse['content'] {
  return content;
}
