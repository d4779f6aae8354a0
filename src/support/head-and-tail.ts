/** The first and the last half of `most` UTF-16 units of a longer text: instructions stand at the ends. */
export function headAndTail(text: string, most: number): string {
  return text.length <= most ? text : endsOf(text, most).join('\n');
}

/** Both of them, without the halves of characters that the cuts go through. */
export function endsOf(text: string, most: number): readonly [head: string, tail: string] {
  const end = most / 2;
  const start = text.length - most / 2;
  return [
    text.slice(0, isWithinPair(text, end) ? end - 1 : end),
    text.slice(isWithinPair(text, start) ? start + 1 : start),
  ];
}

function isWithinPair(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}
