import type { OrchestratorEvents } from '../../../contracts/events.js';
import type { GenerateResult, HealthReport, UsageReport } from '../../../contracts/generate.js';
import type { RoutePlan } from '../../../contracts/router.js';
import type { StreamEvent } from '../../../contracts/stream.js';
import type { Decision } from '../../decision-log.js';
import type { FeedEvent } from './model/incident.js';
import type { Snapshot } from './model/snapshot.js';
import { SseReader } from './model/sse-reader.js';

/** The whole answer, the last of a stream. */
export interface ResultEvent {
  readonly type: 'result';
  readonly result: Omit<GenerateResult, 'raw'>;
}

/** An answer that is none. */
export class ServerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const EVENT_NAMES: Readonly<Record<keyof OrchestratorEvents | 'dropped', true>> = {
  'request-start': true,
  intent: true,
  route: true,
  'attempt-start': true,
  'attempt-end': true,
  fallback: true,
  usage: true,
  'cooldown-start': true,
  'cooldown-end': true,
  'quota-exceeded': true,
  'store-degraded': true,
  'store-recovered': true,
  warning: true,
  'request-end': true,
  feedback: true,
  'listener-error': true,
  dropped: true,
};

/** The server that this page is from: what it has is next to the page. The browser shows it who is asking. */
export class Server {
  async snapshot(): Promise<Snapshot> {
    const [health, stats] = await Promise.all([
      read<HealthReport>('health'),
      read<UsageReport>('stats'),
    ]);
    return { health, stats };
  }

  decisions(): Promise<readonly Decision[]> {
    return read('decisions');
  }

  async explain(body: object): Promise<RoutePlan> {
    return (await post('explain', body)).json();
  }

  /** The events of an answer, as they come. It throws what a request is refused with, and what an answer breaks with. */
  async *generate(body: object, signal: AbortSignal): AsyncGenerator<StreamEvent | ResultEvent> {
    const { body: stream } = await post('generate', body, signal);
    if (stream === null) return;
    const frames = new SseReader();
    const decoder = new TextDecoder();
    for await (const bytes of chunksOf(stream)) {
      for (const { name, data } of frames.push(decoder.decode(bytes, { stream: true }))) {
        const value = JSON.parse(data);
        if (name === 'error') throw new ServerError(200, value.error.message);
        yield name === 'result' ? { type: 'result', result: value } : value;
      }
    }
  }

  /** Listens to everything that happens. Returns how to stop. */
  listen(heard: {
    readonly onOpen: () => void;
    readonly onEvent: (event: FeedEvent) => void;
    readonly onLost: () => void;
  }): () => void {
    const source = new EventSource('events');
    source.onopen = heard.onOpen;
    source.onerror = () => {
      // By itself it would come back only after some failures, and in its own time.
      source.close();
      heard.onLost();
    };
    for (const name of Object.keys(EVENT_NAMES)) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) =>
        heard.onEvent(JSON.parse(data)),
      );
    }
    return () => source.close();
  }
}

async function read<T>(path: string): Promise<T> {
  return (await checked(fetch(path, { headers: { accept: 'application/json' } }))).json();
}

function post(path: string, body: object, signal?: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return checked(fetch(path, signal === undefined ? init : { ...init, signal }));
}

async function checked(pending: Promise<Response>): Promise<Response> {
  const response = await pending;
  if (response.ok) return response;
  throw new ServerError(response.status, await messageOf(response));
}

async function messageOf(response: Response): Promise<string> {
  try {
    return (await response.json()).error.message;
  } catch {
    return `The server answered ${response.status}.`;
  }
}

/** Not every browser can iterate a stream. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel();
  }
}
