const NONE: readonly string[] = [];
/** "and", "so", "in", "for", "like", "will": written together with the word that follows. */
const PARTICLES = 'وفبلكس';
const ARTICLE = 'ال';
/** "for the": the article loses its first letter. */
const FOR_THE = 'لل';
const SHORTEST = 3;

/** What an Arabic word may be without the particles and the article written together with it. */
export function withoutArabicParticles(word: string): readonly string[] {
  const code = word.charCodeAt(0);
  if (code < 0x0600 || code > 0x06ff) return NONE;
  const bare: string[] = [];
  if (word.startsWith(ARTICLE) || word.startsWith(FOR_THE)) bare.push(word.slice(2));
  if (PARTICLES.includes(word.charAt(0))) {
    const rest = word.slice(1);
    bare.push(rest);
    if (rest.startsWith(ARTICLE)) bare.push(rest.slice(2));
  }
  return bare.filter(({ length }) => length >= SHORTEST);
}
