/**
 * The names of OpenTelemetry's GenAI conventions v1.41, the last that were published with the general ones. Their
 * successors, in a repository of their own, rename most metrics and are not done yet; the package of constants calls
 * all of these deprecated. So they stand here, and nowhere else.
 */
export const GenAi = {
  schemaUrl: 'https://opentelemetry.io/schemas/1.41.0',

  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  stream: 'gen_ai.request.stream',
  finishReasons: 'gen_ai.response.finish_reasons',
  firstChunkSeconds: 'gen_ai.response.time_to_first_chunk',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
  cacheWriteTokens: 'gen_ai.usage.cache_creation.input_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  tokenType: 'gen_ai.token.type',

  duration: 'gen_ai.client.operation.duration',
  firstChunk: 'gen_ai.client.operation.time_to_first_chunk',
  tokens: 'gen_ai.client.token.usage',

  /** The one operation there is: whatever is asked for, it is a conversation. */
  chat: 'chat',
} as const;

/** Names of the general conventions, which are stable. */
export const General = {
  errorType: 'error.type',
  status: 'http.response.status_code',
} as const;

/** Our own. What is part of a metric has few values; what has many, as ids do, is on spans only. */
export const Own = {
  requestId: 'llm_orchestrator.request.id',
  parentRequestId: 'llm_orchestrator.request.parent_id',
  operation: 'llm_orchestrator.operation',
  preference: 'llm_orchestrator.preference',
  tenant: 'llm_orchestrator.tenant',
  intent: 'llm_orchestrator.intent.name',
  intentConfidence: 'llm_orchestrator.intent.confidence',
  intentDetected: 'llm_orchestrator.intent.detected',
  outcome: 'llm_orchestrator.outcome',
  model: 'llm_orchestrator.model',
  attempts: 'llm_orchestrator.attempts',
  costUsd: 'llm_orchestrator.cost_usd',

  attemptId: 'llm_orchestrator.attempt.id',
  probe: 'llm_orchestrator.attempt.probe',
  usageSource: 'llm_orchestrator.usage.source',
  providerRequestId: 'llm_orchestrator.provider.request_id',
  vendorCode: 'llm_orchestrator.provider.error_code',
  retryAfterMs: 'llm_orchestrator.retry_after_ms',

  fallbackFrom: 'llm_orchestrator.fallback.from',
  fallbackTo: 'llm_orchestrator.fallback.to',
  quota: 'llm_orchestrator.quota.id',
  quotaUnit: 'llm_orchestrator.quota.unit',
  quotaMax: 'llm_orchestrator.quota.max',
  quotaUsed: 'llm_orchestrator.quota.used',
  warningCode: 'llm_orchestrator.warning.code',
  message: 'llm_orchestrator.message',
  cooldownScope: 'llm_orchestrator.cooldown.scope',
  cooldownTarget: 'llm_orchestrator.cooldown.target',
  cooldownPolicy: 'llm_orchestrator.cooldown.policy',

  fallbackEvent: 'llm_orchestrator.fallback',
  refusalEvent: 'llm_orchestrator.quota_exceeded',
  warningEvent: 'llm_orchestrator.warning',

  duration: 'llm_orchestrator.request.duration',
  fallbacks: 'llm_orchestrator.fallbacks',
  refusals: 'llm_orchestrator.refusals',
  cooldowns: 'llm_orchestrator.cooldowns',
  cost: 'llm_orchestrator.cost',
} as const;

/** As the conventions want them for durations: without them an SDK's buckets begin at 5 seconds. */
export const SECONDS_BUCKETS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];

/** As the conventions want them for tokens: powers of four. */
export const TOKEN_BUCKETS = Array.from({ length: 14 }, (_, power) => 4 ** power);
