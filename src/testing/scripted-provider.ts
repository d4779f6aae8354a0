import type { ChatEvent, ChatRequest, ChatResponse } from '../contracts/chat.js';
import type { Clock } from '../contracts/clock.js';
import type { ModelProfile } from '../contracts/model.js';
import type { CallContext, Provider } from '../contracts/provider.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { ProviderError } from '../errors/provider-error.js';
import { Checks } from '../support/checks.js';
import { systemClock } from '../support/system-clock.js';
import { answerOf, eventsOf } from './answer-events.js';
import { collect } from './collect.js';
import { delay, untilAborted } from './delay.js';
import { isErrorKind } from './error-kinds.js';
import { mockText } from './mock-answer.js';
import { type MockModels, profilesOf } from './mock-models.js';
import {
  type AnswerStep,
  type PlainStep,
  plainStep,
  type Script,
  ScriptReader,
  type StreamEntry,
} from './script.js';
import { PlayedCall, type ScriptedCall } from './scripted-call.js';

/** A script for each model. */
export type ScriptByModel<Id extends string> = { readonly [model in Id]?: Script | undefined };

export interface ScriptedOptions<
  Name extends string,
  Id extends string,
  S = Script | ScriptByModel<Id>,
> {
  /** @default 'scripted' */
  readonly name?: Name | undefined;
  /** @default the models that have a script of their own, else ['default'] */
  readonly models?: MockModels<Id> | undefined;
  /** One for all models together, in the order of the calls, or one for each. */
  readonly script: S;
  /** For `delayMs`. @default the system's */
  readonly clock?: Clock | undefined;
}

/**
 * Does what its script says, call by call, and remembers the calls. An answer is streamed word by word where a stream
 * was asked for; such a call counts from its first read. One that the script does not foresee rejects with an
 * `invalid-request`, which stops an orchestrator instead of being covered up by the next model.
 *
 * @example
 * const provider = new ScriptedProvider({ script: [{ error: 'overloaded' }, 'Hello!'] });
 * // … after the requests
 * provider.assertDone();
 */
export class ScriptedProvider<
  const Name extends string = 'scripted',
  const Id extends string = 'default',
