import type { ModelId } from '../contracts/model.js';
import type { SessionModel } from '../contracts/router.js';

const MAX_SESSIONS = 10_000;
const IDLE_MS = 3_600_000;

interface Session extends SessionModel {
  /** By the monotonic clock. */
  readonly answeredAt: number;
}

/** Which model has answered each conversation last. Those that are idle are forgotten, and of too many the oldest. */
export class Sessions {
  /** The one answered last is the last. */
  readonly #sessions = new Map<string, Session>();

  of(tenant: string | undefined, session: string, now: number): SessionModel | undefined {
    const key = keyOf(tenant, session);
    const found = this.#sessions.get(key);
    if (found === undefined) return undefined;
    if (now - found.answeredAt < IDLE_MS) {
      return { model: found.model, inputTokens: found.inputTokens };
    }
    this.#sessions.delete(key);
    return undefined;
  }

  note(tenant: string | undefined, session: string, answered: Session): void {
    const key = keyOf(tenant, session);
    this.#sessions.delete(key);
    this.#sessions.set(key, answered);
    if (this.#sessions.size <= MAX_SESSIONS) return;
    const [oldest] = this.#sessions.keys();
    this.#sessions.delete(oldest as string);
  }

  /** All, or those of one model. */
  reset(model?: ModelId): void {
    for (const [key, session] of this.#sessions) {
      if (model === undefined || session.model === model) this.#sessions.delete(key);
    }
  }
}

/** The length keeps apart what callers choose: session `b:c` of `a` and `c` of `a:b`. */
function keyOf(tenant: string | undefined, session: string): string {
  return tenant === undefined ? `:${session}` : `${tenant.length}:${tenant}:${session}`;
}
