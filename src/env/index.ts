export { type EnvOverrides, optionsFromEnv } from './options-from-env.js';
export { orchestratorFromEnv } from './orchestrator-from-env.js';
export type { Environment } from './variables.js';
export { type EnvProvider, namesVendor } from './vendor-providers.js';