> implements Provider<Name, Id>
{
  readonly name: Name;
  readonly models: readonly ModelProfile<Id>[];
  readonly #clock: Clock;
  readonly #scripts: ReadonlyMap<string, ScriptReader>;
  readonly #calls: ScriptedCall[] = [];
  readonly #unexpected: string[] = [];

  /** @throws ConfigurationError for a script of a model that is none of `models` */
  constructor(options: ScriptedOptions<Name, Id, Script>);
  constructor(options: ScriptedOptions<Name, Id, ScriptByModel<Id>>);
  constructor({ name, models, script, clock }: ScriptedOptions<Name, Id>) {
    this.name = name ?? ('scripted' as Name);
    this.models = profilesOf<Id>(models ?? defaultModels(script));
    this.#scripts = readersOf(script, this.models);
    this.#clock = clock ?? systemClock;
  }

  /** In the order of their arrival, unexpected ones included. */
  get calls(): readonly ScriptedCall[] {
    return this.#calls;
  }

  async generate(request: ChatRequest, call: CallContext): Promise<ChatResponse> {
    const played = this.#begin(request, call, false);
    try {
      const step = await this.#enter(played);
      return isAnswer(step) ? this.#answer(step, request) : await this.#collect(step, played);
    } finally {
      played.end();
    }
  }

  async *stream(request: ChatRequest, call: CallContext): AsyncGenerator<ChatEvent, void> {
    const played = this.#begin(request, call, true);
    try {
      yield* this.#play(await this.#enter(played), played);
    } finally {
      played.end();
    }
  }

  /** @throws Error when steps are left over, or calls came that no step was there for; it lists them all. */
  assertDone(): void {
    const problems = [...this.#leftOver(), ...this.#unexpected];
    if (problems.length > 0) throw new Error(`${this.name}: ${problems.join('; ')}`);
  }

  #begin(request: ChatRequest, call: CallContext, streaming: boolean): PlayedCall {
    const played = new PlayedCall(request, call, streaming);
    this.#calls.push(played);
    return played;
  }

  /** Takes the next step, and waits for its time to come. */
  async #enter(played: PlayedCall): Promise<PlainStep> {
    const { request, model } = played;
    const next = this.#scripts.get(model)?.next();
    if (next === undefined) throw this.#unexpectedCall(model);
    const step = plainStep(next, request, played);
    if (step.deaf) played.deafen();
    await delay(step.delayMs ?? 0, this.#clock, played.heard);
    return step;
  }

  async *#play(step: PlainStep, { request, heard }: PlayedCall): AsyncGenerator<ChatEvent, void> {
    for (const entry of this.#entries(step, request)) {
      heard?.throwIfAborted();
      if (typeof entry === 'string') yield { type: 'text-delta', text: entry };
      else if ('hang' in entry) await untilAborted(heard);
      else if ('error' in entry) await Promise.reject(this.#failure(entry.error, request));
      else if ('delayMs' in entry) await delay(entry.delayMs, this.#clock, heard);
      else yield entry;
    }
  }

  #entries(step: PlainStep, request: ChatRequest): readonly StreamEntry[] {
    if ('events' in step) return step.events;
    return isAnswer(step) ? eventsOf(this.#answer(step, request)) : [step];
  }

  async #collect(step: PlainStep, played: PlayedCall): Promise<ChatResponse> {
    const answer = answerOf(await collect(this.#play(step, played)));
    if (answer !== undefined) return answer;
    const message = `${this.name}/${played.model}: the script's events have no finish`;
    throw new ProviderError({ kind: 'protocol', message });
  }

  #answer(step: AnswerStep, request: ChatRequest): ChatResponse {
    const { text = mockText(this.name, request), delayMs: _, deaf: __, ...response } = step;
    return { content: [{ type: 'text', text }], finishReason: 'stop', ...response };
  }

  #failure(error: unknown, { model }: ChatRequest): unknown {
    if (!isErrorKind(error)) return error;
    return new ProviderError({
      kind: error,
      message: `${this.name}/${model}: ${error}, by script`,
    });
  }

  #unexpectedCall(model: string): ProviderError {
    const count = this.#calls.filter((call) => call.model === model).length;
    const problem = `unexpected call ${count} of ${model}`;
    this.#unexpected.push(problem);
    const message = `${this.name}: ${problem}: the script has no step for it`;
    return new ProviderError({ kind: 'invalid-request', message });
  }

  #leftOver(): string[] {
    const models = new Map([...this.#scripts].map(([model, script]) => [script, model]));
    const shared = models.size < this.#scripts.size;
    return [...models]
      .filter(([{ left }]) => left > 0)
      .map(([{ left }, model]) => `steps left over${shared ? '' : ` of ${model}`}: ${left}`);
  }
}

function defaultModels<Id extends string>(script: Script | ScriptByModel<Id>): readonly Id[] {
  return (isOneForAll(script) ? ['default'] : Object.keys(script)) as Id[];
}

function readersOf(
  script: Script | ScriptByModel<string>,
  models: readonly ModelProfile[],
): ReadonlyMap<string, ScriptReader> {
  const ids = models.map(({ id }) => id);
  if (isOneForAll(script)) {
    const shared = new ScriptReader(script);
    return new Map(ids.map((id) => [id, shared]));
  }
  new Checks(ConfigurationError).object(script, 'script', ids);
  return new Map(Object.entries(script).map(([id, own]) => [id, new ScriptReader(own ?? [])]));
}

function isOneForAll(script: Script | ScriptByModel<string>): script is Script {
  return Array.isArray(script);
}

function isAnswer(step: PlainStep): step is AnswerStep {
  return !('events' in step || 'error' in step || 'hang' in step);
}
