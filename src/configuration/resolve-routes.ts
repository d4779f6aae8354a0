import { type ModelId, PREFERENCES, type Preference } from '../contracts/model.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { join, quoted } from '../support/checks.js';
import { check } from './parts.js';

/** Of one intent and one preference. */
interface ResolvedRoute {
  readonly models: readonly ModelId[];
  readonly only: boolean;
}
/** By intent, then by preference. */
export type Routes = ReadonlyMap<string, ReadonlyMap<Preference, ResolvedRoute>>;

export function resolveRoutes(
  value: unknown,
  intents: readonly string[],
  models: ReadonlyMap<ModelId, unknown>,
): Routes {
  const routes = new Map<string, ReadonlyMap<Preference, ResolvedRoute>>();
  if (value === undefined) return routes;
  const given = check.record(value, 'routes');
  for (const intent of Object.keys(given)) {
    const path = join('routes', intent);
    if (!intents.includes(intent)) check.unknownName(path, 'intent', intent, intents);
    if (given[intent] !== undefined) routes.set(intent, resolveRoute(given[intent], path, models));
  }
  return routes;
}

function resolveRoute(
  value: unknown,
  path: string,
  models: ReadonlyMap<ModelId, unknown>,
): ReadonlyMap<Preference, ResolvedRoute> {
  if (Array.isArray(value)) {
    const route = { models: modelList(value, path, models), only: false };
    return new Map(PREFERENCES.map((preference) => [preference, route]));
  }
  const { only, ...lists } = check.object(value, path, [...PREFERENCES, 'only']);
  const isOnly = only === undefined ? false : check.boolean(only, `${path}.only`);
  const given = Object.entries(lists).filter(([, list]) => list !== undefined);
  if (given.length === 0) check.fail(path, `a list for one of ${PREFERENCES.join(', ')}`, value);
  return new Map(
    given.map(([preference, list]) => [
      preference as Preference,
      { models: modelList(list, `${path}.${preference}`, models), only: isOnly },
    ]),
  );
}

function modelList(
  value: unknown,
  path: string,
  models: ReadonlyMap<ModelId, unknown>,
): readonly ModelId[] {
  const listed = check.array(value, path, { nonEmpty: true });
  return listed.map((entry, index) => {
    const at = `${path}[${index}]`;
    const id = check.string(entry, at) as ModelId;
    if (!models.has(id)) check.unknownName(at, 'model', id, models.keys());
    if (listed.indexOf(id) !== index) {
      throw new ConfigurationError(at, `${quoted(id)} is there twice`);
    }
    return id;
  });
}
