import type { AttemptOutcome, Billed, ErrorKind } from '../contracts/attempt.js';
import type { ModelId } from '../contracts/model.js';
import { systemClock } from '../support/system-clock.js';
import { billedByDefault, classify } from './classify.js';
import { readErrorFacts } from './error-facts.js';
import { describeError, safeCause, vendorCodeOf } from './error-message.js';
import { hasCode, OrchestratorError } from './orchestrator-error.js';
import { safeToken } from './redact.js';
import { limitResetMs, retryAfterMs } from './retry-after.js';

/** What is known of a failure; only `kind` and `message` are required. */
export interface ProviderErrorOptions {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly status?: number | undefined;
  /** The vendor's own code, as in `insufficient_quota`. */
  readonly vendorCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** True: the server asks for a retry. False: this model will not heal within the request. @default by kind */
  readonly retryable?: boolean | undefined;
  /** Whether the vendor may charge for it. @default by kind */
  readonly billed?: Billed | undefined;
  readonly providerRequestId?: string | undefined;
  readonly cause?: unknown;
  /** Added by the core. */
  readonly model?: ModelId | undefined;
  /** Added by the core. */
  readonly attempts?: readonly AttemptOutcome[] | undefined;
}

/** For {@link ProviderError.from}. */
export interface ProviderErrorFromOptions {
  /** Keys and the like, to be taken out of every message. */
  readonly secrets?: readonly string[] | undefined;
  /** Wall time in epoch ms, for `retry-after` dates. @default the system's */
  readonly now?: number | undefined;
}

/** What a provider throws, and what a request that stops on such a failure rejects with. */
export class ProviderError extends OrchestratorError {
  override readonly name = 'ProviderError';
  readonly code = 'provider-error';
  readonly kind: ErrorKind;
  readonly billed: Billed;
  declare readonly status?: number;
  declare readonly vendorCode?: string;
  /** How long the server asks to be left alone, or until its limit frees; ms. */
  declare readonly retryAfterMs?: number;
  /** Only what is known beyond the kind: true where the server asks for a retry, false where none will help. */
  declare readonly retryable?: boolean;
  declare readonly providerRequestId?: string;
  declare readonly model?: ModelId;

  constructor(options: ProviderErrorOptions) {
    const { kind, message, billed, attempts, ...rest } = options;
    super(message, {
      ...(attempts === undefined ? {} : { attempts }),
      ...(options.cause === undefined ? {} : { cause: options.cause }),
    });
    this.kind = kind;
    this.billed = billed ?? billedByDefault(kind, options.status);
    const { status, vendorCode, retryAfterMs, retryable, providerRequestId, model } = rest;
    const known = { status, vendorCode, retryAfterMs, retryable, providerRequestId, model };
    for (const [field, value] of Object.entries(known)) {
      if (value !== undefined) Object.assign(this, { [field]: value });
    }
  }

  static override isInstance(value: unknown): value is ProviderError {
    return hasCode(value, 'provider-error');
  }

  /**
   * Whatever a vendor's SDK, `fetch` or a server's body says went wrong, as one of our kinds. A `ProviderError` is
   * returned as it is. The message is cut and without secrets, the cause a copy without headers and bodies.
   */
  static from(error: unknown, options: ProviderErrorFromOptions = {}): ProviderError {
    if (ProviderError.isInstance(error)) return error;
    const { secrets = [], now = systemClock.now() } = options;
    const facts = readErrorFacts(error);
    const found = classify(error, facts);
    const waitMs = retryAfterMs(facts.header, now);
    const requestId = facts.header('x-request-id') ?? facts.header('request-id');
    return new ProviderError({
      ...found,
      message: describeError(found.kind, facts, secrets),
      status: facts.status,
      vendorCode: vendorCodeOf(facts, secrets),
      retryAfterMs:
        waitMs ?? (found.kind === 'rate-limit' ? limitResetMs(facts.header, now) : undefined),
      providerRequestId: safeToken(requestId, secrets),
      cause: safeCause(error, secrets),
    });
  }

  override toJSON(): Record<string, unknown> {
    const { name, code, kind, message, attempts } = this;
    const { status, vendorCode, retryAfterMs, providerRequestId, model } = this;
    const known = { status, vendorCode, retryAfterMs, providerRequestId, model };
    return { name, code, kind, message, ...known, attempts };
  }
}
