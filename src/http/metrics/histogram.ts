import { type Labels, Series } from './series.js';
import { type Described, metricText, numberText, type Sample } from './text-format.js';

interface Distribution {
  /** How many fell between each bound and the one before it; the last: above all bounds. */
  readonly counts: number[];
  sum: number;
}

/** How something is distributed: how often it was within each of some bounds, how often in all, and its sum. */
export class Histogram<const Name extends string> {
  readonly #described: Described;
  readonly #bounds: readonly number[];
  readonly #series: Series<Name, Distribution>;

  /** @param described - `bounds`: inclusive, ascending, without infinity */
  constructor(
    described: Described & { readonly labels: readonly Name[]; readonly bounds: readonly number[] },
  ) {
    const { labels, bounds } = described;
    this.#described = described;
    this.#bounds = bounds;
    const counts = Array.from({ length: bounds.length + 1 }, () => 0);
    this.#series = new Series(labels, () => ({ counts: [...counts], sum: 0 }));
  }

  observe(value: number, labels: Labels<Name>): void {
    const bounds = this.#bounds;
    let place = 0;
    while (place < bounds.length && value > (bounds[place] as number)) place++;
    const series = this.#series.of(labels);
    series.counts[place] = (series.counts[place] as number) + 1;
    series.sum += value;
  }

  text(): string {
    const samples = this.#series.all().flatMap(([labels, series]) => this.#samples(labels, series));
    return metricText('histogram', this.#described, samples);
  }

  #samples(labels: Labels<Name>, { counts, sum }: Distribution): readonly Sample[] {
    let count = 0;
    const buckets = [...this.#bounds, Number.POSITIVE_INFINITY].map((bound, place) => {
      count += counts[place] as number;
      return { suffix: '_bucket', labels: { ...labels, le: numberText(bound) }, value: count };
    });
    return [
      ...buckets,
      { suffix: '_sum', labels, value: sum },
      { suffix: '_count', labels, value: count },
    ];
  }
}
