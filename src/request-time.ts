import type { Settings } from './configuration/resolve-options.js';
import type { Timeouts } from './contracts/configuration.js';
import type { ConfiguredModel } from './contracts/configured-model.js';
import type { NormalizedRequest } from './request/normalize-request.js';

/** A reservation frees itself so long after its request's deadline: its settlement always comes first. */
const LEASE_MARGIN_MS = 30_000;
/** A stream without a deadline holds what it reserved for so long, or until it ends. */
const STREAM_LEASE_MS = 3_600_000;
/** Of an equal share of the time, as detecting and planning have taken a bit of it. */
const LEAST_SHARE = 0.9;
const NO_TIMEOUTS: Timeouts = {};

/** The time that one request has, from its start on, and what its attempts may take of it. */
export class RequestTime {
  /** By the monotonic clock, as `deadline`. */
  readonly startedAt: number;
  /** Infinite for a stream unless set. */
  readonly totalMs: number;
  readonly #settings: Settings;
  readonly #timeouts: NormalizedRequest['timeouts'];
  readonly #streaming: boolean;
  readonly #startedAtWall: number;

  constructor(settings: Settings, { timeouts }: NormalizedRequest, streaming: boolean) {
    const { clock, timeouts: configured } = settings;
    this.#settings = settings;
    this.#timeouts = timeouts;
    this.#streaming = streaming;
    this.startedAt = clock.monotonic();
    this.#startedAtWall = clock.now();
    this.totalMs = timeouts.totalMs ?? (streaming ? configured.streamTotalMs : configured.totalMs);
  }

  /** Since its start. */
  get latencyMs(): number {
    return this.#settings.clock.monotonic() - this.startedAt;
  }

  get deadline(): number {
    return this.startedAt + this.totalMs;
  }

  /** What plug-ins may take to say what it is for, all together: the answer keeps at least half of the time. */
  get understandingMs(): number {
    const detectMs = this.#timeouts.detectMs ?? this.#settings.timeouts.detectMs;
    return Math.min(detectMs, this.totalMs / 2);
  }

  /** How long a reservation holds, should it never be settled. */
  get leaseMs(): number {
    return Number.isFinite(this.totalMs) ? this.totalMs + LEASE_MARGIN_MS : STREAM_LEASE_MS;
  }

  /** Epoch ms: the wall clock is read once per request, so that its instants stay apart by what truly elapsed. */
  wallAt(monotonic: number): number {
    return Math.round(this.#startedAtWall + monotonic - this.startedAt);
  }

  /** What an attempt may take, of a stream to its first content; undefined: as long as there is time. */
  attemptMs(model: ConfiguredModel): number | undefined {
    return this.#attemptMs(model, this.#timeouts);
  }

  /** What an attempt has unless its caller is in a hurry: what is configured, or its share of that. */
  usualMs(model: ConfiguredModel): number {
    const attemptMs = this.#attemptMs(model, NO_TIMEOUTS) ?? Number.POSITIVE_INFINITY;
    if (this.#timeouts.totalMs !== undefined) return attemptMs;
    return Math.min(attemptMs, (LEAST_SHARE * this.totalMs) / this.#settings.maxAttempts);
  }

  #attemptMs(
    model: ConfiguredModel,
    { attemptMs, firstTokenMs = model.firstTokenMs }: Timeouts,
  ): number | undefined {
    if (!this.#streaming) return attemptMs ?? model.attemptMs;
    return Math.min(firstTokenMs, attemptMs ?? model.streamAttemptMs ?? firstTokenMs);
  }
}
