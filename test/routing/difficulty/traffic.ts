import type { DifficultyRow } from '../../../src/routing/difficulty/difficulty-rows.js';

/** Numbers from 0 to below 1, always the same for a seed (a linear congruential generator, Numerical Recipes' constants). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  // The first numbers of neighbouring seeds are near one another.
  for (let index = 0; index < 8; index++) next();
  return next;
}

const WORDS = 'amber birch cedar delta ember fjord grove heath inlet jetty knoll lagoon'.split(' ');

/** A prompt of so many words on several lines, and so many points of a list after them. */
export function promptOf(random: () => number, words: number, points: number): string {
  const word = () => WORDS[Math.floor(random() * WORDS.length)];
  const lineLength = 2 + Math.floor(random() * words);
  const text = Array.from({ length: words }, (_, index) =>
    index % lineLength === 1 ? `${word()}\n` : word(),
  ).join(' ');
  const list = Array.from({ length: points }, () => `\n- ${word()} ${word()}`).join('');
  return `${text} ${Math.floor(random() * 1e6)}${list}`;
}

/** What there is to learn: what the log-odds that a prompt is hard are made of. */
export interface Truth {
  /** Of a prompt without a list. @default -1.5 */
  readonly start?: number;
  /** Each point of its list adds this. @default 0 */
  readonly perPoint?: number;
  /** Prompts are of one of these intents, each with what it adds. @default none */
  readonly intents?: Readonly<Record<string, number>>;
}

/** Traffic of which the truth is known; hard or not is drawn by it. */
export function trafficOf(
  count: number,
  { start = -1.5, perPoint = 0, intents = {} }: Truth,
  seed = 1,
): (DifficultyRow & { readonly hard: boolean })[] {
  const random = seeded(seed);
  const names = Object.keys(intents);
  return Array.from({ length: count }, () => {
    const points = Math.floor(random() * 8);
    const prompt = promptOf(random, 5 + Math.floor(random() * 40), points);
    const intent = names[Math.floor(random() * names.length)];
    const logOdds = start + perPoint * points + (intent === undefined ? 0 : (intents[intent] ?? 0));
    return { prompt, intent, hard: random() < 1 / (1 + Math.exp(-logOdds)) };
  });
}

/** The same rows in another order. */
export function shuffled<T>(rows: readonly T[], seed: number): T[] {
  const random = seeded(seed);
  return rows
    .map((row) => ({ row, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ row }) => row);
}
