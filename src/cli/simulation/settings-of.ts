import type { Preference } from '../../contracts/model.js';
import type { SimulatedSettings } from '../../testing/index.js';
import type { AnyOptions } from '../config-file.js';

/** A store is shared with others, and a `difficulty` may ask somebody; the simulation has the rest of its own. */
const OF_THE_REAL_WORLD = ['providers', 'clock', 'random', 'generateId', 'store', 'difficulty'];

/**
 * What is simulated of the options. The detector stays for the intents that routes may name: as requests say theirs, it is not asked.
 */
export function settingsOf(
  options: AnyOptions,
  preference: Preference | undefined,
): SimulatedSettings {
  const settings = Object.entries(options).filter(([name]) => !OF_THE_REAL_WORLD.includes(name));
  return { ...Object.fromEntries(settings), ...(preference !== undefined && { preference }) };
}
