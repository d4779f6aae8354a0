import type { Limits } from '../../contracts/configuration.js';
import type { ModelId } from '../../contracts/model.js';
import type {
  SimulatedModel,
  SimulatedProviderOptions,
  SimulatedSettings,
} from './simulation-options.js';

/** A model as the orchestrator is told of it. */
export interface WatchedModel {
  readonly id: ModelId;
  readonly provider: string;
  /** `provider#pool`. */
  readonly pool: string | undefined;
  readonly limits: Limits;
}

/** By their full ids. */
export function watchedModels(
  providers: readonly SimulatedProviderOptions[],
  settings: SimulatedSettings,
): ReadonlyMap<string, WatchedModel> {
  const models = providers.flatMap(({ name, models }) =>
    models.map((model) => watchedModel(name, model, settings)),
  );
  return new Map(models.map((model) => [model.id, model]));
}

function watchedModel(
  provider: string,
  profile: SimulatedModel,
  settings: SimulatedSettings,
): WatchedModel {
  const id: ModelId = `${provider}/${profile.id}`;
  const overrides = settings.models?.[id];
  const pool = overrides?.pool ?? profile.pool;
  return {
    id,
    provider,
    pool: pool === undefined ? undefined : `${provider}#${pool}`,
    limits: overrides?.limits ?? settings.limits ?? {},
  };
}
