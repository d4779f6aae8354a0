const NONE = '–';
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const twoDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });
const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const smallDollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  minimumSignificantDigits: 2,
  maximumSignificantDigits: 2,
});

/** `1,234,567`, the same in every locale. */
export function countText(count: number): string {
  return counts.format(count);
}

/** `1 rest`, `2 rests`. */
export function numberOf(noun: string, count: number): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `5.2 %`, `0.0034 %`, of a share from 0 to 1. */
export function percentText(share: number): string {
  return Number.isNaN(share) ? NONE : `${twoDigits.format(share * 100)} %`;
}

/** `99.991 %`: with as many digits as it takes for less than all never to look like all. */
export function availabilityText(share: number): string {
  if (Number.isNaN(share)) return NONE;
  if (share === 1) return '100 %';
  let decimals = 3;
  while (decimals < 12 && Number((share * 100).toFixed(decimals)) === 100) decimals++;
  return `${(share * 100).toFixed(decimals)} %`;
}

/** `$1,234.56`, `$0.0012`. */
export function usdText(usd: number | undefined): string {
  if (usd === undefined) return 'unknown';
  // From here on two digits would round to a whole dollar.
  return usd === 0 || usd >= 0.995 ? dollars.format(usd) : smallDollars.format(usd);
}

/** `612 ms`, `1.23 s`, `3 min 20 s`, `5 h 12 min`: three digits, or two units. */
export function durationText(ms: number): string {
  if (Number.isNaN(ms)) return NONE;
  if (ms < 999.5) return `${threeDigits(ms)} ms`;
  if (ms < 59_950) return `${threeDigits(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? twoUnits(minutes, 'min', seconds % 60, 's')
    : twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** `3:02:01.5`: a moment, in hours since the start. */
export function clockText(ms: number): string {
  const whole = Math.round(ms / 100) * 100;
  const hours = Math.floor(whole / HOUR_MS);
  const minutes = Math.floor((whole % HOUR_MS) / MINUTE_MS);
  const seconds = (whole % MINUTE_MS) / 1_000;
  const padded = `${seconds < 10 ? '0' : ''}${seconds}`;
  return `${hours}:${String(minutes).padStart(2, '0')}:${padded}`;
}

function threeDigits(value: number): number {
  return Number(value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0));
}

function twoUnits(many: number, unit: string, few: number, smallerUnit: string): string {
  return few === 0
    ? `${countText(many)} ${unit}`
    : `${countText(many)} ${unit} ${few} ${smallerUnit}`;
}
