import type { ChatEvent, ChatRequest, ChatResponse } from '../contracts/chat.js';
import type { CallContext } from '../contracts/provider.js';

interface StepTiming {
  /** How long it takes, by the clock. @default 0 */
  readonly delayMs?: number | undefined;
  /** It does not hear the signal, as a careless provider would not. @default false */
  readonly deaf?: boolean | undefined;
}

/** An answer. What is absent, as `usage` may be, was not reported. */
export interface AnswerStep extends Partial<ChatResponse>, StepTiming {
  /** Stands for one text part, where there is no `content`. @default a sentence that names the model */
  readonly text?: string | undefined;
}

export interface ErrorStep extends StepTiming {
  /** An `ErrorKind` stands for a `ProviderError` of that kind; anything else is thrown as it is. */
  readonly error: unknown;
}

/** It never answers, and rejects with the signal's reason once that fires; a deaf one not even then. */
export interface HangStep extends StepTiming {
  readonly hang: true;
}

/**
 * A stream, entry by entry, for whatever may happen in one. It breaks off where no `finish` closes it. A call of
 * `generate` gets the answer that it amounts to, and a broken one rejects with a `ProviderError` of kind `protocol`.
 */
export interface EventsStep extends StepTiming {
  readonly events: readonly StreamEntry[];
}

/**
 * What happens next in a stream: an event, a string standing for a `text-delta`; a pause by the clock; an error, thrown
 * as that of an `ErrorStep` is; or nothing any more, until the signal fires.
 */
export type StreamEntry =
  | string
  | ChatEvent
  | { readonly delayMs: number }
  | { readonly error: unknown }
  | { readonly hang: true };

/** A step that says itself what happens. */
export type PlainStep = AnswerStep | ErrorStep | HangStep | EventsStep;

/** What happens at one call. A string is the text of an answer; a function looks at the request first. */
export type ScriptStep =
  | string
  | PlainStep
  | ((request: ChatRequest, call: CallContext) => ScriptStep);

/** The same step so many times; `Infinity`: at every call from here on. */
export interface RepeatedStep {
  readonly step: ScriptStep;
  readonly times: number;
}

/** One step for each call, in their order. */
export type Script = readonly (ScriptStep | RepeatedStep)[];

/** What the step comes to for this request. */
export function plainStep(step: ScriptStep, request: ChatRequest, call: CallContext): PlainStep {
  if (typeof step === 'function') return plainStep(step(request, call), request, call);
  return typeof step === 'string' ? { text: step } : step;
}

/** A script, read from the start. */
export class ScriptReader {
  readonly #steps: RepeatedStep[];

  constructor(script: Script) {
    this.#steps = script.map((entry) =>
      typeof entry === 'object' && 'step' in entry ? entry : { step: entry, times: 1 },
    );
  }

  /** Undefined at its end. */
  next(): ScriptStep | undefined {
    const [head] = this.#steps;
    if (head === undefined) return undefined;
    if (head.times > 1) this.#steps[0] = { ...head, times: head.times - 1 };
    else this.#steps.shift();
    return head.step;
  }

  /** How many calls it still waits for; one that goes on for ever waits for none. */
  get left(): number {
    const counted = this.#steps.filter(({ times }) => Number.isFinite(times));
    return counted.reduce((sum, { times }) => sum + times, 0);
  }
}
