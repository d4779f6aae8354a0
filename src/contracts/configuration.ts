import type { ModelProfile, Preference } from './model.js';

/** All in ms, each from 1 to 2^31 - 1. */
export interface Timeouts {
  /** The whole request with all its attempts. @default 120_000; none for streams */
  readonly totalMs?: number | undefined;
  /** One attempt. @default 60_000; what is left of `totalMs` for reasoning models and streams */
  readonly attemptMs?: number | undefined;
  /** Streams only: from the call to the first content. @default 30_000; 120_000 for reasoning models */
  readonly firstTokenMs?: number | undefined;
  /** Streams only: between two signs of life after the first content, while somebody reads. @default 30_000 */
  readonly idleMs?: number | undefined;
  /** Streams only: a reader that asks for nothing for so long is taken as gone. @default 300_000 */
  readonly consumerMs?: number | undefined;
  /** Detector and `difficulty` together; at most half of `totalMs`. @default 1_000 */
  readonly detectMs?: number | undefined;
}

/** For checks of what callers give. */
export const TIMEOUT_NAMES = [
  'totalMs',
  'attemptMs',
  'firstTokenMs',
  'idleMs',
  'consumerMs',
  'detectMs',
] as const satisfies readonly (keyof Timeouts)[];

/** All roll; a month is 30 days. */
export type Window = 'minute' | 'hour' | 'day' | 'month';

/** What one model may be given; each a whole number from 1, none unless set. */
export interface Limits {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  /** In flight at once, in this process. */
  readonly maxConcurrency?: number | undefined;
}

/** A limit that is not a model's own: for all requests together, or for each tenant, model or provider. */
export interface Budget {
  readonly id: string;
  /** One counter for each; absent: one for all. */
  readonly per?: 'tenant' | 'model' | 'provider' | undefined;
  readonly window: Window;
  readonly maxTokens?: number | undefined;
  /** Models of unknown price are excluded while it is set. */
  readonly maxCostUsd?: number | undefined;
  /**
   * Each attempt holds the most that it can cost, not what it is expected to: what is spent stays within `maxCostUsd`
   * whatever is in flight, and fewer attempts are let in at once. Models are excluded whose worst case nobody knows, or
   * is more than the whole budget. Only with `maxCostUsd`. @default false
   */
  readonly strict?: boolean | undefined;
}

/** A list for every preference, or one per preference. */
export type Route<M extends string> =
  | readonly M[]
  | ({ readonly [preference in Preference]?: readonly M[] | undefined } & {
      /** Nobody but those listed. @default false */
      readonly only?: boolean | undefined;
    });

/** Corrections to what a provider says of its model, and settings of its own. */
export interface ModelOverrides extends Partial<Omit<ModelProfile, 'id' | 'successor'>> {
  /** @default true, unless retired */
  readonly enabled?: boolean | undefined;
  readonly limits?: Limits | undefined;
  /** Of its attempts alone: the other limits belong to a request, which may try several models. */
  readonly timeouts?: Pick<Timeouts, 'attemptMs' | 'firstTokenMs' | 'idleMs'> | undefined;
}
