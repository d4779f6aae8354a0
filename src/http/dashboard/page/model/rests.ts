import type { OrchestratorEvents } from '../../../../contracts/events.js';
import type { Cooldown } from '../../../../contracts/usage-store.js';

/** A rest, and when it ends by the clock of this page. */
export interface Rest extends Cooldown {
  readonly until: number;
}

/** Who rests. What is left is counted here: clocks of servers may differ from ours, durations do not. */
export class Rests {
  #rests = new Map<string, Rest>();

  /** Takes what a server says for all there is. */
  replace(cooldowns: readonly Cooldown[], now: number): void {
    this.#rests = new Map();
    for (const cooldown of cooldowns) this.start(cooldown, now);
  }

  start(cooldown: Cooldown, now: number): void {
    this.#rests.set(keyOf(cooldown), { ...cooldown, until: now + cooldown.remainingMs });
  }

  end(event: OrchestratorEvents['cooldown-end']): void {
    this.#rests.delete(keyOf(event));
  }

  /** Those in force, and those that wait for their probe; the one that ends first is first. */
  at(now: number): readonly Rest[] {
    return [...this.#rests.values()]
      .filter(({ until, probe }) => until > now || probe)
      .sort((one, other) => one.until - other.until);
  }

  /**
   * What is left of the rests of a model, 0 while it waits for its probe; undefined where it has none. Who is in a pool
   * is not known here: `health` says it.
   */
  remainingMs(
    { model, provider }: { readonly model: string; readonly provider: string },
    now: number,
  ): number | undefined {
    const concerns = ({ scope, target }: Rest) =>
      target === (scope === 'provider' ? provider : model);
    const last = this.at(now).findLast(concerns);
    return last === undefined ? undefined : Math.max(0, last.until - now);
  }
}

function keyOf({ scope, target, policy }: Pick<Cooldown, 'scope' | 'target' | 'policy'>): string {
  return JSON.stringify([scope, target, policy]);
}
