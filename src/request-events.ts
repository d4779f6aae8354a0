import type { AttemptOutcome } from './contracts/attempt.js';
import type { Warning } from './contracts/basics.js';
import type { Clock } from './contracts/clock.js';
import type { OrchestratorEvents, RequestEndEvent } from './contracts/events.js';
import type { Detection } from './contracts/intent-detector.js';
import type { ModelId, Preference } from './contracts/model.js';
import type { RoutePlan } from './contracts/router.js';
import type { Admission } from './contracts/usage-store.js';
import type { ProviderError } from './errors/provider-error.js';
import { totals } from './response/compose-result.js';
import type { Emitter } from './support/emitter.js';

type OverQuota = Extract<Admission, { readonly reason: 'over-quota' }>;

/** What is known of a request when it ends. */
interface EndedRequest {
  readonly attempts: readonly AttemptOutcome[];
  readonly latencyMs: number;
  readonly detection: Detection<string>;
}

/** Tells of one request. An event that nobody hears is not built. */
export class RequestEvents {
  readonly #emitter: Emitter;
  readonly #clock: Clock;
  readonly #request: { readonly requestId: string; readonly tenant?: string };

  constructor(emitter: Emitter, clock: Clock, requestId: string, tenant: string | undefined) {
    this.#emitter = emitter;
    this.#clock = clock;
    this.#request = tenant === undefined ? { requestId } : { requestId, tenant };
  }

  hears(name: keyof OrchestratorEvents): boolean {
    return this.#emitter.hears(name);
  }

  start(preference: Preference, streaming: boolean, parentRequestId?: string): void {
    if (!this.hears('request-start')) return;
    const parent = parentRequestId === undefined ? undefined : { parentRequestId };
    this.#emitter.emit({
      type: 'request-start',
      ...this.#base(),
      preference,
      streaming,
      ...parent,
    });
  }

  intent(detection: Detection<string>, detected: boolean, latencyMs: number): void {
    if (!this.hears('intent')) return;
    const { intent, confidence, alternatives, evidence } = detection;
    this.#emitter.emit({
      type: 'intent',
      ...this.#base(),
      intent,
      confidence,
      ...(alternatives !== undefined && { alternatives }),
      ...(evidence !== undefined && { evidence }),
      detected,
      latencyMs,
    });
  }

  route(plan: RoutePlan): void {
    if (!this.hears('route')) return;
    // Events are frozen, and the ranking is the router's own.
    const candidates = plan.candidates.map(({ parts, ...candidate }) =>
      parts === undefined ? candidate : { ...candidate, parts: { ...parts } },
    );
    this.#emitter.emit({ type: 'route', ...this.#base(), plan: { ...plan, candidates } });
  }

  attemptStart(facts: {
    readonly attemptId: string;
    readonly model: ModelId;
    readonly provider: string;
    readonly attempt: number;
    readonly probe: boolean;
  }): void {
    this.#emitter.emit({ type: 'attempt-start', ...this.#base(), ...facts });
  }

  attemptEnd(outcome: AttemptOutcome): void {
    const { attemptId, model, provider, usage, costUsd } = outcome;
    if (usage !== undefined && this.hears('usage')) {
      this.#emitter.emit({
        type: 'usage',
        ...this.#base(),
        attemptId,
        model,
        provider,
        usage,
        ...(costUsd !== undefined && { costUsd }),
      });
    }
    if (!this.hears('attempt-end')) return;
    this.#emitter.emit({ type: 'attempt-end', ...this.#base(), ...outcome });
  }

  fallback(from: ModelId, to: ModelId, { kind, message }: ProviderError): void {
    if (!this.hears('fallback')) return;
    this.#emitter.emit({ type: 'fallback', ...this.#base(), from, to, reason: kind, message });
  }

  quotaExceeded(model: ModelId, { quota, used, retryAfterMs }: OverQuota): void {
    if (!this.hears('quota-exceeded')) return;
    const event = { type: 'quota-exceeded', ...this.#base(), model } as const;
    this.#emitter.emit({ ...event, quota, used, retryAfterMs });
  }

  warning(warning: Warning): void {
    if (this.hears('warning')) this.#emitter.emit({ type: 'warning', ...this.#base(), warning });
  }

  end(
    outcome: RequestEndEvent<ModelId, string>['outcome'],
    { attempts, latencyMs, detection }: EndedRequest,
    more: Pick<RequestEndEvent<ModelId, string>, 'model' | 'error'> = {},
  ): void {
    if (!this.hears('request-end')) return;
    const { usage, costUsd } = totals(attempts);
    this.#emitter.emit({
      type: 'request-end',
      ...this.#base(),
      outcome,
      intent: detection.intent,
      attempts,
      latencyMs,
      ...(usage !== undefined && { usage }),
      ...(costUsd !== undefined && { costUsd }),
      ...more,
    });
  }

  #base() {
    return { ...this.#request, at: this.#clock.now() };
  }
}
