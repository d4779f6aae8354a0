import type { WatchedRequest } from './request-watch.js';

/**
 * How a request was answered, as far as it is known. `x-request-id` is where OpenAI's SDK looks for the id, which is
 * the one of our events and of `feedback`.
 */
export function routingHeaders(
  { requestId, model, provider, intent, attempts, fellBack }: WatchedRequest,
  costUsd?: number,
): Record<string, string> {
  return headersOf({
    'x-request-id': requestId,
    'x-llm-orchestrator-request-id': requestId,
    'x-llm-orchestrator-model': model,
    'x-llm-orchestrator-provider': provider,
    'x-llm-orchestrator-intent': intent,
    'x-llm-orchestrator-attempts': attempts,
    'x-llm-orchestrator-fell-back': fellBack,
    'x-llm-orchestrator-cost-usd': costUsd,
  });
}

/** The parameters of the request that were ignored, where there are any. */
export function ignoredHeader(names: readonly string[]): Record<string, string> {
  // They are the client's own words, and may be anything.
  const safe = names.filter((name) => /^[\w.-]{1,64}$/.test(name)).slice(0, 32);
  return headersOf({ 'x-llm-orchestrator-ignored': safe.join(', ') || undefined });
}

function headersOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, headerText(String(value))]));
}

/** Names may be in any script, and headers may not. */
function headerText(text: string): string {
  return text.toWellFormed().replace(/[^\x20-\x7e]+/g, encodeURIComponent);
}
