import type { Warning } from '../contracts/basics.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { ModelId } from '../contracts/model.js';
import type { ExcludedModel, RankedCandidate, RoutePlan } from '../contracts/router.js';
import type { Mutable } from '../support/mutable.js';
import { askRouter } from './ask-router.js';
import type { PlanInput } from './plan-input.js';
import { affordableOutputTokens, worstCaseOfAttemptsUsd, worstCaseUsd } from './worst-case.js';

type Exclusion = Omit<ExcludedModel, 'model'>;

/** Decides who may answer, in what order, and says of all others why not. Pure: `explain()` is the same call. */
export function plan(input: PlanInput): RoutePlan {
  const excluded: ExcludedModel[] = [];
  const eligible = withoutRests(input, excluded, eligibleModels(input, excluded));
  const warnings = [...input.warnings, ...retirements(excluded)];
  const ranked = askRouter(input, eligible, warnings);
  const candidates = heldBackLast(ordered(input, eligible, ranked, excluded), input);
  const maxCostUsd = worstCaseUsdOf(candidates, excluded, input);
  const first = input.models.get(candidates[0]?.model ?? excluded[0]?.model ?? '/');
  const decided: Mutable<RoutePlan> = {
    intent: input.intent,
    intentConfidence: input.intentConfidence,
    preference: input.preference,
    candidates,
    excluded,
    inputTokens: first === undefined ? 0 : input.inputTokens(first),
    outputTokens: input.outputTokens,
    warnings,
  };
  if (input.difficulty !== undefined) decided.difficulty = input.difficulty;
  if (maxCostUsd !== undefined) decided.maxCostUsd = maxCostUsd;
  return decided;
}

function worstCaseUsdOf(
  candidates: readonly RankedCandidate[],
  excluded: readonly ExcludedModel[],
  input: PlanInput,
): number | undefined {
  const modelOf = ({ model }: { readonly model: ModelId }) =>
    input.models.get(model) as ConfiguredModel;
  const resting = excluded.filter(({ reason }) => reason === 'cooling').map(modelOf);
  const worstUsd = worstCaseOfAttemptsUsd(
    candidates.map(modelOf),
    resting,
    input,
    input.maxAttempts,
  );
  return atMost(worstUsd, input.maxCostUsd);
}

/** Of two bounds the lower one. */
function atMost(usd: number | undefined, maxUsd: number | undefined): number | undefined {
  return usd === undefined || maxUsd === undefined ? usd : Math.min(usd, maxUsd);
}

/** Somebody configured or asked for a model that is gone: they should hear of it. */
function retirements(excluded: readonly ExcludedModel[]): readonly Warning[] {
  return excluded.flatMap(({ model, reason, detail }) => {
    const message = `${model} is retired: ${detail}.`;
    return reason === 'retired' ? [{ code: 'model-retired' as const, model, message }] : [];
  });
}

/** All that could take this request if none of them rested. */
function eligibleModels(input: PlanInput, excluded: ExcludedModel[]): ConfiguredModel[] {
  const eligible: ConfiguredModel[] = [];
  input.models.forEach((model) => {
    const exclusion = exclusionOf(model, input);
    if (exclusion === undefined) eligible.push(model);
    else excluded.push({ model: model.id, ...exclusion });
  });
  return eligible;
}

function exclusionOf(model: ConfiguredModel, input: PlanInput): Exclusion | undefined {
  return (
    unrequested(model, input) ??
    model.excluded ??
    retired(model, input) ??
    incapable(model, input) ??
    tooSmall(model, input) ??
    unaffordable(model, input) ??
    overStrictBudget(model, input)
  );
}

function unrequested({ id }: ConfiguredModel, input: PlanInput): Exclusion | undefined {
  if (input.exclude.includes(id)) return { reason: 'not-requested', detail: 'in `exclude`' };
  if (input.only === undefined || input.only.includes(id)) return undefined;
  return { reason: 'not-requested', detail: 'not in `model`' };
}

function retired({ retiresAt, profile }: ConfiguredModel, input: PlanInput): Exclusion | undefined {
  if (retiresAt === undefined || input.now < retiresAt) return undefined;
  const { retiresOn, successor } = profile;
  const advice = successor === undefined ? '' : `; use ${successor}`;
  return { reason: 'retired', detail: `its vendor switches it off on ${retiresOn}${advice}` };
}

function incapable({ profile }: ConfiguredModel, { needs }: PlanInput): Exclusion | undefined {
  const { capabilities } = profile;
  if (capabilities === undefined) return undefined;
  const lacking = needs.find((need) => !capabilities.includes(need));
  return lacking === undefined ? undefined : { reason: 'lacks-capability', detail: lacking };
}

function tooSmall(model: ConfiguredModel, input: PlanInput): Exclusion | undefined {
  const { contextWindow = Number.POSITIVE_INFINITY, maxInputTokens = contextWindow } =
    model.profile;
  const most = Math.min(contextWindow, maxInputTokens);
  if (most === Number.POSITIVE_INFINITY) return undefined;
  const tokens = input.inputTokens(model);
  if (tokens <= most) return undefined;
  return {
    reason: 'context-too-small',
    detail: `about ${tokens} tokens of input, at most ${most} fit`,
  };
}

