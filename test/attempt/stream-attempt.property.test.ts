import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ending } from '../../src/attempt/running-attempt.js';
import type { ContentEvent } from '../../src/attempt/stream-attempt.js';
import type { ChatEvent } from '../../src/contracts/chat.js';
import { aFailure } from '../support/builders.js';
import { ALIVE, FINISH, streaming, text, thought, USAGE } from './hand-fed-stream.js';

const FIRST_TOKEN_MS = 1_000;
const DEADLINE = 20_000;
/** What a body may go on after its finish. */
const CLOSING_MS = 250;

/** What may happen. Between two of them the promises settle, unless they come at once. */
const step = fc.record({
  atOnce: fc.boolean(),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('text', 'thought', 'seal', 'alive', 'usage', 'empty') },
    { weight: 6, arbitrary: fc.constant('read') },
    { weight: 4, arbitrary: fc.constantFrom(1, 249, 250, 499, 500, 999, 1_000, 9_999, 10_000) },
    { weight: 1, arbitrary: fc.constantFrom('finish', 'truncate', 'fail', 'abort', 'surprise') },
  ),
});
/** What its reader is shown. */
const SHOWN: ReadonlySet<string> = new Set(['text', 'thought', 'seal']);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** An attempt, its provider and its reader, and what all of them saw. */
class Scene {
  readonly made = streaming({ timeoutMs: FIRST_TOKEN_MS, deadline: DEADLINE });
  readonly fed: ContentEvent[] = [];
  readonly delivered: ContentEvent[] = [];
  /** Whether no read is pending. */
  isIdle = true;
  #count = 0;
  #opened = false;
  readonly #opening: Promise<void>;

  constructor() {
    this.#opening = this.made.attempt.open().then(() => {
      this.#opened = true;
    });
  }

  async take({ what, atOnce }: Step): Promise<void> {
    const { clock, cancellation, stream } = this.made;
    if (typeof what === 'number') await clock.advance(what);
    else if (what === 'read') this.#read();
    else if (what === 'abort') cancellation.abort('enough');
    else if (what === 'fail') stream.fail(aFailure('server'));
    else if (what === 'truncate') stream.end();
    else this.#feed(what);
    if (!atOnce) await clock.advance(0);
  }

  /** Whatever is still open is cancelled, and the reader reads until there is no more. */
  async end(): Promise<void> {
    const { clock, cancellation } = this.made;
    cancellation.abort('over');
    await this.#opening;
    await clock.advance(0);
    const read = this.delivered.length;
    this.#read();
    await clock.advance(0);
    if (this.delivered.length > read) await this.end();
  }

  #feed(what: string): void {
    const event = this.#eventOf(what);
    if (SHOWN.has(what)) this.fed.push(event as ContentEvent);
    this.made.stream.feedOpen(event);
  }

  #eventOf(what: string): ChatEvent {
    switch (what) {
      case 'text':
        return text(`${this.#count++} `);
      case 'thought':
        return thought(`${this.#count++} `);
      case 'seal':
        return { type: 'reasoning', text: '', opaque: `${this.#count++}` };
      case 'alive':
        return ALIVE;
      case 'usage':
        return USAGE;
      case 'empty':
        return text('');
      case 'finish':
        return FINISH;
      default:
        return { type: 'surprise' } as unknown as ChatEvent;
    }
  }

  #read(): void {
    if (!this.#opened || !this.isIdle) return;
    this.isIdle = false;
    void this.made.read().then((event) => {
      this.isIdle = true;
      if (event !== undefined) this.delivered.push(event);
    });
  }
}

/** The words in order, whatever parts they came in. */
function words(content: readonly object[]): string {
  return content.map((part) => ('text' in part ? part.text : '')).join('');
}

function contentOf(ending: Ending): readonly object[] {
  if (ending.outcome === 'success') return ending.response.content;
  return ending.partial?.content ?? [];
}

function limitOf({ outcome, timeToFirstTokenMs }: Ending): number {
  const limit = timeToFirstTokenMs === undefined ? FIRST_TOKEN_MS : DEADLINE;
  return outcome === 'success' ? limit + CLOSING_MS : limit;
}

describe('StreamAttempt', () => {
  it('ends once, in time, with all that was delivered and with nothing left, whatever happens when', async () => {
    const runs = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const scene = new Scene();
      const { endings, clock, cancellation, stream, attempt } = scene.made;
      for (const next of steps) {
        await scene.take(next);
        expect(clock.pending).toBe(endings.length === 0 ? 1 : 0);
        expect(endings.length).toBeLessThanOrEqual(1);
      }
      await scene.end();
      const [ending] = endings as [Ending];
      expect(endings).toHaveLength(1);
      expect(scene.isIdle).toBe(true);
      expect(clock.pending).toBe(0);
      expect(cancellation.listening.size).toBe(0);
      expect(stream.returned).toBe(1);
      expect(ending.latencyMs).toBeLessThanOrEqual(limitOf(ending));
      expect(scene.delivered).toEqual(scene.fed.slice(0, scene.delivered.length));
      expect(words(contentOf(ending))).toBe(words(scene.delivered));
      expect(words(attempt.content)).toBe(words(scene.delivered));
      expect(attempt.isCommitted).toBe(words(scene.delivered) !== '');
    });
    await fc.assert(runs, { numRuns: 500 });
  });
});
