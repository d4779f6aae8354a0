import type { Clock } from '../contracts/clock.js';

/** Proxies cut what says nothing for a minute; some sooner. */
export const KEEP_ALIVE_MS = 15_000;

const KEEP_ALIVE = ': keep-alive\n\n';

/** Where the frames of a stream come from. */
export interface FrameSource {
  /** The next frame; undefined at the end. Not called while one is pending, nor after the end. */
  next(): Promise<string | undefined>;
  /** Its reader is gone. */
  leave(): void;
}

/** One server-sent event. What stands in its data cannot begin another: JSON has no line breaks of its own. */
export function frameOf(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * A response of server-sent events, with a comment now and then while there is nothing to say. Nothing is read ahead of
 * its reader.
 *
 * @param pending - a first frame that is on its way already
 */
export function eventStream(
  source: FrameSource,
  clock: Clock,
  pending?: Promise<string | undefined>,
): Response {
  const encoder = new TextEncoder();
  const frames = new PatientFrames(source, clock, pending);
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const frame = await frames.next();
        if (frame === undefined) controller.close();
        else controller.enqueue(encoder.encode(frame));
      },
      cancel: () => frames.leave(),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: STREAM_HEADERS });
}

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  // nginx would collect it.
  'x-accel-buffering': 'no',
};

/** The frames of a source, or a comment where the next one takes long. */
class PatientFrames {
  readonly #source: FrameSource;
  readonly #clock: Clock;
  #pending: Promise<string | undefined> | undefined;
  #stopTimer: (() => void) | undefined;

  constructor(source: FrameSource, clock: Clock, pending: Promise<string | undefined> | undefined) {
    this.#source = source;
    this.#clock = clock;
    this.#pending = pending;
  }

  async next(): Promise<string | undefined> {
    this.#pending ??= this.#source.next();
    const frame = await firstOf(this.#pending, this.#silence());
    this.#stopTimer?.();
    if (frame !== KEEP_ALIVE) this.#pending = undefined;
    return frame;
  }

  leave(): void {
    this.#stopTimer?.();
    this.#source.leave();
  }

  #silence(): Promise<string> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => resolve(KEEP_ALIVE), KEEP_ALIVE_MS);
      this.#stopTimer = () => this.#clock.clearTimeout(timer);
    });
  }
}

function firstOf<T>(one: Promise<T>, other: Promise<T>): Promise<T> {
  return Promise.race([one, other]);
}
