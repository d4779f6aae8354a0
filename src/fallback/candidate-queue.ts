import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { ProviderError } from '../errors/provider-error.js';

/** A model that failed and may be asked again when there is no other. */
export interface Again {
  readonly model: ConfiguredModel;
  readonly failure: ProviderError;
}

/** The candidates of one request: who is next, who may come again, who is out. */
export class CandidateQueue {
  #waiting: ConfiguredModel[];
  readonly #again: Again[] = [];
  readonly #out = new Set<ConfiguredModel>();
  readonly #tries = new Map<ConfiguredModel, number>();
  #isLone: boolean;

  constructor(candidates: readonly ConfiguredModel[]) {
    this.#waiting = [...candidates];
    this.#isLone = candidates.length === 1;
  }

  /** The models that may still be tried after the next one. */
  get behind(): readonly ConfiguredModel[] {
    return this.#waiting;
  }

  takeNext(): ConfiguredModel | undefined {
    return this.#waiting.shift();
  }

  takeAgain(): Again | undefined {
    return this.#again.shift();
  }

  triesOf(model: ConfiguredModel): number {
    return this.#tries.get(model) ?? 0;
  }

  noteTry(model: ConfiguredModel): void {
    this.#tries.set(model, this.triesOf(model) + 1);
  }

  /** Two retries where it is the only model there is, one otherwise. */
  mayRetry(model: ConfiguredModel): boolean {
    return this.triesOf(model) <= (this.#isLone ? 2 : 1);
  }

  again(model: ConfiguredModel, failure: ProviderError): void {
    if (this.mayRetry(model)) this.#again.push({ model, failure });
    else this.out(model);
  }

  out(model: ConfiguredModel): void {
    this.#out.add(model);
  }

  /** The prompt did not fit: whoever is known to hold no more is out too. */
  outUnlessLarger(model: ConfiguredModel): void {
    this.out(model);
    const window = model.profile.contextWindow ?? 0;
    this.#waiting = this.#waiting.filter(({ profile }) => {
      return profile.contextWindow === undefined || profile.contextWindow > window;
    });
  }

  /** After a wait: those that may answer now, without those that are out. */
  refill(candidates: readonly ConfiguredModel[]): void {
    this.#again.length = 0;
    this.#waiting = candidates.filter((model) => !this.#out.has(model) && this.mayRetry(model));
  }
}
