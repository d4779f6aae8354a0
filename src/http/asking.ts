import { readBody } from '../openai-wire/read-body.js';
import type { AnyOrchestrator } from '../orchestrator.js';
import { eventStream, KEEP_ALIVE_MS } from './event-stream.js';
import { answerOf, GenerateFrames } from './generate-frames.js';
import type { HttpCaller } from './http-caller.js';
import type { HttpSettings } from './http-options.js';
import { type Ask, readAsk } from './read-ask.js';

/** What is asked of the orchestrator in its own words. */
export class Asking {
  readonly #orchestrator: AnyOrchestrator;
  readonly #settings: HttpSettings;

  constructor(orchestrator: AnyOrchestrator, settings: HttpSettings) {
    this.#orchestrator = orchestrator;
    this.#settings = settings;
  }

  async generate(request: Request, caller: HttpCaller): Promise<Response> {
    const ask = await this.#read(request, caller);
    const { signal } = request;
    if (ask.isStream) return this.#stream({ ...ask.request, signal });
    const result = await this.#orchestrator.generate({ ...ask.request, signal });
    return Response.json(answerOf(result), { headers: { 'x-request-id': result.id } });
  }

  /** The decision alone. */
  async explain(request: Request, caller: HttpCaller): Promise<Response> {
    const { request: asked, isStream } = await this.#read(request, caller);
    const { signal } = request;
    const plan = await this.#orchestrator.explain({ ...asked, signal }, { stream: isStream });
    return Response.json(plan);
  }

  async #read(request: Request, caller: HttpCaller): Promise<Ask> {
    const { wire } = this.#settings;
    return readAsk(
      await readBody(request, { ...wire, time: this.#settings }),
      caller,
      wire.defaults,
    );
  }

  /** Until its first event a failure has a status of its own, unless that takes longer than proxies wait for a header. */
  async #stream(request: Ask['request']): Promise<Response> {
    const { clock } = this.#settings;
    const frames = new GenerateFrames(this.#orchestrator.stream(request));
    const first = frames.first();
    let timer: unknown;
    const patience = new Promise<void>((resolve) => {
      timer = clock.setTimeout(resolve, KEEP_ALIVE_MS);
    });
    try {
      await Promise.race([first, patience]);
    } finally {
      clock.clearTimeout(timer);
    }
    return eventStream(frames, clock, frames.begun(first));
  }
}
