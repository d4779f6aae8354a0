import { ANSWER_RULES } from './provider-answer-rules.js';
import {
  FAILURE_RULES,
  MIDWAY_FAILURE_RULES,
  SILENCE_RULES,
  TRUNCATION_RULES,
} from './provider-failure-rules.js';
import { STREAM_RULES } from './provider-stream-rules.js';
import type { MakeProvider, Rules } from './provider-under-test.js';
import { resolveRunner, type SuiteRunner } from './suite.js';

export interface ProviderSuiteOptions extends Partial<SuiteRunner> {
  /** A provider whose requests fail, as with a server that answers 500. Without it failures are not checked. */
  readonly makeFailing?: MakeProvider | undefined;
  /**
   * A provider whose requests do not end by themselves, as with a server that is silent, be it from the start or in
   * the midst of a stream. Without it the suite cannot tell a request that was aborted from one that was quick.
   */
  readonly makeHanging?: MakeProvider | undefined;
  /** A provider whose streams break off, as with a server that closes the connection in the midst of an answer. */
  readonly makeTruncated?: MakeProvider | undefined;
  /** A provider whose streams fail after content, as with a server that sends an error in place of the rest. */
  readonly makeFailingMidway?: MakeProvider | undefined;
}

/**
 * The contract of `Provider`, one test per rule, in the test runner of your choice; `stream` is checked where there is
 * one. It is for providers in front of a fake server, not of a vendor: the same requests in the same order must get the
 * same answers, streamed or not.
 *
 * @param make Called once or twice per test; gives a provider whose requests succeed. The suite closes it.
 * @param options Providers that do not succeed, and the runner's `describe` and `it` where they are no globals.
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
  const { makeFailing, makeHanging, makeTruncated, makeFailingMidway } = options;
  const { describe, it } = resolveRunner(options);
  const check = (rules: Rules, makeSubject: MakeProvider | undefined) => {
    if (makeSubject === undefined) return;
    for (const [rule, keeps] of Object.entries(rules)) it(rule, () => keeps(makeSubject));
  };
  describe(`${name} is a Provider`, () => {
    check(ANSWER_RULES, make);
    check(STREAM_RULES, make);
    check(FAILURE_RULES, makeFailing);
    check(SILENCE_RULES, makeHanging);
    check(TRUNCATION_RULES, makeTruncated);
    check(MIDWAY_FAILURE_RULES, makeFailingMidway);
  });
}
