import type { GenerateRequest, GenerateResult } from '../../../contracts/generate.js';
import { OrchestratorError } from '../../../errors/orchestrator-error.js';
import type { AnyOrchestrator } from '../../../orchestrator.js';
import type { Invariants } from '../invariants/invariants.js';
import type { Recorder } from '../record/recorder.js';
import type { VirtualClock } from '../virtual-clock.js';
import { CallerSignal } from './caller-signal.js';

/** Where callers live: whom they ask, and who watches them. */
export interface CallerWorld {
  readonly clock: VirtualClock;
  readonly orchestrator: AnyOrchestrator;
  readonly recorder: Recorder;
  readonly invariants: Invariants;
}

/** What a caller wants. */
export interface Visit {
  /** The id that the request will be given. */
  readonly id: string;
  readonly request: string | GenerateRequest;
  readonly streaming: boolean;
  /** By the monotonic clock; undefined: stays to the end. */
  readonly leavesAt: number | undefined;
  /** Leaves by no longer reading a stream, not by a signal. */
  readonly stopsReading: boolean;
}

/** One caller with one request. */
export class Caller {
  readonly #visit: Visit;
  readonly #world: CallerWorld;
  readonly #arrivedAt: number;
  #signal: CallerSignal | undefined;
  #timer: unknown;
  #hasLeft = false;

  constructor(visit: Visit, world: CallerWorld) {
    this.#visit = visit;
    this.#world = world;
    this.#arrivedAt = world.clock.monotonic();
  }

  /** Listeners on the caller's signal. */
  get listeners(): number {
    return this.#signal?.listeners ?? 0;
  }

  /** Asks at once. Resolves when the request is over, whatever came of it; rejects only where those who watch do. */
  async visit(): Promise<void> {
    const { id, request, streaming } = this.#visit;
    const { invariants } = this.#world;
    invariants.requestStarted(id, request, streaming);
    const settled = await this.#answer(this.#withSignal()).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    this.#world.clock.clearTimeout(this.#timer);
    if ('result' in settled) this.#noteAnswer();
    else this.#noteError(settled.error);
    invariants.requestSettled(id, settled);
  }

  /** The request, with a signal where its caller will not wait. */
  #withSignal(): string | GenerateRequest {
    const { request, leavesAt, stopsReading } = this.#visit;
    if (leavesAt === undefined || stopsReading) return request;
    const caller = new CallerSignal();
    this.#signal = caller;
    this.#timer = this.#world.clock.at(leavesAt, () => {
      this.#leave();
      caller.abort();
    });
    const { signal } = caller;
    return typeof request === 'string' ? { prompt: request, signal } : { ...request, signal };
  }

  #answer(request: string | GenerateRequest): Promise<GenerateResult> {
    const { orchestrator } = this.#world;
    return this.#visit.streaming ? this.#read(request) : orchestrator.generate(request);
  }

  async #read(request: string | GenerateRequest): Promise<GenerateResult> {
    const { clock, recorder, orchestrator } = this.#world;
    const { leavesAt = Number.POSITIVE_INFINITY, stopsReading } = this.#visit;
    const stream = orchestrator.stream(request);
    let isFirst = true;
    for await (const { type } of stream) {
      const now = clock.monotonic();
      if (type === 'finish') continue;
      if (isFirst) recorder.noteFirstToken(now - this.#arrivedAt);
      isFirst = false;
      if (!stopsReading || now < leavesAt) continue;
      this.#leave();
      break;
    }
    return stream.result;
  }

  #leave(): void {
    this.#hasLeft = true;
    this.#world.invariants.callerLeft(this.#visit.id);
  }

  #noteAnswer(): void {
    const { clock, recorder } = this.#world;
    const now = clock.monotonic();
    recorder.noteAnswer(now - this.#arrivedAt, now);
  }

  #noteError(error: unknown): void {
    const { clock, recorder } = this.#world;
    const code = OrchestratorError.isInstance(error) ? error.code : 'unknown';
    if (this.#hasLeft) recorder.noteAbort();
    else recorder.noteFailure(code, clock.monotonic());
  }
}
