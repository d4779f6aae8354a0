import type { GenerateRequest } from '../contracts/generate.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import type { AnyOrchestrator } from '../orchestrator.js';
import { answerChat } from './answer-chat.js';
import { errorResponse } from './error-response.js';
import { chooseModel } from './model-choice.js';
import { findModel, listModels } from './models.js';
import { type BodyBounds, readBody } from './read-body.js';
import { type ChatCall, readChatRequest } from './read-chat-request.js';
import { isOurs, WireError, wireFailureOf } from './wire-failure.js';
import { type OpenAIWireOptions, resolveWireOptions, type WireSettings } from './wire-options.js';
import { wirePathOf } from './wire-path.js';

/**
 * Answers a request as OpenAI's API would: `POST .../chat/completions`, `GET .../models`, `GET .../models/{id}`, under
 * any base. A failure is a response, too; it rejects only with the reason of the signal, as there is nobody left then.
 *
 * @param signal - ends the request and its stream. @default the request's own
 */
export type OpenAIHandler = (request: Request, signal?: AbortSignal) => Promise<Response>;

/**
 * OpenAI's API over an orchestrator, as a function of web standards alone.
 * @param server - where requests come from outside: how long a body may take, and who hears of what we cannot explain
 * @throws ConfigurationError naming the option
 */
export function openAIHandler(
  orchestrator: AnyOrchestrator,
  options: OpenAIWireOptions = {},
  server?: NonNullable<BodyBounds['time']> & { readonly onError: (error: unknown) => void },
): OpenAIHandler {
  const settings = { ...resolveWireOptions(options), time: server, onError: server?.onError };
  const wire = new OpenAIWire(orchestrator, settings);
  return (request, signal = request.signal) => wire.answer(request, signal);
}

interface HandlerSettings extends WireSettings, BodyBounds {
  readonly onError: ((error: unknown) => void) | undefined;
}

class OpenAIWire {
  readonly #orchestrator: AnyOrchestrator;
  readonly #settings: HandlerSettings;
  /** They are fixed with the configuration. */
  #ids: readonly string[] | undefined;

  constructor(orchestrator: AnyOrchestrator, settings: HandlerSettings) {
    this.#orchestrator = orchestrator;
    this.#settings = settings;
  }

  async answer(request: Request, signal: AbortSignal): Promise<Response> {
    try {
      signal.throwIfAborted();
      return await this.#route(request, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const failure = wireFailureOf(error);
      if (isOurs(failure)) this.#settings.onError?.(error);
      return errorResponse(failure);
    }
  }

  async #route(request: Request, signal: AbortSignal): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (/\/chat\/completions\/?$/.test(pathname)) {
      allowOnly('POST', request);
      return this.#chat(request, signal);
    }
    const [, id] = /\/models(?:\/(.*?))?\/?$/.exec(pathname) ?? [undefined, null];
    if (id === null) throw nothingHere();
    allowOnly('GET', request);
    const health = await this.#orchestrator.health();
    return Response.json(id ? findModel(decoded(id), health) : listModels(health));
  }

  async #chat(request: Request, signal: AbortSignal): Promise<Response> {
    const body = await readBody(request, this.#settings);
    const call = readChatRequest(body);
    const routed = await this.#routed(call, request);
    try {
      const ready = { call, request: { ...routed, signal }, signal };
      return await answerChat(this.#orchestrator, ready);
    } catch (error) {
      throw InvalidRequestError.isInstance(error) ? inWireWords(error, body, call) : error;
    }
  }

  /** With what decides who answers, and on whose behalf. */
  async #routed({ request: chat, model, caller }: ChatCall, request: Request) {
    const { defaults, tenant, session } = this.#settings;
    this.#ids ??= (await this.#orchestrator.health()).models.map(({ model: id }) => id);
    const routed: GenerateRequest = {
      ...defaults,
      ...chat,
      ...chooseModel(model, this.#ids),
      tenant: tenant(request, caller),
      session: session(request, caller),
    };
    return routed;
  }
}

function allowOnly(method: 'GET' | 'POST', request: Request): void {
  if (request.method === method) return;
  const message = `expected ${method}`;
  throw new WireError(405, 'method_not_allowed', message, { headers: { allow: method } });
}

function nothingHere(): WireError {
  const known = 'POST /chat/completions, GET /models and GET /models/{id}';
  return new WireError(404, 'not_found', `There is nothing at this path; there are ${known}.`);
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

function inWireWords(
  { path, message }: InvalidRequestError,
  body: unknown,
  call: ChatCall,
): InvalidRequestError {
  if (path === '') return new InvalidRequestError('', message);
  const what = message.slice(path.length + ': '.length);
  return new InvalidRequestError(wirePathOf(path, body, call), what);
}
