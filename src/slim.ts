// Everything but the rules of all languages: who imports from here pays for those that are named.
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
export type { CustomRule } from './intent/custom-rules.js';
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
export { arabic } from './intent/languages/arabic.js';
export { chinese } from './intent/languages/chinese.js';
export { dutch } from './intent/languages/dutch.js';
export { english } from './intent/languages/english.js';
export { french } from './intent/languages/french.js';
export { german } from './intent/languages/german.js';
export { hindi } from './intent/languages/hindi.js';
export { indonesian } from './intent/languages/indonesian.js';
export { italian } from './intent/languages/italian.js';
export { japanese } from './intent/languages/japanese.js';
export { korean } from './intent/languages/korean.js';
export type { LanguageRules } from './intent/languages/language-rules.js';
export { polish } from './intent/languages/polish.js';
export { portuguese } from './intent/languages/portuguese.js';
export { russian } from './intent/languages/russian.js';
export { spanish } from './intent/languages/spanish.js';
export { turkish } from './intent/languages/turkish.js';
export { vietnamese } from './intent/languages/vietnamese.js';
export {
  ModelIntentDetector,
  type ModelIntentDetectorOptions,
} from './intent/model-intent-detector.js';
export type { RuleConflict } from './intent/rule-conflicts.js';
export { type CustomRules, RuleIntentDetector } from './intent/rule-intent-detector.js';
export { type AnyOrchestrator, Orchestrator } from './orchestrator.js';
export type { DifficultyFeature } from './routing/difficulty/difficulty-features.js';
export type { CalibrationBin, RecoveryPoint } from './routing/difficulty/difficulty-measures.js';
export {
  type DifficultyModel,
  difficultyFrom,
  type FeatureWeight,
  type FittedDifficulty,
} from './routing/difficulty/difficulty-model.js';
export type { DifficultyRow } from './routing/difficulty/difficulty-rows.js';
export {
  type DifficultyFit,
  type DifficultyReport,
  type FitDifficultyOptions,
  fitDifficulty,
} from './routing/difficulty/fit-difficulty.js';
export { ScoreRouter, type ScoreRouterOptions } from './routing/score-router.js';
export { MemoryUsageStore } from './usage/memory-usage-store.js';
