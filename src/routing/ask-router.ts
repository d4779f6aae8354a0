import type { Warning } from '../contracts/basics.js';
import type { ReportedUsage } from '../contracts/chat.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { Candidate, RankedCandidate, RoutingInput } from '../contracts/router.js';
import type { Mutable } from '../support/mutable.js';
import { costNanoUsd, NANO_USD } from '../tokens/cost.js';
import type { PlanInput } from './plan-input.js';

/** What the router makes of those that may answer; one that throws leaves them in the order of the configuration. */
export function askRouter(
  input: PlanInput,
  eligible: readonly ConfiguredModel[],
  warnings: Warning[],
): readonly RankedCandidate[] {
  if (eligible.length === 0) return [];
  const { intent, preference, outputTokens, random } = input;
  const first = eligible[0] as ConfiguredModel;
  try {
    const asked: Mutable<RoutingInput> = {
      intent,
      preference,
      candidates: eligible.map((model) => candidateOf(model, input)),
      inputTokens: input.inputTokens(first),
      outputTokens,
      random,
    };
    if (input.streaming) asked.stream = true;
    if (input.difficulty !== undefined) asked.difficulty = input.difficulty;
    if (input.session !== undefined) asked.session = input.session;
    if (input.opensSession) asked.opensSession = true;
    if (input.tenant !== undefined) asked.tenant = input.tenant;
    if (input.metadata !== undefined) asked.metadata = input.metadata;
    const ranked = input.router.rank(asked);
    // What is no list of models throws here, inside the `try`.
    return ranked.filter(({ model }) => input.models.has(model));
  } catch (error) {
    const name = error instanceof Error ? error.name : 'an unknown error';
    const message = `The router threw (${name}); the order of the configuration was taken.`;
    warnings.push({ code: 'other', message });
    return eligible.map(({ id }) => ({ model: id, score: 0 }));
  }
}

function candidateOf(model: ConfiguredModel, input: PlanInput): Candidate {
  const { id, provider, profile } = model;
  const { measured, samples, failures, health, outputTokens } = input.seenOf(id);
  const { maxOutputTokens = Number.POSITIVE_INFINITY } = input;
  const own = outputTokens === undefined ? undefined : Math.min(outputTokens, maxOutputTokens);
  const cost =
    profile.price === undefined
      ? undefined
      : costNanoUsd(expectedUsage(model, input, own ?? input.outputTokens), profile.price);
  const quality = input.qualityOf(id);
  const stats = input.statsOf(id);
  const candidate: Mutable<Candidate> = { model: id, provider: provider.name, profile };
  if (cost !== undefined) candidate.expectedCostUsd = cost / NANO_USD;
  if (own !== undefined) candidate.outputTokens = own;
  if (measured !== undefined) candidate.measured = measured;
  if (samples !== undefined) candidate.samples = samples;
  if (failures !== undefined) candidate.failures = failures;
  if (health !== undefined) candidate.health = health;
  if (quality !== undefined) candidate.quality = quality;
  if (stats !== undefined) candidate.stats = stats;
  return candidate;
}

/** What its conversation's model has seen before is likely to be in its vendor's cache: moving costs the difference. */
function expectedUsage(
  model: ConfiguredModel,
  input: PlanInput,
  outputTokens: number,
): ReportedUsage {
  const inputTokens = input.inputTokens(model);
  const { session } = input;
  if (session?.model !== model.id) return { inputTokens, outputTokens };
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: Math.min(inputTokens, session.inputTokens),
  };
}
