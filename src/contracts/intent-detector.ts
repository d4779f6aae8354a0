import type { Alternative } from './alternative.js';
import type { Awaitable } from './basics.js';
import type { GenerateRequest, GenerateResult } from './generate.js';
import type { Score } from './model.js';

/** The intents that the built-in detector knows. */
export type Intent =
  | 'code_generation'
  | 'education'
  | 'writing'
  | 'translation'
  | 'summarization'
  | 'general';

/** `general` is always a possible answer, whatever the detector knows. */
export interface IntentDetector<I extends string = Intent> {
  readonly intents: readonly I[];
  detect(input: DetectionInput): Awaitable<Detection<I>>;
}

/** What a detector is shown: only what a person wrote. */
export interface DetectionInput {
  /** What a person wrote last, without what agents put into user turns; its middle cut out beyond 16 KB. */
  readonly text: string;
  readonly system?: string;
  /** Fires at `timeouts.detectMs`, on the caller's abort, and when a promise's answer has come. */
  readonly signal: AbortSignal;
  /**
   * Asks a model of the same orchestrator: a request of its own, with its own id and events (`parentRequestId` says
   * whose it is), for the same tenant, without the models that the caller excludes, ended by `signal` and by its own. Its intent is
   * `general` unless given, so it detects nothing itself. Absent where no model may be asked: in `explain()`, and where
   * the caller names the `model`, as no intent decides anything there.
   */
  readonly generate?: ((request: GenerateRequest) => Promise<GenerateResult>) | undefined;
}

/** What a prompt is for, how sure that is, and what says so. */
export interface Detection<I extends string = Intent> {
  readonly intent: I | 'general';
  /** 0 to 1. */
  readonly confidence: Score;
  /** Other intents that are worth naming, likeliest first, without the one that was chosen. */
  readonly alternatives?: readonly Alternative<I>[] | undefined;
  readonly scores?: { readonly [intent in I | 'general']?: Score } | undefined;
  /** Names of the rules that spoke and where: never text of the prompt, because events carry it. */
  readonly evidence?: readonly string[] | undefined;
}
