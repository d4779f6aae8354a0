/** Reads one response header; anything that is not there is undefined or null. */
export type ReadHeader = (name: string) => string | null | undefined;

interface Limit {
  readonly remaining: string;
  readonly reset: string;
  readonly parse: (text: string, now: number) => number | undefined;
}

const GO_UNITS_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const DATE = /^(\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT|\d{4}-\d\d-\d\dT\S+)$/;
const LIMITS: readonly Limit[] = [
  ...['requests', 'tokens'].map((unit) => ({
    remaining: `x-ratelimit-remaining-${unit}`,
    reset: `x-ratelimit-reset-${unit}`,
    parse: goDuration,
  })),
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map((unit) => ({
    remaining: `anthropic-ratelimit-${unit}-remaining`,
    reset: `anthropic-ratelimit-${unit}-reset`,
    parse: timeUntil,
  })),
];

/**
 * How long the server asks to wait, ms: `retry-after-ms`, else `retry-after` in seconds or as a date. A time that has
 * passed is 0; what cannot be read is undefined.
 *
 * @param now - wall time in epoch ms, for dates
 */
export function retryAfterMs(header: ReadHeader, now: number): number | undefined {
  const ms = number(header('retry-after-ms'));
  if (ms !== undefined) return Math.max(0, Math.ceil(ms));
  const text = header('retry-after')?.trim();
  const seconds = number(text);
  if (seconds !== undefined) return Math.max(0, Math.ceil(seconds * 1_000));
  return text ? timeUntil(text, now) : undefined;
}

/**
 * How long until the vendor's limits that are used up free again, ms; undefined while something is left of all of them.
 * OpenAI and its look-alikes send a Go duration, Anthropic a date.
 *
 * @param now - wall time in epoch ms, for dates
 */
export function limitResetMs(header: ReadHeader, now: number): number | undefined {
  const resets = LIMITS.filter(({ remaining }) => number(header(remaining)) === 0)
    .map(({ reset, parse }) => parse(header(reset)?.trim() ?? '', now) ?? 0)
    .filter((ms) => ms > 0);
  return resets.length === 0 ? undefined : Math.max(...resets);
}

function number(text: string | null | undefined): number | undefined {
  const value = text?.trim() ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function timeUntil(text: string, now: number): number | undefined {
  const at = DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** As in `6m0s` or `100ms`. */
function goDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|s)/g)];
  return Math.ceil(
    parts.reduce((sum, [, n, unit]) => sum + Number(n) * (GO_UNITS_MS[unit ?? ''] ?? 0), 0),
  );
}
