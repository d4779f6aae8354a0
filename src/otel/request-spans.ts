import {
  type Attributes,
  type Context,
  context,
  type HrTime,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type {
  AttemptEndEvent,
  EventBase,
  IntentEvent,
  RequestEndEvent,
  RequestStartEvent,
} from '../contracts/events.js';
import type { ModelId } from '../contracts/model.js';
import { detailsOf, targetOf, vendorModel } from './attempt-attributes.js';
import { GenAi, General, Own } from './conventions.js';

/** What a request is: a detector's question is one too. */
type Operation = 'generate' | 'stream' | 'detect';

/** A request whose end has not been heard. */
export interface OpenRequest {
  readonly operation: Operation;
  readonly span: Span;
  /** That in which the request was made, with its span as the one that is active. */
  readonly context: Context;
  /** Epoch ms. */
  readonly startedAt: number;
}

/**
 * A span for each request, and one in it for each attempt. That of an attempt is made when it has ended, with the times
 * of its beginning and end: until then nothing is known of it that anybody could see.
 */
export class RequestSpans {
  readonly #tracer: Tracer;
  readonly #most: number;
  readonly #open = new Map<string, OpenRequest>();
  /** Of the last event, epoch ms. */
  #at = 0;

  /** @param most requests that are remembered at once; one more, and the oldest is given up */
  constructor(tracer: Tracer, most: number) {
    this.#tracer = tracer;
    this.#most = most;
  }

  /** The request that an event belongs to; undefined where its beginning was not heard, or too long ago. */
  of({ requestId }: EventBase<string>): OpenRequest | undefined {
    return requestId === undefined ? undefined : this.#open.get(requestId);
  }

  /** In the context that is active now: the event comes while the caller is still asking. */
  begin(event: RequestStartEvent): void {
    const { at, requestId, parentRequestId } = event;
    this.#at = at;
    const operation = operationOf(event);
    const parent = this.#open.get(parentRequestId ?? '')?.context ?? context.active();
    const attributes = {
      [Own.requestId]: requestId,
      [Own.parentRequestId]: parentRequestId,
      [Own.operation]: operation,
      [Own.preference]: event.preference,
      [Own.tenant]: event.tenant,
    };
    const options = { kind: SpanKind.INTERNAL, startTime: timeOf(at), attributes };
    const span = this.#tracer.startSpan(`llm_orchestrator.${operation}`, options, parent);
    const own = trace.setSpan(parent, span);
    this.#open.set(requestId, { operation, span, context: own, startedAt: at });
    if (this.#open.size > this.#most) this.#giveUpOldest();
  }

  noteIntent(event: IntentEvent<string>): void {
    this.#at = event.at;
    this.of(event)?.span.setAttributes({
      [Own.intent]: event.intent,
      [Own.intentConfidence]: event.confidence,
      [Own.intentDetected]: event.detected,
    });
  }

  /** Something that happened on the way. */
  note(event: EventBase<string>, name: string, attributes: Attributes): void {
    this.#at = event.at;
    this.of(event)?.span.addEvent(name, attributes, timeOf(event.at));
  }

  /** Returns the context of the attempt, for what is measured in it. */
  addAttempt(event: AttemptEndEvent<ModelId>): Context | undefined {
    this.#at = event.at;
    const request = this.of(event);
    if (request === undefined) return undefined;
    const { model, provider, startedAt, latencyMs, error } = event;
    const attributes = {
      ...targetOf(event),
      [GenAi.stream]: request.operation === 'stream' || undefined,
      [Own.requestId]: event.requestId,
      ...detailsOf(event),
    };
    const options = { kind: SpanKind.CLIENT, startTime: timeOf(startedAt), attributes };
    const name = `${GenAi.chat} ${vendorModel(model, provider)}`;
    const span = this.#tracer.startSpan(name, options, request.context);
    fail(span, error?.message);
    span.end(timeOf(startedAt + latencyMs));
    return trace.setSpan(request.context, span);
  }

  end(event: RequestEndEvent<ModelId, string>): void {
    this.#at = event.at;
    const request = this.of(event);
    if (request === undefined) return;
    this.#open.delete(event.requestId);
    const { span, startedAt } = request;
    span.setAttributes({
      [Own.outcome]: event.outcome,
      [Own.model]: event.model,
      [Own.attempts]: event.attempts.length,
      [Own.costUsd]: event.costUsd,
      [General.errorType]: event.error?.code,
    });
    fail(span, event.error?.message);
    // The wall clock may have been set meanwhile.
    span.end(timeOf(startedAt + event.latencyMs));
  }

  /** Ends the spans of what still runs, without an outcome. */
  giveUpAll(): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { span } of open) span.end(timeOf(this.#at));
  }

  #giveUpOldest(): void {
    for (const [id, { span }] of this.#open) {
      this.#open.delete(id);
      span.end(timeOf(this.#at));
      return;
    }
  }
}

function operationOf({ parentRequestId, streaming }: RequestStartEvent): Operation {
  if (parentRequestId !== undefined) return 'detect';
  return streaming ? 'stream' : 'generate';
}

function fail(span: Span, message: string | undefined): void {
  if (message !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** Not as a number: an SDK takes a small one, as of a test's clock, for time since the process began. */
function timeOf(epochMs: number): HrTime {
  return [Math.floor(epochMs / 1_000), Math.floor((epochMs % 1_000) * 1e6)];
}
