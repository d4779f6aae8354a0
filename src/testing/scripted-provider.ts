import type { ChatRequest, ChatResponse } from '../contracts/chat.js';
import type { Clock } from '../contracts/clock.js';
import type { ModelProfile } from '../contracts/model.js';
import type { CallContext, Provider } from '../contracts/provider.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { ProviderError } from '../errors/provider-error.js';
import { Checks } from '../support/checks.js';
import { systemClock } from '../support/system-clock.js';
import { delay, untilAborted } from './delay.js';
import { isErrorKind } from './error-kinds.js';
import { mockText } from './mock-answer.js';
import { type MockModels, profilesOf } from './mock-models.js';
import { type AnswerStep, type Script, ScriptReader, type ScriptStep } from './script.js';

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

/** One call, as it came. */
export interface ScriptedCall extends CallContext {
  readonly request: ChatRequest;
  readonly model: string;
}

/**
 * Does what its script says, call by call, and remembers the calls. One that the script does not foresee rejects with
 * an `invalid-request`, which stops an orchestrator instead of being covered up by the next model.
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
    const { attemptId, signal, timeoutMs } = call;
    this.#calls.push({ request, model: request.model, attemptId, signal, timeoutMs });
    const step = this.#scripts.get(request.model)?.next();
    if (step === undefined) throw this.#unexpectedCall(request.model);
    return this.#play(step, request, call);
  }

  /** @throws Error when steps are left over, or calls came that no step was there for; it lists them all. */
  assertDone(): void {
    const problems = [...this.#leftOver(), ...this.#unexpected];
    if (problems.length > 0) throw new Error(`${this.name}: ${problems.join('; ')}`);
  }

  async #play(step: ScriptStep, request: ChatRequest, call: CallContext): Promise<ChatResponse> {
    if (typeof step === 'function') return this.#play(step(request, call), request, call);
    if (typeof step === 'string') return this.#play({ text: step }, request, call);
    if ('hang' in step) return untilAborted(call.signal);
    await delay(step.delayMs ?? 0, this.#clock, step.deaf ? undefined : call.signal);
    if ('error' in step) return Promise.reject(this.#failure(step.error, request));
    return answerOf(step, mockText(this.name, request));
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

function answerOf(step: AnswerStep, defaultText: string): ChatResponse {
  const { text = defaultText, delayMs: _, deaf: __, ...response } = step;
  return { content: [{ type: 'text', text }], finishReason: 'stop', ...response };
}
