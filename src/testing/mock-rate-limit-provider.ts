import type { ChatEvent, ChatRequest, ChatResponse } from '../contracts/chat.js';
import type { Clock } from '../contracts/clock.js';
import type { ModelProfile } from '../contracts/model.js';
import type { CallContext, Provider } from '../contracts/provider.js';
import { ProviderError } from '../errors/provider-error.js';
import { systemClock } from '../support/system-clock.js';
import { eventsOf } from './answer-events.js';
import { mockAnswer, mockText } from './mock-answer.js';
import { type MockModels, profilesOf } from './mock-models.js';

export interface MockRateLimitOptions<Name extends string, Id extends string> {
  /** @default 'mock-rate-limit' */
  readonly name?: Name | undefined;
  /** @default ['default'] */
  readonly models?: MockModels<Id> | undefined;
  /** Requests answered within `windowMs`, those of all its models together. @default 0: none, ever */
  readonly limit?: number | undefined;
  /** It rolls. @default 60_000 */
  readonly windowMs?: number | undefined;
  /** What a refusal asks for. @default until the window has room again; 1_000 where the limit is 0 */
  readonly retryAfterMs?: number | undefined;
  /** For the window. @default the system's */
  readonly clock?: Clock | undefined;
}

/**
 * Answers as many requests as its limit allows and refuses the others, as a vendor does: a `ProviderError` of kind
 * `rate-limit`, status 429, with the time to wait. A refused request does not count against the limit.
 */
export class MockRateLimitProvider<
  const Name extends string = 'mock-rate-limit',
  const Id extends string = 'default',
> implements Provider<Name, Id>
{
  readonly name: Name;
  readonly models: readonly ModelProfile<Id>[];
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #retryAfterMs: number | undefined;
  readonly #clock: Clock;
  /** When the requests still in the window were answered, oldest first. */
  #answeredAt: readonly number[] = [];

  constructor(options: MockRateLimitOptions<Name, Id> = {}) {
    this.name = options.name ?? ('mock-rate-limit' as Name);
    this.models = profilesOf(options.models ?? ['default' as Id]);
    this.#limit = options.limit ?? 0;
    this.#windowMs = options.windowMs ?? 60_000;
    this.#retryAfterMs = options.retryAfterMs;
    this.#clock = options.clock ?? systemClock;
  }

  async generate(request: ChatRequest, { signal }: CallContext): Promise<ChatResponse> {
    signal.throwIfAborted();
    const now = this.#clock.monotonic();
    this.#answeredAt = this.#answeredAt.filter((at) => at + this.#windowMs > now);
    if (this.#answeredAt.length >= this.#limit) throw this.#refusal(request, now);
    this.#answeredAt = [...this.#answeredAt, now];
    return mockAnswer(request, mockText(this.name, request));
  }

  /** The same answer word by word. A refusal comes at the first read. */
  async *stream(request: ChatRequest, call: CallContext): AsyncGenerator<ChatEvent, void> {
    for (const event of eventsOf(await this.generate(request, call))) {
      call.signal.throwIfAborted();
      yield event;
    }
  }

  #refusal({ model }: ChatRequest, now: number): ProviderError {
    const [oldest] = this.#answeredAt;
    const untilRoomMs = oldest === undefined ? 1_000 : Math.ceil(oldest + this.#windowMs - now);
    return new ProviderError({
      kind: 'rate-limit',
      message: `${this.name}/${model} is over its limit of ${this.#limit} requests in ${this.#windowMs} ms`,
      status: 429,
      retryAfterMs: this.#retryAfterMs ?? untilRoomMs,
    });
  }
}
