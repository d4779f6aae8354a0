/** The first and the last half of `most` UTF-16 units of a longer text: instructions stand at the ends. */
export function headAndTail(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most / 2)}\n${text.slice(-most / 2)}`;
}
