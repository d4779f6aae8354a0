import type { ModelProfile } from '../contracts/model.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { type Checks, join } from '../support/checks.js';

/** Where the profiles of plain ids come from. */
export interface Catalogue {
  readonly catalogue: readonly ModelProfile[];
  readonly defaultModels: readonly string[];
  /** A server of somebody else may serve any id, whatever became of it at the vendor. */
  readonly atVendor: boolean;
}

const FIELDS = [
  'id',
  'contextWindow',
  'maxInputTokens',
  'maxOutputTokens',
  'price',
  'quality',
  'qualityByIntent',
  'speed',
  'capabilities',
  'pool',
  'status',
  'retiresOn',
  'successor',
];

/**
 * The `models` option as profiles: an id of the catalogue gets its profile, any other only its id.
 *
 * @throws ConfigurationError for what is no id or profile, twice there, or nothing at all
 */
export function profilesOf(
  models: unknown,
  catalogue: Catalogue,
  checks: Checks,
): readonly ModelProfile[] {
  const given =
    models === undefined
      ? catalogue.defaultModels
      : checks.array(models, 'models', { nonEmpty: true });
  const profiles = given.map((model, index) =>
    typeof model === 'string'
      ? lookUp(checks.string(model, `models[${index}]`), catalogue)
      : ownProfile(model, `models[${index}]`, checks),
  );
  refuseTwins(profiles);
  return profiles;
}

function lookUp(id: string, { catalogue, atVendor }: Catalogue): ModelProfile {
  const found = catalogue.find((profile) => profile.id === id) ?? { id };
  if (atVendor) return found;
  const { status: _status, retiresOn: _retiresOn, ...served } = found;
  return served;
}

function ownProfile(value: unknown, path: string, checks: Checks): ModelProfile {
  const profile: { readonly id?: unknown } = checks.object(value, path, FIELDS);
  return { ...profile, id: checks.string(profile.id, join(path, 'id')) };
}

function refuseTwins(profiles: readonly ModelProfile[]): void {
  const seen = new Set<string>();
  for (const [index, { id }] of profiles.entries()) {
    if (seen.has(id)) throw new ConfigurationError(`models[${index}]`, 'expected each model once');
    seen.add(id);
  }
}
