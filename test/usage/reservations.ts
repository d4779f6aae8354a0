import type { Quota, Reservation } from '../../src/contracts/usage-store.js';

let reserved = 0;

/** A reservation with an id of its own and defaults for what a test does not care about. */
export function reservationOf(fields: Partial<Reservation> = {}): Reservation {
  reserved++;
  return {
    attemptId: `attempt-${reserved}`,
    model: 'north/alpha',
    provider: 'north',
    estimate: { inputTokens: 50, outputTokens: 50 },
    quotas: [],
    leaseMs: 30_000,
    lastResort: false,
    ...fields,
  };
}

export function quotaOf(fields: Partial<Quota> = {}): Quota {
  return { id: 'limit', key: 'limit', unit: 'tokens', windowMs: 60_000, max: 200, ...fields };
}
