import type { ModelProfile } from '../../../contracts/model.js';
import type { SimulatedModel } from '../simulation-options.js';

const BEHAVIOUR: Readonly<Record<Exclude<keyof SimulatedModel, keyof ModelProfile>, true>> = {
  firstTokenMs: true,
  tokensPerSecond: true,
  outputTokens: true,
  failures: true,
  failureMs: true,
  interruptions: true,
  limits: true,
};

const PROFILE: Readonly<Record<keyof ModelProfile, true>> = {
  id: true,
  contextWindow: true,
  maxInputTokens: true,
  maxOutputTokens: true,
  price: true,
  quality: true,
  qualityByIntent: true,
  speed: true,
  capabilities: true,
  pool: true,
  status: true,
  retiresOn: true,
  successor: true,
};

/** Every option of a simulated model; the compiler sees to it that none is missing. */
export const MODEL_NAMES: readonly string[] = Object.keys({ ...PROFILE, ...BEHAVIOUR });

/** What an orchestrator is told of a model: nothing of how it behaves. */
export function profileOf(model: SimulatedModel): ModelProfile {
  const told = Object.entries(model).filter(([name]) => !Object.hasOwn(BEHAVIOUR, name));
  return Object.fromEntries(told) as unknown as ModelProfile;
}
