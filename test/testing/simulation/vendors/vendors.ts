import { getEventListeners } from 'node:events';
import type { ChatEvent, ChatRequest } from '../../../../src/contracts/chat.js';
import { ManualClock, seededRandom } from '../../../../src/testing/index.js';
import type {
  Incident,
  SimulatedModel,
} from '../../../../src/testing/simulation/simulation-options.js';
import { SimulatedProvider } from '../../../../src/testing/simulation/vendors/simulated-provider.js';
import { requestOf } from '../../requests.js';

/** First token after 100 ms, the last of 45 at 1,000 ms; a failure takes 50 ms. */
export const STEADY = {
  id: 'gpt',
  firstTokenMs: 100,
  tokensPerSecond: 50,
  outputTokens: 45,
  failureMs: 50,
} as const satisfies SimulatedModel;

interface VendorOptions {
  /** @default one that is steady */
  readonly models?: readonly SimulatedModel[];
  readonly incidents?: readonly Incident[];
  /** @default 1 */
  readonly seed?: number;
  /** Where its clock stands when it is made. @default 0 */
  readonly startAt?: number;
}

/** A simulated vendor `openai`, its clock, and a record of what it told its witness. */
export function vendor({
  models = [STEADY],
  incidents,
  seed = 1,
  startAt = 0,
}: VendorOptions = {}) {
  const clock = new ManualClock();
  clock.step(startAt);
  const told: string[] = [];
  const witness = {
    callStarted: (id: string) => void told.push(`${id} starts`),
    callEnded: (id: string) => void told.push(`${id} ends`),
    usageReported: (id: string, usage: { inputTokens: number; outputTokens: number }) =>
      void told.push(`${id} ${usage.inputTokens}+${usage.outputTokens}`),
  };
  const world = { clock, random: seededRandom(seed), witness };
  const provider = new SimulatedProvider({ name: 'openai', models, incidents }, world);
  let calls = 0;

  function ask(request: Partial<ChatRequest> = {}) {
    const { caller, context } = enter();
    return { ...caller, answer: provider.generate({ ...REQUEST, ...request }, context) };
  }

  function open(request: Partial<ChatRequest> = {}) {
    const { caller, context } = enter();
    return { ...caller, stream: provider.stream({ ...REQUEST, ...request }, context) };
  }

  function enter() {
    const attemptId = `call ${++calls}`;
    const controller = new AbortController();
    const { signal } = controller;
    const listeners = () => getEventListeners(signal, 'abort').length;
    return {
      caller: { attemptId, controller, listeners },
      context: { attemptId, signal, timeoutMs: 60_000 },
    };
  }

  return { provider, clock, told, ask, open };
}

/** Of 12 characters, which are 3 tokens. */
const REQUEST = requestOf('Hello, world', 'gpt');

/** Gives these numbers, and throws when more are asked for. */
export function randomOf(...numbers: number[]): () => number {
  return () => {
    const next = numbers.shift();
    if (next === undefined) throw new Error('one random number too many');
    return next;
  };
}

/** What has come of a promise, to be looked at at any time. */
export function watch(promise: Promise<unknown>): { value?: unknown; error?: unknown } {
  const seen: { value?: unknown; error?: unknown } = {};
  promise.then(
    (value) => Object.assign(seen, { value }),
    (error) => Object.assign(seen, { error }),
  );
  return seen;
}

/** Reads a stream; what has come of it can be looked at at any time. */
export function read(stream: AsyncIterable<ChatEvent>) {
  const seen = { events: [] as ChatEvent[], isDone: false, error: undefined as unknown };
  (async () => {
    for await (const event of stream) seen.events.push(event);
    seen.isDone = true;
  })().catch((error: unknown) => Object.assign(seen, { error }));
  return seen;
}
