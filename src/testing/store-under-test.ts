import type {
  Admission,
  CooldownStart,
  ModelStats,
  Quota,
  Reservation,
  Settlement,
  Spend,
  UsageStore,
} from '../contracts/usage-store.js';
import { assert } from './suite.js';

/** What a store must do, by the sentence that says it. */
export type Rules = { readonly [rule: string]: (subject: StoreUnderTest) => Promise<void> };

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** Of the provider `north`, as is its sibling; the stranger is not. */
export const MODEL = 'north/alpha';
export const SIBLING = 'north/beta';
export const STRANGER = 'south/gamma';
export const POOL = 'north#greek';
export const NOTHING = { requests: 0, failures: 0, inputTokens: 0, outputTokens: 0, nanoUsd: 0 };
/** What an attempt spends unless told otherwise. */
export const SPEND: Spend = { inputTokens: 100, outputTokens: 20, nanoUsd: 3_000 };

/** The store under test, with defaults for all that a test does not care about. */
export class StoreUnderTest {
  readonly store: UsageStore;
  readonly advance: (ms: number) => Promise<void>;
  /** How exact its time can be told, ms. */
  readonly grainMs: number;
  #reserved = 0;

  constructor(store: UsageStore, advance: (ms: number) => Promise<void>, grainMs: number) {
    this.store = store;
    this.advance = advance;
    this.grainMs = grainMs;
  }

  reservation(fields: Partial<Reservation> = {}): Reservation {
    this.#reserved++;
    const model = fields.model ?? MODEL;
    return {
      attemptId: `attempt-${this.#reserved}`,
      model,
      provider: model.slice(0, model.indexOf('/')),
      estimate: { inputTokens: 50, outputTokens: 50, nanoUsd: 1_000 },
      quotas: [],
      leaseMs: 10 * MINUTE_MS,
      lastResort: false,
      ...fields,
    };
  }

  async reserve(fields: Partial<Reservation> = {}): Promise<[Reservation, Admission]> {
    const reservation = this.reservation(fields);
    return [reservation, await this.store.reserve(reservation)];
  }

  async admit(fields: Partial<Reservation> = {}): Promise<Reservation> {
    const [reservation, admission] = await this.reserve(fields);
    assert(admission.admitted, `an admission, got ${JSON.stringify(admission)}`);
    return reservation;
  }

  async settle(reservation: Reservation, end: Partial<Settlement> = {}): Promise<ModelStats> {
    return await this.store.settle({ reservation, spent: SPEND, health: 'good', ...end });
  }

  /** One attempt from start to end. */
  async attempt(fields: Partial<Reservation> = {}, end: Partial<Settlement> = {}) {
    return this.settle(await this.admit(fields), end);
  }

  async fail(fields: Partial<Reservation> = {}): Promise<ModelStats> {
    return this.attempt(fields, { spent: undefined, health: 'bad' });
  }

  async coolDown(fields: Partial<CooldownStart> = {}) {
    const rest = { scope: 'model', target: MODEL, forMs: MINUTE_MS, probe: false } as const;
    return await this.store.coolDown({ ...rest, reason: 'tests', policy: 'suite', ...fields });
  }

  async statsOf(model: string): Promise<ModelStats | undefined> {
    const { models } = await this.store.snapshot();
    return models.find((stats) => stats.model === model);
  }

  async tenantOf(tenant: string) {
    return (await this.store.snapshot({ tenant })).tenant;
  }

  async assertRefused(fields: Partial<Reservation>, reason: string, retryAfterMs?: number) {
    const [, admission] = await this.reserve(fields);
    assert(!admission.admitted && admission.reason === reason, `a refusal as ${reason}`);
    if (retryAfterMs !== undefined) this.assertAbout(admission.retryAfterMs, retryAfterMs);
  }

  /** Real time may have passed for a store with a clock of its own. */
  assertAbout(actualMs: number, expectedMs: number): void {
    const isAbout = actualMs <= expectedMs && actualMs > expectedMs - this.grainMs;
    assert(isAbout, `${expectedMs} ms, got ${actualMs}`);
  }
}

/** A limit of 200 tokens a minute, unless told otherwise. */
export function quota(fields: Partial<Quota> = {}): Quota {
  return { id: 'limit', key: 'limit', unit: 'tokens', windowMs: MINUTE_MS, max: 200, ...fields };
}

/** What so many attempts count that spend `SPEND` each. */
export function spentBy(requests: number, failures = 0) {
  const { inputTokens, outputTokens, nanoUsd = 0 } = SPEND;
  return {
    requests,
    failures,
    inputTokens: requests * inputTokens,
    outputTokens: requests * outputTokens,
    nanoUsd: requests * nanoUsd,
  };
}

/** The end of an attempt that used nothing and proves nothing. */
export const UNUSED = { spent: undefined, health: 'neutral' } as const;
/** A rest that needs one. */
export const PROOF = { probe: true } as const;
/** A rest that a last resort may override. */
export const GUESS = { overrideEveryMs: 0 } as const;
export const LAST_RESORT = { lastResort: true } as const;
