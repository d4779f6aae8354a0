import { ConfigurationError } from '../../../errors/configuration-error.js';
import { Checks, quoted } from '../../../support/checks.js';
import { ERROR_KINDS } from '../../error-kinds.js';
import { checkDistribution } from '../distribution.js';
import type { SimulatedFailure, SimulatedProviderOptions } from '../simulation-options.js';
import { MODEL_NAMES } from './model-names.js';

const check = new Checks(ConfigurationError);

const FAILURES: readonly SimulatedFailure[] = [...ERROR_KINDS, 'hang'];
const LIMIT_NAMES = ['requestsPerMinute', 'tokensPerMinute', 'maxConcurrency'] as const;
const INCIDENT_NAMES = ['fromSeconds', 'forSeconds', 'models', 'failure', 'share', 'slowdown'];
const SHARE = { min: 0, max: 1 };
/** What decimal fractions may come to beyond 1: 0.7 + 0.1 + 0.1 + 0.1 is a little more. */
const ROUNDING = 1e-9;

/**
 * Checks what is simulated. What is only told to the orchestrator, as a model's price is, the orchestrator checks.
 * @throws ConfigurationError naming the path, what was expected, what came and the nearest valid name
 */
export function checkProviders(value: unknown, path: string): readonly SimulatedProviderOptions[] {
  const providers = check.array(value, path, { nonEmpty: true });
  for (const [index, provider] of providers.entries()) checkProvider(provider, `${path}[${index}]`);
  return providers as readonly SimulatedProviderOptions[];
}

function checkProvider(value: unknown, path: string): void {
  const { name, models, incidents } = check.object(value, path, ['name', 'models', 'incidents']);
  check.string(name, `${path}.name`);
  const ids = check
    .array(models, `${path}.models`, { nonEmpty: true })
    .map((model, index) => checkModel(model, `${path}.models[${index}]`));
  const twice = ids.findIndex((id, index) => ids.indexOf(id) < index);
  if (twice >= 0) {
    const message = `the model ${quoted(ids[twice] as string)} is there twice`;
    throw new ConfigurationError(`${path}.models[${twice}].id`, message);
  }
  if (incidents === undefined) return;
  const at = `${path}.incidents`;
  for (const [index, incident] of check.array(incidents, at).entries()) {
    checkIncident(incident, `${at}[${index}]`, ids);
  }
}

/** Its id. */
function checkModel(value: unknown, path: string): string {
  const given = check.object(value, path, MODEL_NAMES);
  for (const name of ['firstTokenMs', 'outputTokens', 'failureMs']) {
    if (given[name] !== undefined) checkDistribution(given[name], `${path}.${name}`);
  }
  const { tokensPerSecond, failures, interruptions, limits } = given;
  if (tokensPerSecond !== undefined) {
    checkDistribution(tokensPerSecond, `${path}.tokensPerSecond`, { above: 0 });
  }
  checkFailures(failures, `${path}.failures`);
  if (interruptions !== undefined) check.number(interruptions, `${path}.interruptions`, SHARE);
  check.numbers(limits, `${path}.limits`, LIMIT_NAMES, { above: 0, integer: true });
  return check.string(given['id'], `${path}.id`);
}

function checkFailures(value: unknown, path: string): void {
  const shares = check.numbers(value, path, FAILURES, SHARE);
  const sum = Object.values(shares).reduce((total, share) => total + share, 0);
  if (sum > 1 + ROUNDING) check.fail(path, 'shares that add up to at most 1', sum);
}

function checkIncident(value: unknown, path: string, ids: readonly string[]): void {
  const given = check.object(value, path, INCIDENT_NAMES);
  const { fromSeconds, forSeconds, models, failure, share, slowdown } = given;
  check.number(fromSeconds, `${path}.fromSeconds`);
  check.number(forSeconds, `${path}.forSeconds`, { above: 0 });
  if (failure !== undefined) check.oneOf(failure, `${path}.failure`, FAILURES);
  if (share !== undefined) check.number(share, `${path}.share`, SHARE);
  if (slowdown !== undefined) check.number(slowdown, `${path}.slowdown`, { min: 1 });
  if (models === undefined) return;
  const named = check.array(models, `${path}.models`, { nonEmpty: true });
  for (const [index, id] of named.entries()) {
    checkModelName(id, `${path}.models[${index}]`, ids);
  }
}

function checkModelName(value: unknown, path: string, ids: readonly string[]): void {
  const id = check.string(value, path);
  if (!ids.includes(id)) check.unknownName(path, 'model', id, ids);
}
