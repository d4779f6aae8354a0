import type { ChatEvent } from '../contracts/chat.js';
import { systemClock } from '../support/system-clock.js';
import { assertChatEvent } from './assert-chat-event.js';
import { delay } from './delay.js';
import {
  ask,
  assertFailure,
  open,
  opened,
  outcomeOf,
  type Rules,
  rejectsSoon,
  requestOf,
  type StreamOutcome,
  secretRequestOf,
  soon,
  streaming,
} from './provider-under-test.js';
import { assert } from './suite.js';

/** Requests that fail. */
export const FAILURE_RULES: Rules = {
  'fails with a ProviderError': (make) =>
    opened(make, async (provider) => {
      const answer = ask(provider, secretRequestOf(provider));
      assertFailure(await failureOf(answer));
    }),

  'fails with a ProviderError when its stream is read': (make) =>
    streaming(make, async (provider) => {
      const outcome = await outcomeOf(open(provider, secretRequestOf(provider)));
      assertBroken(outcome);
      assertFailure(outcome.failure?.error);
    }),
};

/** Requests that do not end by themselves. */
export const SILENCE_RULES: Rules = {
  'gives up an unanswered request when it is aborted': (make) =>
    opened(make, async (provider) => {
      const controller = new AbortController();
      const answer = ask(provider, requestOf(provider), controller.signal);
      await delay(1, systemClock);
      controller.abort();
      assert(await rejectsSoon(answer), 'a rejection');
    }),

  'gives up a stalled stream when it is aborted': (make) =>
    streaming(make, async (provider) => {
      const controller = new AbortController();
      const outcome = outcomeOf(open(provider, requestOf(provider), controller.signal));
      await delay(1, systemClock);
      controller.abort();
      assertBroken(await soon(outcome));
    }),
};

/** Streams that break off. */
export const TRUNCATION_RULES: Rules = {
  'does not pass a truncated stream off as a whole one': (make) =>
    streaming(make, async (provider) => {
      const outcome = await outcomeOf(open(provider, secretRequestOf(provider)));
      assertBroken(outcome);
      if (outcome.failure !== undefined) assertFailure(outcome.failure.error);
    }),
};

/** Streams that fail after content. */
export const MIDWAY_FAILURE_RULES: Rules = {
  'fails with a ProviderError after the content that came before': (make) =>
    streaming(make, async (provider) => {
      const outcome = await outcomeOf(open(provider, secretRequestOf(provider)));
      assertBroken(outcome);
      assert(outcome.events.some(isContent), 'content before the failure');
      assertFailure(outcome.failure?.error);
    }),
};

/** Fails the test when it has a `finish`, as only a whole answer has. */
function assertBroken({ events }: StreamOutcome): void {
  for (const event of events) assertChatEvent(event);
  assert(!events.some(({ type }) => type === 'finish'), 'a stream without a finish');
}

function isContent({ type }: ChatEvent): boolean {
  return type !== 'usage' && type !== 'keep-alive';
}

function failureOf(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => undefined,
    (error: unknown) => error,
  );
}
