/** Rows under a head, aligned: numbers to the right, text to the left. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column] ?? '').length)),
  );
  const line = (cells: readonly (string | number)[], sample = cells): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const isNumber = typeof sample[column] === 'number';
        return isNumber ? String(cell).padStart(width) : String(cell).padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head, rows[0]), ...rows.map((row) => line(row))].join('\n');
}

/** Never 0 for a price that is not known. */
export function usd(amount: number | undefined): string {
  return amount === undefined ? 'unknown' : `$${amount.toFixed(6)}`;
}
