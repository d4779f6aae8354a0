import type { CooldownEndEvent, CooldownStartEvent } from '../../../contracts/events.js';
import type { ModelId } from '../../../contracts/model.js';
import type { CooldownBand } from '../simulation-report.js';
import type { WatchedModel } from '../watched-model.js';

/** Who rested, from when to when. */
export class RestLog {
  readonly #models: readonly WatchedModel[];
  /** In the order of their start. */
  readonly #bands: { toMs: number | undefined; readonly band: Omit<CooldownBand, 'toMs'> }[] = [];
  /** The last one of each policy and target. */
  readonly #last = new Map<string, { toMs: number | undefined }>();

  constructor(models: Iterable<WatchedModel>) {
    this.#models = [...models];
  }

  start({ scope, target, policy, reason }: CooldownStartEvent, now: number): void {
    const models = this.#models.filter(isCoveredBy(scope, target)).map(({ id }) => id);
    const rest = { toMs: undefined, band: { scope, target, policy, reason, fromMs: now, models } };
    this.#bands.push(rest);
    this.#last.set(keyOf(policy, target), rest);
  }

  end({ target, policy }: CooldownEndEvent, now: number): void {
    const rest = this.#last.get(keyOf(policy, target));
    if (rest !== undefined) rest.toMs ??= now;
  }

  /** All of them; those in force end now. */
  bands(now: number): readonly CooldownBand[] {
    return this.#bands.map(({ toMs = now, band }) => ({ ...band, toMs }));
  }
}

/**
 * How long a model rested in all, up to `endMs`: time in which several of its rests were in force counts once.
 * @param bands in the order of their start
 */
export function restedMs(bands: readonly CooldownBand[], model: ModelId, endMs: number): number {
  let sum = 0;
  let until = 0;
  for (const { fromMs, toMs, models } of bands) {
    if (!models.includes(model)) continue;
    const end = Math.min(toMs, endMs);
    sum += Math.max(0, end - Math.max(fromMs, until));
    until = Math.max(until, end);
  }
  return sum;
}

function isCoveredBy(scope: CooldownBand['scope'], target: string) {
  return ({ id, pool, provider }: WatchedModel): boolean => {
    if (scope === 'model') return id === target;
    return target === (scope === 'pool' ? pool : provider);
  };
}

function keyOf(policy: string, target: string): string {
  return `${policy} ${target}`;
}
