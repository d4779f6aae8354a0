/** The values of a metric's labels, each by its name. */
export type Labels<Name extends string> = { readonly [name in Name]: string };

interface Branch<T> {
  readonly branches: Map<string, Branch<T>>;
  series?: T;
}

/**
 * What a metric keeps for each combination of its labels' values. They stand in a tree: every request walks it, and to
 * walk takes a fraction of the time that it takes to make one key of all values.
 */
export class Series<Name extends string, T> {
  readonly #names: readonly Name[];
  readonly #begin: () => T;
  readonly #root: Branch<T> = { branches: new Map() };

  /** @param begin - makes what is kept for a new combination */
  constructor(names: readonly Name[], begin: () => T) {
    this.#names = names;
    this.#begin = begin;
  }

  of(labels: Labels<Name>): T {
    let branch = this.#root;
    for (const name of this.#names) {
      const value = labels[name];
      let next = branch.branches.get(value);
      if (next === undefined) {
        next = { branches: new Map() };
        branch.branches.set(value, next);
      }
      branch = next;
    }
    branch.series ??= this.#begin();
    return branch.series;
  }

  /** All there are, with their labels. */
  all(): readonly (readonly [Labels<Name>, T])[] {
    const found: (readonly [Labels<Name>, T])[] = [];
    const visit = ({ branches, series }: Branch<T>, values: readonly string[]) => {
      if (series !== undefined) found.push([this.#labelsOf(values), series]);
      for (const [value, next] of branches) visit(next, [...values, value]);
    };
    visit(this.#root, []);
    return found;
  }

  #labelsOf(values: readonly string[]): Labels<Name> {
    const entries = this.#names.map((name, index) => [name, values[index] as string]);
    return Object.fromEntries(entries) as Labels<Name>;
  }
}
