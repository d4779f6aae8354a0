import type { Awaitable } from '../../contracts/basics.js';
import { ConfigurationError } from '../../errors/configuration-error.js';
import { isPromise } from '../../support/awaitable.js';
import { Checks, join } from '../../support/checks.js';
import { headAndTail } from '../../support/head-and-tail.js';
import { dot, placeOfHighest, unitVector } from './vectors.js';

const check = /* @__PURE__ */ new Checks(ConfigurationError);

/** Models take some thousand tokens at most, and what is wanted stands at the ends; in UTF-16 units. */
const MAX_TEXT = 2_000;

/**
 * Turns texts into vectors of the same length, one for each in their order. A list of any length may come: cut it where
 * your model takes fewer at a time.
 */
export type Embed = (
  texts: readonly string[],
  signal: AbortSignal,
) => Awaitable<readonly ArrayLike<number>[]>;

/** How near a text is to the examples of each intent. */
export interface Nearness {
  /** By intent, in their order: the mean cosine of the nearest examples. */
  readonly scores: readonly number[];
  /** By intent, in their order: which example is the nearest. */
  readonly nearest: readonly number[];
}

/** Examples of each intent as vectors, which are asked for once, when they are needed first. */
export class ExampleVectors {
  readonly intents: readonly string[];
  readonly #embed: Embed;
  readonly #topK: number;
  readonly #examples: readonly (readonly string[])[];
  #vectors: Awaitable<readonly (readonly Float64Array[])[]> | undefined;

  /** @throws ConfigurationError naming the option that is wrong */
  constructor(embed: unknown, examples: unknown, topK: unknown) {
    if (typeof embed !== 'function') check.fail('embed', 'a function', embed);
    const given = Object.entries(check.record(examples, 'examples'));
    if (given.length === 0) check.fail('examples', 'at least one intent', examples);
    this.#embed = embed as Embed;
    this.#topK = check.number(topK, 'topK', { min: 1, integer: true });
    this.intents = given.map(([intent]) => check.string(intent, 'examples', { max: 64 }));
    this.#examples = given.map(([intent, texts]) => {
      const path = join('examples', intent);
      const list = check.array(texts, path, { nonEmpty: true });
      return list.map((text, index) => check.string(text, `${path}[${index}]`));
    });
  }

  /**
   * Of each text how near it is. Rejects with what `embed` rejects with, or a ConfigurationError for what is no vector.
   * @param names of the texts, for errors
   */
  nearnessOf(
    texts: readonly string[],
    signal: AbortSignal,
    names: readonly string[] = [],
  ): Awaitable<readonly Nearness[]> {
    const examples = this.#exampleVectors(signal);
    const vectors = this.#embed(
      texts.map((text) => headAndTail(text, MAX_TEXT)),
      signal,
    );
    const compare = (
      embedded: readonly ArrayLike<number>[],
      known: readonly (readonly Float64Array[])[],
    ) => {
      const length = known[0]?.[0]?.length ?? 0;
      return checkVectors(embedded, texts.length, length).map((vector, index) =>
        this.#nearness(nonZero(vector, names[index] ?? 'the prompt'), known),
      );
    };
    if (!isPromise(examples) && !isPromise(vectors)) return compare(vectors, examples);
    return Promise.all([vectors, examples]).then(([embedded, known]) => compare(embedded, known));
  }

  #nearness(vector: Float64Array, examples: readonly (readonly Float64Array[])[]): Nearness {
    const cosines = examples.map((group) => group.map((example) => dot(vector, example)));
    return {
      scores: cosines.map((group) => meanOfHighest(group, this.#topK)),
      nearest: cosines.map(placeOfHighest),
    };
  }

  #exampleVectors(signal: AbortSignal): Awaitable<readonly (readonly Float64Array[])[]> {
    if (this.#vectors !== undefined) return this.#vectors;
    // For all requests, not for the one that happens to come first: it goes on when that one gives up.
    const embedded = this.#embed(this.#examples.flat(), new AbortController().signal);
    if (!isPromise(embedded)) {
      this.#vectors = this.#grouped(embedded);
      return this.#vectors;
    }
    const grouped = Promise.resolve(embedded).then((vectors) => {
      this.#vectors = this.#grouped(vectors);
      return this.#vectors;
    });
    this.#vectors = grouped;
    const forget = () => {
      if (this.#vectors === grouped) this.#vectors = undefined;
    };
    grouped.catch(forget);
    // It may hang for good. The next one asks anew, and whoever is answered first has answered for all.
    signal.addEventListener('abort', forget, { once: true });
    return grouped;
  }

  #grouped(vectors: readonly ArrayLike<number>[]): readonly (readonly Float64Array[])[] {
    const checked = checkVectors(vectors, this.#examples.flat().length, vectors?.[0]?.length ?? 0);
    let index = 0;
    return this.#examples.map((texts, group) =>
      texts.map((_, place) => {
        const name = `${join('examples', this.intents[group] ?? '')}[${place}]`;
        return nonZero(checked[index++] as Float64Array, name);
      }),
    );
  }
}

function checkVectors(
  vectors: readonly ArrayLike<number>[],
  count: number,
  length: number,
): readonly Float64Array[] {
  if (!Array.isArray(vectors) || vectors.length !== count) {
    const came = Array.isArray(vectors) ? `${vectors.length}` : 'no list';
    throw new ConfigurationError(
      'embed',
      `expected ${count} vectors, one for each text, got ${came}`,
    );
  }
  return vectors.map((vector: ArrayLike<number>) => {
    if (vector?.length !== length || length === 0) {
      const expected = length === 0 ? 'of at least one number' : `of ${length} numbers`;
      const message = `expected vectors ${expected}, all of the same length, got one of ${vector?.length}`;
      throw new ConfigurationError('embed', message);
    }
    const unit = unitVector(vector);
    if (unit !== undefined) return unit;
    throw new ConfigurationError(
      'embed',
      'expected vectors of finite numbers, got one with another',
    );
  });
}

function nonZero(vector: Float64Array, name: string): Float64Array {
  if (vector.some((value) => value !== 0)) return vector;
  throw new ConfigurationError('embed', `gave ${name} a vector of zeros, which is like nothing`);
}

function meanOfHighest(values: readonly number[], count: number): number {
  const highest = values.toSorted((one, other) => other - one).slice(0, count);
  return highest.reduce((sum, value) => sum + value, 0) / highest.length;
}
