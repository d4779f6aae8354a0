export type { OrchestratorOptions } from './configuration/options.js';
// The contracts: what a plug-in implements, and what it is given.
export type * from './contracts/alternative.js';
export type * from './contracts/attempt.js';
export type * from './contracts/basics.js';
export type * from './contracts/chat.js';
export type * from './contracts/clock.js';
export type {
  Budget,
  Limits,
  ModelOverrides,
  Route,
  Timeouts,
  Window,
} from './contracts/configuration.js';
export type * from './contracts/cooldown-policy.js';
export type * from './contracts/difficulty.js';
export type * from './contracts/events.js';
export type * from './contracts/generate.js';
export type * from './contracts/intent-detector.js';
export type {
  Capability,
  ModelId,
  ModelProfile,
  Preference,
  Price,
  Score,
} from './contracts/model.js';
export type * from './contracts/provider.js';
export type * from './contracts/router.js';
export type * from './contracts/stream.js';
export type * from './contracts/usage-store.js';
export { defaultCooldown } from './cooldown/default-cooldown.js';
export { FailureCooldown } from './cooldown/failure-cooldown.js';
export { RateLimitCooldown } from './cooldown/rate-limit-cooldown.js';
export { RejectionCooldown } from './cooldown/rejection-cooldown.js';
export {
  TokenThresholdCooldown,
  type TokenThresholdOptions,
} from './cooldown/token-threshold-cooldown.js';
// Errors.
export { ConfigurationError } from './errors/configuration-error.js';
export { type ErrorCode, OrchestratorError } from './errors/orchestrator-error.js';
export { ProviderError, type ProviderErrorOptions } from './errors/provider-error.js';
export {
  AllAttemptsFailedError,
  BudgetExceededError,
  InvalidRequestError,
  NoModelAvailableError,
  OutputValidationError,
  RequestTimeoutError,
  StreamInterruptedError,
} from './errors/request-errors.js';
// The built-in parts.
export type { DetectionCacheOptions } from './intent/detection-cache.js';
export {
  EmbeddingIntentDetector,
  type EmbeddingIntentDetectorOptions,
  type EmbeddingSettings,
} from './intent/embedding/embedding-intent-detector.js';
export type { Embed } from './intent/embedding/example-vectors.js';
export { type FittedThresholds, fitThresholds } from './intent/embedding/fit-thresholds.js';
export { type EvaluationOptions, evaluateDetector } from './intent/evaluation/evaluate-detector.js';
export { formatEvaluation } from './intent/evaluation/format-evaluation.js';
export type {
  Evaluation,
  IntentFigures,
  LabelledPrompt,
  LanguageFigures,
  ReliabilityBin,
  WrongAnswer,
} from './intent/evaluation/summarize.js';
export {
  type Asked,
  FirstConfident,
  type FirstConfidentOptions,
  type IntentOf,
} from './intent/first-confident.js';
export { KeywordIntentDetector } from './intent/keyword-intent-detector.js';
export {
  ModelIntentDetector,
  type ModelIntentDetectorOptions,
} from './intent/model-intent-detector.js';
export { type AnyOrchestrator, Orchestrator } from './orchestrator.js';
export { ScoreRouter, type ScoreRouterOptions } from './routing/score-router.js';
export { MemoryUsageStore } from './usage/memory-usage-store.js';
