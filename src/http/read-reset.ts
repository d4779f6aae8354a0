import type { ModelId } from '../contracts/model.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { readBody } from '../openai-wire/read-body.js';
import { Checks } from '../support/checks.js';
import type { HttpSettings } from './http-options.js';

const check = new Checks(InvalidRequestError);

/**
 * Which model is to be reset; undefined for all. A body is required, `{}` at least, as only one of JSON tells us that
 * no page of somebody else's sent it.
 */
export async function readReset(
  request: Request,
  settings: HttpSettings,
): Promise<ModelId | undefined> {
  const body = await readBody(request, { ...settings.wire, time: settings });
  const given = check.record(body, 'body');
  for (const name of Object.keys(given)) {
    if (name !== 'model') check.unknownName(name, 'field', name, ['model']);
  }
  const { model } = given;
  return model === undefined ? undefined : (check.string(model, 'model', { max: 256 }) as ModelId);
}