function unaffordable(model: ConfiguredModel, input: PlanInput): Exclusion | undefined {
  const isPriceNeeded = input.budgets.some(({ maxCostUsd }) => maxCostUsd !== undefined);
  if (isPriceNeeded && model.profile.price === undefined) {
    return { reason: 'price-unknown', detail: 'a budget in USD needs its price' };
  }
  if (input.maxCostUsd === undefined) return undefined;
  const affordable = affordableOutputTokens(model, input, input.maxCostUsd);
  if (affordable === undefined) {
    return { reason: 'price-unknown', detail: '`maxCostUsd` needs its price and text input' };
  }
  if (affordable > 0) return undefined;
  return { reason: 'too-expensive', detail: `\`maxCostUsd\` of ${input.maxCostUsd} USD` };
}

function overStrictBudget(model: ConfiguredModel, input: PlanInput): Exclusion | undefined {
  const strict = input.budgets.filter((budget) => budget.strict === true);
  if (strict.length === 0) return undefined;
  const worstUsd = atMost(worstCaseUsd(model, input), input.maxCostUsd);
  if (worstUsd === undefined) {
    return { reason: 'price-unknown', detail: 'a strict budget needs its worst case' };
  }
  const over = strict.find(({ maxCostUsd = 0 }) => maxCostUsd < worstUsd);
  if (over === undefined) return undefined;
  const detail = `its worst case of ${worstUsd} USD is more than budget ${over.id} in all`;
  return { reason: 'too-expensive', detail };
}

/** Who rests is left out; but the only model there is for a request is not refused for a guess about its health. */
function withoutRests(
  input: PlanInput,
  excluded: ExcludedModel[],
  eligible: readonly ConfiguredModel[],
): readonly ConfiguredModel[] {
  return eligible.filter((model) => {
    const rest = input.restOf(model);
    if (rest === undefined || (eligible.length === 1 && rest.isGuess)) return true;
    const { detail, remainingMs } = rest;
    excluded.push({ model: model.id, reason: 'cooling', detail, retryAfterMs: remainingMs });
    return false;
  });
}

/** `model` of the request decides alone; else the route's models come first, and behind them the ranked ones. */
function ordered(
  input: PlanInput,
  eligible: readonly ConfiguredModel[],
  ranked: readonly RankedCandidate[],
  excluded: ExcludedModel[],
): readonly RankedCandidate[] {
  const isListed = input.only !== undefined || input.route !== undefined;
  if (!isListed && isWhole(ranked, eligible)) return ranked;
  const scores = new Map<ModelId, RankedCandidate>();
  const known = new Set(eligible.map(({ id }) => id));
  const listed = input.only ?? input.route?.models ?? [];
  const isListOnly = input.only !== undefined || input.route?.only === true;
  const order = listed.filter((id) => known.has(id));
  for (const candidate of ranked) {
    if (known.has(candidate.model) && !scores.has(candidate.model)) {
      scores.set(candidate.model, order.length === 0 ? candidate : unexplored(candidate));
    }
  }
  const chosen = new Map<ModelId, RankedCandidate>();
  for (const id of order) chosen.set(id, scores.get(id) ?? { model: id, score: 0 });
  if (!isListOnly) for (const [id, candidate] of scores) chosen.set(id, candidate);
  for (const { id } of eligible) {
    if (!chosen.has(id)) excluded.push({ model: id, ...unranked(isListOnly) });
  }
  return [...chosen.values()];
}

function heldBackLast(
  candidates: readonly RankedCandidate[],
  { isHeldBack }: PlanInput,
): readonly RankedCandidate[] {
  if (candidates.length < 2 || !candidates.some(({ model }) => isHeldBack(model))) {
    return candidates;
  }
  const heldBack = candidates.filter(({ model }) => isHeldBack(model));
  return [
    ...candidates.filter((candidate) => !heldBack.includes(candidate)),
    ...heldBack.map((candidate) => ({ ...unexplored(candidate), slowStart: true as const })),
  ];
}

/** As it stands where it does for another reason, or behind others after all. */
function unexplored(candidate: RankedCandidate): RankedCandidate {
  if (candidate.explored === undefined) return candidate;
  const { explored: _, ...others } = candidate;
  return others;
}

/** The usual case: the router ranked every model, each once. With many models the look costs more than it saves. */
function isWhole(
  ranked: readonly RankedCandidate[],
  eligible: readonly ConfiguredModel[],
): boolean {
  if (ranked.length !== eligible.length || ranked.length > 16) return false;
  for (const { id } of eligible) if (!ranked.some(({ model }) => model === id)) return false;
  return true;
}

function unranked(isListOnly: boolean): Exclusion {
  const detail = isListOnly ? 'the route is `only` for others' : 'the router left it out';
  return { reason: 'not-ranked', detail };
}
