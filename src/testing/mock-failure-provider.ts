import type { ErrorKind } from '../contracts/attempt.js';
import type { ChatEvent, ChatRequest, ChatResponse } from '../contracts/chat.js';
import type { ModelProfile } from '../contracts/model.js';
import type { CallContext, Provider } from '../contracts/provider.js';
import { ProviderError } from '../errors/provider-error.js';
import { eventsOf } from './answer-events.js';
import { type MockModels, profilesOf } from './mock-models.js';

export interface MockFailureOptions<Name extends string, Id extends string> {
  /** @default 'mock-failure' */
  readonly name?: Name | undefined;
  /** @default ['default'] */
  readonly models?: MockModels<Id> | undefined;
  /** @default 'server' */
  readonly kind?: ErrorKind | undefined;
  /** @default a sentence that names the model */
  readonly message?: string | undefined;
  /** The HTTP status. @default none */
  readonly status?: number | undefined;
  /** @default none */
  readonly retryAfterMs?: number | undefined;
}

/** Always fails, with a `ProviderError`: put it in front of another provider to see the fallback. */
export class MockFailureProvider<
  const Name extends string = 'mock-failure',
  const Id extends string = 'default',
> implements Provider<Name, Id>
{
  readonly name: Name;
  readonly models: readonly ModelProfile<Id>[];
  readonly #options: MockFailureOptions<Name, Id>;

  constructor(options: MockFailureOptions<Name, Id> = {}) {
    this.name = options.name ?? ('mock-failure' as Name);
    this.models = profilesOf(options.models ?? ['default' as Id]);
    this.#options = { ...options };
  }

  async generate({ model }: ChatRequest, { signal }: CallContext): Promise<ChatResponse> {
    signal.throwIfAborted();
    const message = `${this.name}/${model} fails, as a mock should`;
    const { status, retryAfterMs } = this.#options;
    throw new ProviderError({
      kind: this.#options.kind ?? 'server',
      message: this.#options.message ?? message,
      status,
      retryAfterMs,
    });
  }

  /** Fails at the first read. */
  async *stream(request: ChatRequest, call: CallContext): AsyncGenerator<ChatEvent, void> {
    yield* eventsOf(await this.generate(request, call));
  }
}
