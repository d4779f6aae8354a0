import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  type ContextManager,
  context,
  type HrTime,
  ROOT_CONTEXT,
  type Span,
  trace,
} from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** A point of a metric: a sum, or what a histogram has counted. */
export interface Point {
  readonly attributes: Record<string, unknown>;
  readonly value: number | { readonly count: number; readonly sum?: number };
}

/** The real SDK, exporting into memory. */
export function makeTelemetry(
  options: { readonly sampler?: Sampler; readonly views?: ViewOptions[] } = {},
) {
  const spanExporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })],
    ...(options.sampler && { sampler: options.sampler }),
  });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const meterProvider = new MeterProvider({
    // It is never due by itself.
    readers: [
      new PeriodicExportingMetricReader({
        exporter: metricExporter,
        exportIntervalMillis: 2 ** 31 - 1,
      }),
    ],
    ...(options.views && { views: options.views }),
  });
  const measured = async () => {
    metricExporter.reset();
    await meterProvider.forceFlush();
    const [resource] = metricExporter.getMetrics();
    return resource?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? [];
  };
  return {
    tracerProvider,
    tracer: tracerProvider.getTracer('test'),
    meterProvider,
    meter: meterProvider.getMeter('test'),
    /** In the order of their end. */
    spans: (): ReadableSpan[] => spanExporter.getFinishedSpans(),
    metrics: measured,
    points: async (name: string): Promise<Point[]> => {
      const metric = (await measured()).find(({ descriptor }) => descriptor.name === name);
      return (metric?.dataPoints ?? []) as unknown as Point[];
    },
  };
}

/** Follows what is awaited, as an SDK for Node sets one up; the packages that are installed here have none. */
function contextManager() {
  const active = new AsyncLocalStorage<Context>();
  return {
    active: () => active.getStore() ?? ROOT_CONTEXT,
    with: (where: Context, run: (...args: never[]) => unknown, self: unknown, ...args: never[]) =>
      active.run(where, () => run.apply(self, args)),
    bind: <T>(_: Context, target: T) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  } as ContextManager;
}

/** Runs it inside a span of the app, as a handler that is traced would. */
export async function inside(span: Span, run: () => Promise<unknown>): Promise<void> {
  context.setGlobalContextManager(contextManager());
  try {
    await context.with(trace.setSpan(ROOT_CONTEXT, span), run);
  } finally {
    context.disable();
  }
}

/** Epoch ms. */
export function ms([seconds, nanos]: HrTime): number {
  return seconds * 1_000 + nanos / 1e6;
}

/** The id of the span above it. */
export function parentId(span: ReadableSpan | undefined): string | undefined {
  return span?.parentSpanContext?.spanId;
}

/** The span that is the active one there. */
export function spanIdIn(where: Context | undefined): string | undefined {
  return where && trace.getSpan(where)?.spanContext().spanId;
}
