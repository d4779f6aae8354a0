import { type Labels, Series } from './series.js';
import { type Described, metricText } from './text-format.js';

/** Something that only ever grows, until the process ends. */
export class Counter<const Name extends string = never> {
  readonly #described: Described;
  readonly #series: Series<Name, { value: number }>;

  constructor(described: Described & { readonly labels: readonly Name[] }) {
    this.#described = described;
    this.#series = new Series(described.labels, () => ({ value: 0 }));
    // The only series there will be: from 0 on, so that its first step is one.
    if (described.labels.length === 0) this.#series.of({} as Labels<Name>);
  }

  add(amount: number, labels: Labels<Name>): void {
    this.#series.of(labels).value += amount;
  }

  text(): string {
    const samples = this.#series.all().map(([labels, { value }]) => ({ labels, value }));
    return metricText('counter', this.#described, samples);
  }
}
