import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { ProviderError } from '../errors/provider-error.js';

/** A model that failed and may be asked again when there is no other. */
export interface Again {
  readonly model: ConfiguredModel;
  readonly failure: ProviderError;
}

/** The candidates of one request: who is next, who may come again, who is out. */
export class CandidateQueue {
  #candidates: ConfiguredModel[];
  #next = 0;
  readonly #again: Again[] = [];
  readonly #out: ConfiguredModel[] = [];
  readonly #tried: ConfiguredModel[] = [];
  readonly #isLone: boolean;
  /** The largest window that the prompt did not fit into. */
  #tooSmall = 0;

  constructor(candidates: readonly ConfiguredModel[]) {
    this.#candidates = [...candidates];
    this.#isLone = candidates.length === 1;
  }

  /** The models that may still be tried for the first time. */
  behind(most = Number.POSITIVE_INFINITY): readonly ConfiguredModel[] {
    return this.#candidates.slice(this.#next, this.#next + most);
  }

  /** The first that is not held back; if all are, the first. */
  takeNext(isHeldBack: (model: ConfiguredModel) => boolean): ConfiguredModel | undefined {
    const first = this.#candidates[this.#next];
    if (first !== undefined && isHeldBack(first)) this.#preferOthers(isHeldBack);
    return this.#candidates[this.#next++];
  }

  #preferOthers(isHeldBack: (model: ConfiguredModel) => boolean): void {
    const free = this.#candidates.findIndex((model, at) => at > this.#next && !isHeldBack(model));
    if (free < 0) return;
    this.#candidates.splice(this.#next, 0, ...this.#candidates.splice(free, 1));
  }

  takeAgain(): Again | undefined {
    let again = this.#again.shift();
    while (again !== undefined && !this.#fits(again.model)) again = this.#again.shift();
    return again;
  }

  triesOf(model: ConfiguredModel): number {
    let tries = 0;
    for (const tried of this.#tried) if (tried === model) tries++;
    return tries;
  }

  noteTry(model: ConfiguredModel): void {
    this.#tried.push(model);
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
    this.#out.push(model);
  }

  /** The prompt did not fit: whoever is known to hold no more is out too. */
  outUnlessLarger(model: ConfiguredModel): void {
    this.out(model);
    this.#tooSmall = Math.max(this.#tooSmall, model.profile.contextWindow ?? 0);
    this.#wait(this.behind().filter((other) => this.#fits(other)));
  }

  /** After a wait: those that may answer now, without those that are out. */
  refill(candidates: readonly ConfiguredModel[]): void {
    this.#again.length = 0;
    this.#wait(
      candidates.filter(
        (model) => !this.#out.includes(model) && this.#fits(model) && this.mayRetry(model),
      ),
    );
  }

  #fits({ profile }: ConfiguredModel): boolean {
    return profile.contextWindow === undefined || profile.contextWindow > this.#tooSmall;
  }

  #wait(candidates: ConfiguredModel[]): void {
    this.#candidates = candidates;
    this.#next = 0;
  }
}
