import { type Meter, metrics, type Tracer, trace } from '@opentelemetry/api';
import type {
  AttemptEndEvent,
  FallbackEvent,
  QuotaExceededEvent,
  RequestEndEvent,
  WarningEvent,
} from '../contracts/events.js';
import type { ModelId } from '../contracts/model.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import type { AnyOrchestrator } from '../orchestrator.js';
import { Checks } from '../support/checks.js';
import { GenAi, General, Own } from './conventions.js';
import { Measures } from './measures.js';
import { RequestSpans } from './request-spans.js';

const NAME = 'llm-orchestrator';
/** More than run at once in one process. */
const MOST_OPEN_REQUESTS = 10_000;

const check = new Checks(ConfigurationError);

/** Who makes the spans, and who the metrics. */
export interface InstrumentOptions {
  /** @default that of the SDK that is registered, or will be */
  readonly tracer?: Tracer | undefined;
  /** @default that of the SDK that is registered: later is too late for metrics */
  readonly meter?: Meter | undefined;
}

/**
 * Tells OpenTelemetry of every request: a span, with one in it for each attempt, and metrics, by the GenAI conventions
 * v1.41. The span of a request belongs to the one that was active where it was made, a stream's where it was first
 * read. Prompts and answers are no part of it: events have none.
 *
 * A tracer or meter that throws disturbs no request: it becomes a `listener-error` event.
 *
 * @returns how to stop; spans of requests that still run end then
 * @throws ConfigurationError for an option that is none, or a tracer or meter without its methods
 *
 * @example
 * const stop = instrument(orchestrator); // after the SDK was registered
 */
export function instrument(
  orchestrator: Pick<AnyOrchestrator, 'on'>,
  options: InstrumentOptions = {},
): () => void {
  const { tracer, meter } = resolve(options);
  const telemetry = new Telemetry(
    new RequestSpans(tracer, MOST_OPEN_REQUESTS),
    new Measures(meter),
  );
  return telemetry.listen(check.methods(orchestrator, 'orchestrator', 'an orchestrator', ['on']));
}

function resolve(options: InstrumentOptions): { readonly tracer: Tracer; readonly meter: Meter } {
  const { tracer, meter } = check.object(options, '', ['tracer', 'meter']);
  const schema = { schemaUrl: GenAi.schemaUrl };
  const given = {
    tracer: tracer ?? trace.getTracerProvider().getTracer(NAME, undefined, schema),
    meter: meter ?? metrics.getMeter(NAME, undefined, schema),
  };
  return {
    tracer: check.methods(given.tracer, 'tracer', 'a tracer', ['startSpan']),
    meter: check.methods(given.meter, 'meter', 'a meter', ['createHistogram', 'createCounter']),
  };
}

/** What each event comes to. What is measured does not depend on whether a span could be made. */
class Telemetry {
  readonly #spans: RequestSpans;
  readonly #measures: Measures;

  constructor(spans: RequestSpans, measures: Measures) {
    this.#spans = spans;
    this.#measures = measures;
  }

  /**
   * Not to `onAny`: who hears everything makes the orchestrator build what nobody needs here, and hears the errors of
   * other listeners, which would then be reported to nobody else.
   */
  listen(orchestrator: Pick<AnyOrchestrator, 'on'>): () => void {
    const spans = this.#spans;
    const offs = [
      orchestrator.on('request-start', (event) => spans.begin(event)),
      orchestrator.on('intent', (event) => spans.noteIntent(event)),
      orchestrator.on('attempt-end', (event) => this.#endAttempt(event)),
      orchestrator.on('fallback', (event) => this.#fallBack(event)),
      orchestrator.on('quota-exceeded', (event) => this.#refuse(event)),
      orchestrator.on('warning', (event) => this.#warn(event)),
      orchestrator.on('request-end', (event) => this.#endRequest(event)),
      orchestrator.on('cooldown-start', (event) => this.#measures.cooldown(event)),
    ];
    return () => {
      for (const off of offs) off();
      spans.giveUpAll();
    };
  }

  #endAttempt(event: AttemptEndEvent<ModelId>): void {
    let where = this.#spans.of(event)?.context;
    try {
      where = this.#spans.addAttempt(event);
    } finally {
      this.#measures.attempt(event, where);
    }
  }

  #fallBack(event: FallbackEvent<ModelId>): void {
    const { from, to, reason, message } = event;
    try {
      this.#spans.note(event, Own.fallbackEvent, {
        [Own.fallbackFrom]: from,
        [Own.fallbackTo]: to,
        [General.errorType]: reason,
        [Own.message]: message,
      });
    } finally {
      this.#measures.fallback(event, this.#spans.of(event)?.context);
    }
  }

  #refuse(event: QuotaExceededEvent<ModelId>): void {
    const { model, quota, used, retryAfterMs } = event;
    try {
      this.#spans.note(event, Own.refusalEvent, {
        [Own.model]: model,
        [Own.quota]: quota.id,
        [Own.quotaUnit]: quota.unit,
        [Own.quotaMax]: quota.max,
        [Own.quotaUsed]: used,
        [Own.retryAfterMs]: retryAfterMs,
      });
    } finally {
      this.#measures.refusal(event, this.#spans.of(event)?.context);
    }
  }

  #warn(event: WarningEvent): void {
    const { code, message, model } = event.warning;
    this.#spans.note(event, Own.warningEvent, {
      [Own.warningCode]: code,
      [Own.message]: message,
      [Own.model]: model,
    });
  }

  #endRequest(event: RequestEndEvent<ModelId, string>): void {
    const request = this.#spans.of(event);
    try {
      this.#spans.end(event);
    } finally {
      this.#measures.request(event, request);
    }
  }
}
