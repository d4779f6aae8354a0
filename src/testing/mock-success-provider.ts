import type { ChatEvent, ChatRequest, ChatResponse, ReportedUsage } from '../contracts/chat.js';
import type { Clock } from '../contracts/clock.js';
import type { ModelProfile } from '../contracts/model.js';
import type { CallContext, Provider } from '../contracts/provider.js';
import { systemClock } from '../support/system-clock.js';
import { eventsOf } from './answer-events.js';
import { delay } from './delay.js';
import { mockAnswer, mockText } from './mock-answer.js';
import { type MockModels, profilesOf } from './mock-models.js';

export interface MockSuccessOptions<Name extends string, Id extends string> {
  /** @default 'mock-success' */
  readonly name?: Name | undefined;
  /** @default ['default'] */
  readonly models?: MockModels<Id> | undefined;
  /** The answer, or what makes it. @default a sentence that names the model */
  readonly text?: string | ((request: ChatRequest) => string) | undefined;
  /** @default counted from the text, about 4 characters a token */
  readonly usage?: ReportedUsage | undefined;
  /** How long an answer takes, and a stream until its first word. @default 0 */
  readonly latencyMs?: number | undefined;
  /** How long a stream takes from one word to the next. @default 0 */
  readonly wordMs?: number | undefined;
  /** For `latencyMs` and `wordMs`. @default the system's */
  readonly clock?: Clock | undefined;
}

/**
 * Always succeeds, without a network: for demos and for the tests of an application.
 *
 * @example
 * const orchestrator = new Orchestrator({ providers: [new MockSuccessProvider({ text: 'Hello!' })] });
 */
export class MockSuccessProvider<
  const Name extends string = 'mock-success',
  const Id extends string = 'default',
> implements Provider<Name, Id>
{
  readonly name: Name;
  readonly models: readonly ModelProfile<Id>[];
  readonly #text: string | ((request: ChatRequest) => string);
  readonly #usage: ReportedUsage | undefined;
  readonly #latencyMs: number;
  readonly #wordMs: number;
  readonly #clock: Clock;

  constructor(options: MockSuccessOptions<Name, Id> = {}) {
    this.name = options.name ?? ('mock-success' as Name);
    this.models = profilesOf(options.models ?? ['default' as Id]);
    this.#text = options.text ?? ((request) => mockText(this.name, request));
    this.#usage = options.usage;
    this.#latencyMs = options.latencyMs ?? 0;
    this.#wordMs = options.wordMs ?? 0;
    this.#clock = options.clock ?? systemClock;
  }

  async generate(request: ChatRequest, { signal }: CallContext): Promise<ChatResponse> {
    await delay(this.#latencyMs, this.#clock, signal);
    const text = typeof this.#text === 'string' ? this.#text : this.#text(request);
    return mockAnswer(request, text, this.#usage);
  }

  /** The same answer word by word. */
  async *stream(request: ChatRequest, call: CallContext): AsyncGenerator<ChatEvent, void> {
    const events = eventsOf(await this.generate(request, call));
    for (const [index, event] of events.entries()) {
      const isNextWord = index > 0 && event.type !== 'finish';
      await delay(isNextWord ? this.#wordMs : 0, this.#clock, call.signal);
      yield event;
    }
  }
}
