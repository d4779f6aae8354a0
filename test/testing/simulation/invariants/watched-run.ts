import type { AttemptOutcome } from '../../../../src/contracts/attempt.js';
import type { TokenUsage } from '../../../../src/contracts/chat.js';
import type { OrchestratorEvent } from '../../../../src/contracts/events.js';
import type { GenerateRequest, GenerateResult } from '../../../../src/contracts/generate.js';
import type { ModelStats } from '../../../../src/contracts/usage-store.js';
import { ProviderError } from '../../../../src/errors/provider-error.js';
import { ManualClock } from '../../../../src/testing/manual-clock.js';
import {
  type IdleWorld,
  Invariants,
} from '../../../../src/testing/simulation/invariants/invariants.js';
import type {
  SimulatedProviderOptions,
  SimulatedSettings,
} from '../../../../src/testing/simulation/simulation-options.js';

const PROVIDERS: readonly SimulatedProviderOptions[] = [
  { name: 'a', models: [{ id: 'one', pool: 'p' }, { id: 'two', pool: 'p' }, { id: 'three' }] },
  { name: 'b', models: [{ id: 'one' }] },
];

const NO_ANSWER = new ProviderError({ kind: 'server', message: 'no answer' });

/** Facts of an event beside its type; what is left out is as in a sound run. */
type Facts = { readonly [name: string]: unknown };

/** `inputTokens + outputTokens`, as a vendor reports them. */
export function tokens(inputTokens: number, outputTokens: number): TokenUsage {
  return {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    source: 'reported',
  };
}

/** What a store counts of one model; a sound run of one request has used `tokens(10, 5)`. */
export function counted(model: string, more: Partial<ModelStats> = {}): ModelStats {
  const window = { requests: 1, failures: 0, inputTokens: 10, outputTokens: 5, nanoUsd: 0 };
  return {
    model: model as ModelStats['model'],
    provider: model.split('/')[0] as string,
    lastMinute: window,
    lastHour: window,
    consecutiveFailures: 0,
    cooldownsLastHour: {},
    inFlight: 0,
    ...more,
  };
}

/** A run as an orchestrator, its vendors and its callers would tell of it, step by step, made up by a test. */
export class WatchedRun {
  readonly clock = new ManualClock();
  readonly invariants: Invariants;
  /** What ended, by request. */
  readonly #outcomes = new Map<string, AttemptOutcome[]>();

  constructor(settings: SimulatedSettings = {}) {
    this.invariants = new Invariants({ clock: this.clock, settings, providers: PROVIDERS });
  }

  get violations(): readonly string[] {
    return this.invariants.violations;
  }

  /** Any event, as it is. */
  note(type: OrchestratorEvent['type'], facts: Facts = {}): void {
    this.invariants.note({ type, at: this.clock.now(), ...facts } as unknown as OrchestratorEvent);
  }

  ask(id: string, request: string | GenerateRequest = 'Hi', streaming = false): void {
    this.invariants.requestStarted(id, request, streaming);
  }

  /** A request comes: `request-start`, `intent` and `route`. */
  begin(
    id: string,
    plan: Facts = {},
    request: string | GenerateRequest = 'Hi',
    streaming = false,
  ): void {
    this.ask(id, request, streaming);
    this.note('request-start', { requestId: id, streaming });
    this.note('intent', { requestId: id });
    this.route(id, plan);
  }

  route(id: string, plan: Facts = {}): void {
    const candidates = [{ model: 'a/one' }, { model: 'b/one' }];
    this.note('route', { requestId: id, plan: { candidates, excluded: [], ...plan } });
  }

  /** An attempt that its vendor gets to see. */
  attempt(attemptId: string, model = 'a/one', facts: Facts = {}): void {
    this.start(attemptId, model, facts);
    this.invariants.callStarted(attemptId);
  }

  /** Without a call. */
  start(attemptId: string, model = 'a/one', facts: Facts = {}): void {
    const [requestId, attempt] = attemptId.split('/');
    const provider = model.split('/')[0];
    const told = { requestId, attemptId, attempt: Number(attempt), model, provider, probe: false };
    this.note('attempt-start', { ...told, ...facts });
  }

  /** The vendor has answered and reported its usage, and it is booked. */
  answer(attemptId: string, model = 'a/one', usage = tokens(10, 5)): void {
    this.invariants.usageReported(attemptId, usage);
    this.invariants.callEnded(attemptId);
    this.book(attemptId, model, usage);
    this.finish(attemptId, model, { usage });
  }

  /** The vendor has refused; nothing was used. */
  fail(attemptId: string, model = 'a/one'): void {
    this.invariants.callEnded(attemptId);
    this.finish(attemptId, model, { outcome: 'error', error: { kind: 'server', message: '' } });
  }

  book(attemptId: string, model: string, usage: TokenUsage, costUsd?: number): void {
    const requestId = attemptId.split('/')[0];
    this.note('usage', { requestId, attemptId, model, usage, costUsd });
  }

  /** `attempt-end`, of a success unless `facts` say otherwise. */
  finish(attemptId: string, model = 'a/one', facts: Facts = {}): void {
    const requestId = attemptId.split('/')[0] as string;
    const outcome = { attemptId, model, outcome: 'success', probe: false, ...facts };
    const outcomes = this.#outcomes.get(requestId) ?? [];
    this.#outcomes.set(requestId, [...outcomes, outcome as unknown as AttemptOutcome]);
    this.note('attempt-end', { requestId, ...outcome });
  }

  /** `request-end`, of a success unless `facts` say otherwise. */
  end(id: string, facts: Facts = {}): void {
    const attempts = this.#outcomes.get(id) ?? [];
    const usage = attempts.findLast((attempt) => attempt.usage !== undefined)?.usage;
    this.note('request-end', { requestId: id, outcome: 'success', attempts, usage, ...facts });
  }

  /** The caller has the answer. */
  settle(id: string, facts: Facts = {}): void {
    const attempts = this.#outcomes.get(id) ?? [];
    const { model, usage } = attempts.at(-1) ?? {};
    const result = { id, attempts, model, usage, ...facts } as unknown as GenerateResult;
    this.invariants.requestSettled(id, { result });
  }

  /** The caller has the reason why there is no answer. */
  reject(id: string, error: unknown = NO_ANSWER): void {
    this.invariants.requestSettled(id, { error });
  }

  /** A whole request, answered by its first attempt. */
  request(id: string, model = 'a/one'): void {
    this.begin(id);
    this.attempt(`${id}/1`, model);
    this.answer(`${id}/1`, model);
    this.end(id);
    this.settle(id);
  }

  /** A rest of 10 s that needs a proof and may be overridden, unless `facts` say otherwise. */
  rest(facts: Facts = {}): void {
    const cause = { scope: 'model', target: 'a/one', policy: 'failure', forMs: 10_000 };
    const more = { remainingMs: 10_000, probe: true, overrideEveryMs: 0 };
    this.note('cooldown-start', { ...cause, ...more, ...facts });
  }

  wake(facts: Facts = {}): void {
    this.note('cooldown-end', { scope: 'model', target: 'a/one', policy: 'failure', ...facts });
  }

  idle(models: readonly ModelStats[] = [], more: Partial<IdleWorld> = {}): void {
    const stats = { at: this.clock.now(), models, cooldowns: [] };
    this.invariants.finish({ stats, pendingTimers: 0, listenersLeft: 0, ...more });
  }
}
