import type { GenerateSettings } from '../contracts/generate.js';
import { type ModelId, PREFERENCES, type Preference } from '../contracts/model.js';
import { quoted } from '../support/checks.js';
import { nearest } from '../support/nearest.js';
import { WireError } from './wire-failure.js';

/** What may be asked for instead of a model: the best one, by the default preference or by another. */
export const AUTO_MODELS: readonly string[] = [
  'auto',
  ...PREFERENCES.map((name) => `auto:${name}`),
];

/** Who may answer, as the request's `model` says. */
export type ModelChoice = Pick<GenerateSettings, 'model' | 'preference'>;

/**
 * `auto`, perhaps with a preference; an id of ours; or a vendor's own id, which is that model at every provider that
 * offers it, in the order of the configuration.
 *
 * @throws WireError 404 with the nearest name
 */
export function chooseModel(name: string, ids: readonly string[]): ModelChoice {
  if (name === 'auto') return {};
  if (AUTO_MODELS.includes(name)) return { preference: name.slice('auto:'.length) as Preference };
  const models = ids.filter((id) => id === name || vendorIdOf(id) === name);
  if (models.length > 0) return { model: models as ModelId[] };
  throw unknownModel(name, ids);
}

/** What OpenAI answers for a model that it does not have. */
export function unknownModel(name: string, ids: readonly string[]): WireError {
  const meant = nearest(name, [...ids, ...AUTO_MODELS]) ?? 'auto';
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  const message = `The model ${quoted(shown)} does not exist; did you mean ${quoted(meant)}?`;
  return new WireError(404, 'model_not_found', message, { param: 'model' });
}

function vendorIdOf(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}
