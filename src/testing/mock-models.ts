import type { ModelProfile } from '../contracts/model.js';

/** What a mock offers: ids, or profiles where routing is to know more than the id. */
export type MockModels<Id extends string> = readonly (Id | ModelProfile<Id>)[];

/** An id becomes a profile that holds nothing else: of a mock is known what was said. */
export function profilesOf<Id extends string>(models: MockModels<Id>): readonly ModelProfile<Id>[] {
  return models.map((model) => (typeof model === 'string' ? { id: model } : model));
}
