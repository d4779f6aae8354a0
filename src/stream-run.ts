import type { AssistantPart } from './contracts/chat.js';
import type { ConfiguredModel } from './contracts/configured-model.js';
import type { GenerateResult } from './contracts/generate.js';
import type { StreamEvent } from './contracts/stream.js';
import { StreamInterruptedError } from './errors/request-errors.js';
import type { Failed } from './fallback/fall-back.js';
import type { Answer, Booked, RequestAttempt } from './request-attempt.js';
import type { RequestRun, WholeAnswer } from './request-run.js';
import type { AnswerSource } from './response/answer-stream.js';

type Result = GenerateResult<string, string>;
type End = { readonly result: Result } | { readonly error: unknown };

/**
 * One streaming request: opened by its first read, read event by event, closed once by its end, whoever brings it about:
 * the model, the reader, the signal or a time limit.
 */
export class StreamRun implements AnswerSource<Result> {
  readonly #openRun: () => RequestRun;
  readonly #mayRestart: boolean;
  readonly #done = Promise.withResolvers<Result>();
  #run: RequestRun | undefined;
  #opening: Promise<Answer> | undefined;
  #answer: Answer | undefined;
  /** The answer's stream, until it has ended. */
  #begun: RequestAttempt | undefined;
  #content: readonly AssistantPart[] | undefined;
  #end: End | undefined;

  /** @param mayRestart whether a stream that broke after its first content is begun anew */
  constructor(open: () => RequestRun, mayRestart: boolean) {
    this.#openRun = open;
    this.#mayRestart = mayRestart;
    // Whoever does not ask for the result need not hear why there is none.
    this.#done.promise.catch(() => {});
  }

  get done(): Promise<Result> {
    return this.#done.promise;
  }

  get content(): readonly AssistantPart[] {
    return this.#content ?? this.#answer?.begun?.content ?? [];
  }

  next(mayRestart: boolean): Promise<StreamEvent | undefined> {
    if (this.#begun === undefined) return this.#open(mayRestart);
    return this.#begun.next(mayRestart ? this.#finishOrRestart : this.#finishOrFail);
  }

  async abandon(): Promise<void> {
    if (this.#end !== undefined) return;
    const reason = new DOMException('the stream was not read to its end', 'AbortError');
    this.#run?.cancellation.abort(reason);
    // What was used is booked before its reader goes on.
    await this.#opening?.then(({ begun }) => begun?.booked).catch(() => {});
    this.#close({ error: reason });
  }

  async #open(mayRestart: boolean): Promise<StreamEvent | undefined> {
    if (this.#end !== undefined) return ended(this.#end);
    try {
      await this.#take(this.#begin());
    } catch (error) {
      return ended(this.#close({ error }));
    }
    return this.#begun === undefined ? this.#finish(mayRestart) : this.next(mayRestart);
  }

  /** Steps 1 to 7, up to the first content; an answer without any is whole already. */
  async #begin(): Promise<Answer> {
    const run = this.#openRun();
    this.#run = run;
    run.begin();
    await run.plan();
    return run.answer();
  }

  async #take(opening: Promise<Answer>): Promise<Answer> {
    this.#opening = opening;
    const answer = await opening;
    this.#answer = answer;
    const { begun } = answer;
    this.#begun = begun;
    void begun?.booked.then((booked) => this.#noteEnd(begun, booked));
    return answer;
  }

  readonly #finishOrRestart = () => this.#finish(true);
  readonly #finishOrFail = () => this.#finish(false);

  /** The present stream has ended: the whole answer, another one, or the reason why there is none. */
  async #finish(mayRestart: boolean): Promise<StreamEvent | undefined> {
    this.#begun = undefined;
    try {
      const run = this.#run as RequestRun;
      const answer = this.#answer as Answer;
      if (answer.begun === undefined) return await this.#succeed(run, answer);
      const booked = await run.cancellation.race(answer.begun.booked);
      if (booked === undefined) throw run.cancellation.reason;
      if ('answer' in booked) return await this.#succeed(run, booked.answer as WholeAnswer);
      const interrupted = interruption(run, answer.begun, booked);
      if (!mayRestart || !this.#mayRestart) throw interrupted;
      return await this.#restart(run, answer.model, booked, interrupted);
    } catch (error) {
      return ended(this.#close({ error }));
    }
  }

  async #succeed(run: RequestRun, answer: WholeAnswer): Promise<StreamEvent | undefined> {
    this.#content = answer.response.content;
    const result = await run.result(answer);
    // Its reader left while the output was validated.
    if (this.#end !== undefined) return ended(this.#end);
    run.succeed(result.model);
    this.#close({ result });
    const { finishReason, usage } = result;
    return { type: 'finish', finishReason, usage };
  }

  async #restart(
    run: RequestRun,
    from: ConfiguredModel,
    failed: Failed,
    interrupted: Error,
  ): Promise<StreamEvent> {
    try {
      const { model: to } = await this.#take(run.goOn(from, failed));
      return { type: 'restart', from: from.id, to: to.id, reason: failed.failure.kind };
    } catch (error) {
      // Nobody is left: what its reader has to know is that the answer it began to read broke off.
      throw run.cancellation.aborted ? error : interrupted;
    }
  }

  /** A stream may end while nobody reads: by the signal, or because its time is up. Then the request ends with it. */
  #noteEnd(attempt: RequestAttempt, booked: Booked): void {
    if (attempt !== this.#begun) return;
    const run = this.#run as RequestRun;
    this.#begun = undefined;
    if (booked === undefined) this.#close({ error: run.cancellation.reason });
    else if ('failure' in booked) this.#close({ error: interruption(run, attempt, booked) });
  }

  #close(end: End): End {
    if (this.#end !== undefined) return this.#end;
    this.#end = end;
    if ('result' in end) {
      this.#done.resolve(end.result);
    } else {
      this.#run?.fail(end.error);
      this.#done.reject(end.error);
    }
    this.#run?.dispose();
    return end;
  }
}

function ended(end: End): undefined {
  if ('error' in end) throw end.error;
  return undefined;
}

/** What the reader of a stream is told that broke off after its first content. */
function interruption(run: RequestRun, attempt: RequestAttempt, { failure }: Failed): Error {
  const { model, content } = attempt;
  const { kind, message } = failure;
  return new StreamInterruptedError(
    `The stream of ${model.id} broke off: ${kind} (${message}). ` +
      'What came until then is in `text` and `content`.',
    {
      kind,
      model: model.id,
      text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
      content,
      attempts: run.attempts,
      cause: run.told(model, failure),
    },
  );
}
