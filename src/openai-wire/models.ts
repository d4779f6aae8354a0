import type { HealthReport } from '../contracts/generate.js';
import { AUTO_MODELS, unknownModel } from './model-choice.js';

/** What `GET /models` tells of a model. `created` is not known, and has to be there. */
interface ModelEntry {
  readonly id: string;
  readonly object: 'model';
  readonly created: 0;
  readonly owned_by: string;
}

/** All that a request's `model` may be, but for those that are switched off. */
export function listModels(health: HealthReport): {
  readonly object: 'list';
  readonly data: readonly ModelEntry[];
} {
  const ids = health.models
    .filter(({ reason }) => reason !== 'disabled' && reason !== 'retired')
    .map(({ model }) => model);
  return { object: 'list', data: [...AUTO_MODELS, ...ids].map(entryOf) };
}

/** @throws WireError 404 */
export function findModel(id: string, health: HealthReport): ModelEntry {
  const { data } = listModels(health);
  const found = data.find((entry) => entry.id === id);
  if (found === undefined)
    throw unknownModel(
      id,
      health.models.map(({ model }) => model),
    );
  return found;
}

function entryOf(id: string): ModelEntry {
  const isOurs = AUTO_MODELS.includes(id);
  const owner = isOurs ? 'llm-orchestrator' : id.slice(0, id.indexOf('/'));
  return { id, object: 'model', created: 0, owned_by: owner };
}
