import { ProviderError } from '../errors/provider-error.js';
import { checkResponse } from './check-response.js';
import { type AttemptCall, type Ending, RunningAttempt } from './running-attempt.js';

/** One model, one try, one whole answer. Never rejects. */
export function attemptModel(call: AttemptCall): Promise<Ending> {
  return new Promise((resolve) => new WholeAttempt(call, resolve).start());
}

class WholeAttempt extends RunningAttempt {
  readonly #resolve: (ending: Ending) => void;

  constructor(call: AttemptCall, resolve: (ending: Ending) => void) {
    super(call);
    this.#resolve = resolve;
  }

  start(): void {
    if (!this.begin()) return;
    const { provider, request } = this.call;
    try {
      provider.generate(request, this.context).then(
        (response) => this.#answer(response),
        (error: unknown) => this.fail(ProviderError.from(error)),
      );
    } catch (error) {
      this.fail(ProviderError.from(error));
    }
  }

  #answer(answer: unknown): void {
    const response = checkResponse(answer);
    if (response instanceof ProviderError) this.fail(response);
    else this.end({ outcome: 'success', response });
  }

  protected override onTime(): void {
    this.expire('answer', this.call.timeoutMs);
  }

  protected override onEnd(ending: Ending): void {
    this.#resolve(ending);
  }
}
