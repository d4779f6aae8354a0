/**
 * What OpenTelemetry gets to see: a request inside the span of the app's own handler, with a failed attempt and the one
 * that answered. An app registers its SDK, which exports to a collector; here the spans are printed.
 */
import { trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { Orchestrator } from 'llm-orchestrator';
import { instrument } from 'llm-orchestrator/otel';
import { ScriptedProvider } from 'llm-orchestrator/testing';

const exporter = new InMemorySpanExporter();
const spanProcessors = [new SimpleSpanProcessor({ exporter })];
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }));

const usage = { inputTokens: 12, outputTokens: 7 };
const orchestrator = new Orchestrator({
  providers: [
    new ScriptedProvider({ name: 'vendor', models: ['big'], script: [{ error: 'overloaded' }] }),
    new ScriptedProvider({ name: 'other', models: ['spare'], script: [{ text: 'Hello!', usage }] }),
  ],
  routes: { general: ['vendor/big', 'other/spare'] },
});
const stop = instrument(orchestrator);

await orchestrator.generate({ prompt: 'Hi', intent: 'general' });

stop();
await orchestrator.close();
print(undefined, '');

/** The spans below this one, in the order of their start, each with what it is found by. */
function print(parent: string | undefined, indent: string): void {
  for (const span of exporter.getFinishedSpans()) {
    if (span.parentSpanContext?.spanId !== parent) continue;
    console.log(`${indent}${span.name}: ${summary(span)}`);
    for (const { name } of span.events) console.log(`${indent}  * ${name}`);
    print(span.spanContext().spanId, `${indent}  `);
  }
}

function summary({ attributes }: ReadableSpan): string {
  const outcome = [attributes['llm_orchestrator.outcome'], attributes['error.type']];
  const tokens = attributes['gen_ai.usage.output_tokens'];
  const used = typeof tokens === 'number' ? [`${tokens} output tokens`] : [];
  return [...outcome, ...used].filter((told) => typeof told === 'string').join(', ');
}
