import type { Paint } from './paint.js';

/** Never 0 for a price that is not known. */
export function usd(amount: number | undefined): string {
  return amount === undefined ? 'unknown' : `$${amount.toFixed(6)}`;
}

/** A table of `textTable`, its first line bold. */
export function boldHead(table: string, { bold }: Paint): string {
  const [head = '', ...lines] = table.split('\n');
  return [bold(head), ...lines].join('\n');
}
