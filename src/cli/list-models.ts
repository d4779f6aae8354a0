import type { HealthReport } from '../contracts/generate.js';
import type { ModelProfile } from '../contracts/model.js';
import type { AnyOptions } from './config-file.js';

const NAMES: Readonly<Record<keyof Omit<ModelProfile, 'id'>, true>> = {
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

/** A model: what is known of it, and whether it could answer now. */
export type ListedModel = HealthReport['models'][number] & {
  readonly provider: string;
} & Partial<Omit<ModelProfile, 'id'>>;

/** Every model, in the order of the configuration; what is known of it only where the options are. */
export function listModels(
  health: HealthReport,
  options: AnyOptions | undefined,
): readonly ListedModel[] {
  const profiles = options === undefined ? new Map<string, ModelProfile>() : profilesOf(options);
  return health.models.map(({ model, ...state }) => {
    const { id: _, ...profile } = profiles.get(model) ?? { id: model };
    const provider = model.slice(0, model.indexOf('/'));
    return { model, provider, ...state, ...profile };
  });
}

/** What the providers say, with the corrections of the options, by the full id. */
export function profilesOf({
  providers,
  models = {},
}: AnyOptions): ReadonlyMap<string, ModelProfile> {
  const corrections = new Map<string, object | undefined>(Object.entries(models));
  return new Map(
    providers.flatMap((provider) =>
      provider.models.map((profile) => {
        const id = `${provider.name}/${profile.id}`;
        const corrected = {
          ...known(profile),
          ...known(corrections.get(id) ?? {}),
          id: profile.id,
        };
        return [id, corrected] as const;
      }),
    ),
  );
}

/** Providers and corrections may say other things as well. */
function known(profile: object): Partial<ModelProfile> {
  return Object.fromEntries(
    Object.entries(profile).filter(
      ([name, value]) => Object.hasOwn(NAMES, name) && value !== undefined,
    ),
  );
}
