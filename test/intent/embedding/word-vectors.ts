/** As many numbers as words of the list: how often each is in the text. What has none of them is a vector of zeros. */
export function countsOf(words: readonly string[]) {
  return (texts: readonly string[]): number[][] =>
    texts.map((text) => words.map((word) => text.toLowerCase().split(word).length - 1));
}

/** Letter pairs, so that any text is some vector: how a model that knows nothing might embed. */
export function letterPairs(texts: readonly string[]): Float32Array[] {
  return texts.map((text) => {
    const vector = new Float32Array(64).fill(0.01);
    for (let index = 0; index + 1 < text.length; index++) {
      const place = (text.charCodeAt(index) * 31 + text.charCodeAt(index + 1)) % 64;
      vector[place] = (vector[place] as number) + 1;
    }
    return vector;
  });
}
