import type { ChatResponse } from '../contracts/chat.js';
import { assertChatResponse } from './assert-chat-response.js';
import { deepFreeze } from './deep-freeze.js';
import { ask, opened, type Rules, rejectsSoon, requestOf, TEXTS } from './provider-under-test.js';
import { assert, assertEqual } from './suite.js';

/** All but `stream`, of a provider whose requests succeed. */
export const ANSWER_RULES: Rules = {
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

function contentOf({ content }: ChatResponse): ChatResponse['content'] {
  return content;
}
