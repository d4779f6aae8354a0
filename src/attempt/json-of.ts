/** A value as it is written: text as it is, anything else as JSON, and what no JSON can say as nothing. */
export function jsonOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
