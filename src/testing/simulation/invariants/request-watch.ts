import type {
  AttemptStartEvent,
  FallbackEvent,
  OrchestratorEvent,
  RequestEndEvent,
  RouteEvent,
  UsageEvent,
} from '../../../contracts/events.js';
import type { GenerateResult } from '../../../contracts/generate.js';
import type { ModelId } from '../../../contracts/model.js';
import { OrchestratorError } from '../../../errors/orchestrator-error.js';
import { InvalidRequestError } from '../../../errors/request-errors.js';
import { AttemptWatch } from './attempt-watch.js';
import { type Account, problemsWith } from './request-accounts.js';
import { type Asked, RequestDeadline } from './request-deadline.js';
import type { Violations } from './violations.js';

/** Unless the orchestrator's options or the request say otherwise. */
const MAX_ATTEMPTS = 3;
/** What sums of floating-point USD may be off by. */
const ROUNDING_USD = 1e-9;

/** What a caller gets in the end. */
export type Settled = { readonly result: GenerateResult } | { readonly error: unknown };

/** What a request's events are, but for the start and the end of its attempts. */
export type RequestEvent = Extract<
  OrchestratorEvent,
  {
    readonly type:
      | 'request-start'
      | 'intent'
      | 'route'
      | 'usage'
      | 'fallback'
      | 'quota-exceeded'
      | 'warning'
      | 'request-end';
  }
>;

type RequestEnd = RequestEndEvent<ModelId, string>;

/** What comes next: `request-start`, `intent`, `route`, what concerns attempts, nothing. */
type Stage = 'asked' | 'started' | 'detected' | 'routed' | 'ended';

/** One request: its events in their order, its attempts, its deadline, and what its caller gets. */
export class RequestWatch {
  readonly #asked: Asked;
  readonly #deadline: RequestDeadline;
  readonly #violations: Violations;
  readonly #attempts: AttemptWatch[] = [];
  #stage: Stage = 'asked';
  /** The request has no other model. */
  #lone: ModelId | undefined;
  /** It was said to be tried although it rests. */
  #lastResort: string | undefined;
  #fallback: FallbackEvent<ModelId> | undefined;
  #end: RequestEnd | undefined;

  constructor(asked: Asked, violations: Violations) {
    this.#asked = asked;
    this.#deadline = new RequestDeadline(asked);
    this.#violations = violations;
  }

  /** Whether the request may try this model although it rests: it has no other, or it has said so. */
  mayOverrideRestOf(model: ModelId): boolean {
    return model === this.#lone || model === this.#lastResort;
  }

  leave(now: number): void {
    this.#deadline.leave(now);
  }

