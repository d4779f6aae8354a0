/** What stands where nothing is known. */
export const NOTHING = '–';

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** As in `1,234`. */
export function whole(count: number): string {
  return WHOLE.format(count);
}

/** As in `12.3K`. */
export function compact(count: number): string {
  return COMPACT.format(count);
}

/** As in `420 ms`, `1.42 s`, `2 min 5 s`. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return NOTHING;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${(ms / 1_000).toFixed(2)} s`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  return countdown(ms);
}

/** What is left of a time, in seconds that are not over yet: `0 s` only when nothing is left. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long something is past. */
export function ago(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  return `${Math.floor(minutes / 60)} h ago`;
}

/** With the digits that tell one request from another: `$0.00042`, `$0.0315`, `$12.40`. */
export function usd(amount: number | undefined): string {
  if (amount === undefined) return NOTHING;
  if (amount === 0) return '$0';
  if (amount >= 1) return `$${amount.toFixed(2)}`;
  if (amount < 0.000_001) return '< $0.000001';
  return `$${amount.toPrecision(3).includes('e') ? amount.toFixed(7) : trimmed(amount)}`;
}

function trimmed(amount: number): string {
  const digits = Math.max(2, 2 - Math.floor(Math.log10(amount)));
  return amount.toFixed(Math.min(digits, 6));
}

/** As in `87 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A score of 0 to 1 as people compare it, `0.842`. */
export function score(value: number | undefined): string {
  return value === undefined ? NOTHING : value.toFixed(3);
}

/** `1 answer`, `2 answers`. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : more}`;
}
