import type { GenerateRequest, GenerateResult } from '../contracts/generate.js';
import { InvalidRequestError, OutputValidationError } from '../errors/request-errors.js';
import type { AnyOrchestrator } from '../orchestrator.js';
import { AnswerEvents } from './answer-events.js';
import { answerOf, chatCompletion, invalidAnswerOf, type WireAnswer } from './chat-completion.js';
import { ChatStream } from './chat-stream.js';
import { errorResponse } from './error-response.js';
import type { ChatCall } from './read-chat-request.js';
import { RequestWatch, type WatchedRequest } from './request-watch.js';
import { ignoredHeader, routingHeaders } from './routing-headers.js';
import { isOurs, wireFailureOf } from './wire-failure.js';

/** A request that is ready to be run. */
export interface ReadyRequest {
  readonly call: ChatCall;
  readonly request: GenerateRequest;
  readonly signal: AbortSignal;
}

/**
 * Runs a request and answers it in OpenAI's words, in one piece or as a stream.
 * @throws InvalidRequestError in our words, before anything is sent
 * @throws the `reason` of the signal, as it is
 */
export async function answerChat(
  orchestrator: AnyOrchestrator,
  ready: ReadyRequest,
): Promise<Response> {
  const watch = RequestWatch.of(orchestrator);
  const answer = ready.call.isStream ? answerStreaming : answerWhole;
  return answer(orchestrator, watch, ready);
}

async function answerWhole(
  orchestrator: AnyOrchestrator,
  watch: RequestWatch,
  { call, request, signal }: ReadyRequest,
): Promise<Response> {
  const { begun, watched } = watch.follow(() => orchestrator.generate(request));
  try {
    const answer = answerOf((await begun) as GenerateResult);
    return completed(answer, watched as WatchedRequest, call);
  } catch (error) {
    if (OutputValidationError.isInstance(error)) {
      return completed(invalidAnswerOf(error), watched as WatchedRequest, call);
    }
    return failed(error, watched, signal);
  } finally {
    if (watched !== undefined) watch.forget(watched);
  }
}

async function answerStreaming(
  orchestrator: AnyOrchestrator,
  watch: RequestWatch,
  { call, request, signal }: ReadyRequest,
): Promise<Response> {
  const events = new AnswerEvents(orchestrator.stream(request));
  const { begun, watched } = watch.follow(() => events.next());
  const forget = () => watched && watch.forget(watched);
  void events.over.then(forget);
  try {
    // Until its first event has come a failure still has a status of its own.
    const first = await begun;
    return streamed({ events, first, watched: watched as WatchedRequest, signal }, call);
  } catch (error) {
    return failed(error, watched, signal);
  }
}

function completed(answer: WireAnswer, watched: WatchedRequest, call: ChatCall): Response {
  const headers = {
    'content-type': 'application/json',
    ...routingHeaders(watched, answer.costUsd),
    ...ignoredHeader(call.ignored),
  };
  return new Response(JSON.stringify(chatCompletion(answer, watched)), { headers });
}

function streamed(
  source: Omit<ConstructorParameters<typeof ChatStream>[0], 'includesUsage'>,
  { includesUsage, ignored }: ChatCall,
): Response {
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    // nginx would collect it.
    'x-accel-buffering': 'no',
    ...routingHeaders(source.watched),
    ...ignoredHeader(ignored),
  };
  return new Response(new ChatStream({ ...source, includesUsage }).body(), { headers });
}

function failed(
  error: unknown,
  watched: WatchedRequest | undefined,
  signal: AbortSignal,
): Response {
  if (signal.aborted) throw signal.reason;
  const failure = wireFailureOf(error);
  if (InvalidRequestError.isInstance(error) || isOurs(failure)) throw error;
  const known = watched === undefined ? {} : routingHeaders(watched);
  return errorResponse(failure, known);
}
