import type { Preference } from '../../contracts/model.js';
import { Orchestrator } from '../../multilingual-orchestrator.js';
import { quoted } from '../../support/checks.js';
import type { AnyOptions } from '../config-file.js';
import { meant } from '../meant.js';
import { UsageError } from '../usage-error.js';
import { settingsOf } from './settings-of.js';

/** Who is away: a provider with all its models, or one of them. */
export interface Outage {
  readonly provider: string;
  /** Without its provider's name. */
  readonly model?: string | undefined;
}

/** @throws UsageError naming the nearest */
export function outageOf(name: string, { providers }: AnyOptions): Outage {
  const all = providers.flatMap((provider): (readonly [string, Outage])[] => [
    [provider.name, { provider: provider.name }],
    ...provider.models.map(
      ({ id }) => [`${provider.name}/${id}`, { provider: provider.name, model: id }] as const,
    ),
  ]);
  const known = new Map(all);
  const outage = known.get(name);
  if (outage !== undefined) return outage;
  throw new UsageError(`--outage: unknown ${quoted(name)}; ${meant(name, [...known.keys()])}`);
}

/**
 * The one that would be missed most: whoever is asked first, with all its provider's models where there are others to
 * go to.
 */
export async function worstOutage(
  options: AnyOptions,
  preference: Preference | undefined,
): Promise<Outage> {
  const { providers } = options;
  const orchestrator = new Orchestrator({ ...settingsOf(options, preference), providers });
  const { candidates } = await orchestrator.explain({ prompt: 'Hello', intent: 'general' });
  const first = candidates[0]?.model ?? '';
  const provider = first.slice(0, first.indexOf('/'));
  const isAlone = providers.every(({ name }) => name === provider);
  return { provider, ...(isAlone && { model: first.slice(provider.length + 1) }) };
}
