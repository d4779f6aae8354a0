export { describeCooldownPolicy } from './describe-cooldown-policy.js';
export { describeIntentDetector } from './describe-intent-detector.js';
export { describeProvider, type ProviderSuiteOptions } from './describe-provider.js';
export { describeUsageStore, type UsageStoreSuiteOptions } from './describe-usage-store.js';
export { ManualClock, type ManualClockOptions } from './manual-clock.js';
export { type MockFailureOptions, MockFailureProvider } from './mock-failure-provider.js';
export type { MockModels } from './mock-models.js';
export { type MockRateLimitOptions, MockRateLimitProvider } from './mock-rate-limit-provider.js';
export { type MockSuccessOptions, MockSuccessProvider } from './mock-success-provider.js';
export { type EventRecord, recordEvents } from './record-events.js';
export type {
  AnswerStep,
  ErrorStep,
  EventsStep,
  HangStep,
  PlainStep,
  RepeatedStep,
  Script,
  ScriptStep,
  StreamEntry,
} from './script.js';
export type { ScriptedCall } from './scripted-call.js';
export {
  type ScriptByModel,
  type ScriptedOptions,
  ScriptedProvider,
} from './scripted-provider.js';
export { seededRandom } from './seeded-random.js';
export type { Distribution } from './simulation/distribution.js';
export { simulate } from './simulation/simulate.js';
export type {
  Incident,
  SimulatedFailure,
  SimulatedModel,
  SimulatedProviderOptions,
  SimulatedSettings,
  SimulationOptions,
  Traffic,
} from './simulation/simulation-options.js';
export type {
  CooldownBand,
  ModelReport,
  Percentiles,
  SimulationReport,
} from './simulation/simulation-report.js';
export type { SuiteRunner } from './suite.js';