  note(event: RequestEvent): void {
    switch (event.type) {
      case 'request-start':
        this.#advance('asked', 'started', event.type);
        if (event.streaming !== this.#asked.streaming)
          this.#violate('took a stream for none, or back');
        break;
      case 'intent':
        this.#advance('started', 'detected', event.type);
        break;
      case 'route':
        this.#advance('detected', 'routed', event.type);
        this.#noteRoute(event);
        break;
      case 'usage':
        this.#expectRouted(event.type);
        this.#noteUsage(event);
        break;
      case 'fallback':
        this.#expectRouted(event.type);
        this.#noteFallback(event);
        break;
      case 'quota-exceeded':
        this.#expectRouted(event.type);
        break;
      case 'request-end':
        this.#noteEnd(event);
        break;
      case 'warning':
        this.#noteWarning(event.warning);
        break;
    }
  }

  beginAttempt(event: AttemptStartEvent<ModelId>): AttemptWatch {
    const attempt = new AttemptWatch(event, this.#violations);
    this.#expectRouted('attempt-start');
    this.#checkFallback(attempt);
    this.#attempts.push(attempt);
    const count = this.#attempts.length;
    if (event.attempt !== count)
      this.#violate(`its attempt ${count} is said to be ${event.attempt}`);
    const { request, settings } = this.#asked;
    const own = typeof request === 'string' ? undefined : request.maxAttempts;
    const most = own ?? settings.maxAttempts ?? MAX_ATTEMPTS;
    if (count > most) this.#violate(`${count} attempts, ${most} are allowed`);
    return attempt;
  }

  endAttempt(attempt: AttemptWatch): void {
    this.#expectRouted('attempt-end');
    if (!this.#attempts.includes(attempt)) this.#violate(`ended ${attempt.id} of another request`);
  }

  settle(settled: Settled, now: number): void {
    const late = this.#deadline.problem(this.#attempts.length, now);
    if (late !== undefined) this.#violate(late);
    if (this.#end === undefined) {
      const isRefused = 'error' in settled && InvalidRequestError.isInstance(settled.error);
      if (this.#stage !== 'asked' || !isRefused) this.#violate('settled without a `request-end`');
    } else if ('result' in settled) this.#checkResult(settled.result, this.#end);
    else this.#checkError(settled.error, this.#end);
  }

  #noteRoute({ plan }: RouteEvent<ModelId, string>): void {
    if (this.#asked.settings.whenExhausted?.health === 'fail') return;
    const [candidate, ...others] = plan.candidates;
    const isAlone =
      others.length === 0 && plan.excluded.every(({ reason }) => reason !== 'cooling');
    if (isAlone) this.#lone = candidate?.model;
  }

  #noteUsage(event: UsageEvent<ModelId>): void {
    const attempt = this.#attempts.find(({ id }) => id === event.attemptId);
    if (attempt === undefined || attempt.hasEnded) {
      this.#violate(`usage of ${event.attemptId}, which is not under way`);
    } else attempt.book(event);
  }

  #noteFallback(event: FallbackEvent<ModelId>): void {
    const last = this.#attempts.at(-1);
    if (last === undefined || last.model !== event.from || !last.hasEnded) {
      this.#violate(`fell back from ${event.from}, which was not its last attempt`);
    }
    this.#fallback = event;
  }

  #checkFallback({ model }: AttemptWatch): void {
    const from = this.#attempts.at(-1)?.model ?? model;
    const to = this.#fallback?.to ?? from;
    this.#fallback = undefined;
    if (to !== model) this.#violate(`went on to ${model}, but fell back to ${to}`);
  }

  #noteWarning({ model, message }: { readonly model?: string; readonly message: string }): void {
    if (this.#stage === 'asked' || this.#stage === 'ended') {
      this.#violate(`warning when it was ${this.#stage}`);
    }
    if (message.includes('although it rests')) this.#lastResort = model;
  }

  #noteEnd(event: RequestEnd): void {
    const { outcome, costUsd = 0 } = event;
    if (this.#stage === 'asked') this.#violate('request-end before its request-start');
    if (this.#stage === 'ended') this.#violate('request-end twice');
    if (outcome === 'success') this.#expectRouted('success');
    this.#stage = 'ended';
    this.#end = event;
    for (const { id, hasEnded } of this.#attempts) {
      if (!hasEnded) this.#violate(`ended before its attempt ${id}`);
    }
    this.#checkAccount('request-end', event);
    const { request } = this.#asked;
    const mostUsd = (typeof request === 'string' ? undefined : request.maxCostUsd) ?? costUsd;
    if (costUsd > mostUsd + ROUNDING_USD)
      this.#violate(`cost ${costUsd} USD of at most ${mostUsd}`);
  }

  #checkResult(result: GenerateResult, { outcome }: RequestEnd): void {
    if (outcome !== 'success') this.#violate(`answered, but its request-end says ${outcome}`);
    if (result.id !== this.#asked.id) this.#violate(`its answer is that of ${result.id}`);
    if (result.model !== this.#attempts.at(-1)?.model) {
      this.#violate(`its answer is by ${result.model}, which was not its last attempt`);
    }
    this.#checkAccount('its answer', result);
  }

  /** It is one of ours, or what the caller's own signal says. */
  #checkError(error: unknown, { outcome }: RequestEnd): void {
    if (outcome === 'success') this.#violate('succeeded, but its caller got an error');
    if (!this.#deadline.hasLeft && !OrchestratorError.isInstance(error)) {
      this.#violate(`its caller got an error that is none of ours: ${String(error)}`);
    }
  }

  #checkAccount(by: string, account: Account): void {
    for (const problem of problemsWith(account, this.#attempts)) this.#violate(`${by} ${problem}`);
  }

  #advance(from: Stage, to: Stage, type: string): void {
    if (this.#stage !== from) this.#violate(`${type} when it was ${this.#stage}`);
    this.#stage = to;
  }

  #expectRouted(type: string): void {
    if (this.#stage !== 'routed') this.#violate(`${type} when it was ${this.#stage}`);
  }

  #violate(what: string): void {
    this.#violations.add(`request ${this.#asked.id}`, what);
  }
}
