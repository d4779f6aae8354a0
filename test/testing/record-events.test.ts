import { describe, expect, expectTypeOf, it } from 'vitest';
import type {
  FallbackEvent,
  OrchestratorEvent,
  RequestStartEvent,
} from '../../src/contracts/events.js';
import { Emitter } from '../../src/support/emitter.js';
import { recordEvents } from '../../src/testing/index.js';

const START: RequestStartEvent = {
  type: 'request-start',
  at: 1,
  requestId: 'r1',
  preference: 'cost',
  streaming: false,
};
const FALLBACK: FallbackEvent<'a/b'> = {
  type: 'fallback',
  at: 2,
  requestId: 'r1',
  from: 'a/b',
  to: 'a/b',
  reason: 'server',
  message: 'it failed',
};

describe('recordEvents', () => {
  it('keeps every event in order, and tells their types', () => {
    const emitter = new Emitter(() => 0);
    const record = recordEvents(emitter);
    emitter.emit(START);
    emitter.emit(FALLBACK);
    expect(record.events).toEqual([START, FALLBACK]);
    expect(record.types()).toEqual(['request-start', 'fallback']);
  });

  it('picks those of one type', () => {
    const emitter = new Emitter(() => 0);
    const record = recordEvents(emitter);
    emitter.emit(START);
    emitter.emit(FALLBACK);
    expect(record.of('fallback')).toEqual([FALLBACK]);
    expect(record.of('usage')).toEqual([]);
  });

  it('hears nothing before it began and after it was stopped', () => {
    const emitter = new Emitter(() => 0);
    emitter.emit(START);
    const record = recordEvents(emitter);
    emitter.emit(FALLBACK);
    record.stop();
    emitter.emit(START);
    expect(record.types()).toEqual(['fallback']);
  });

  it("knows the orchestrator's own models", () => {
    type Event = OrchestratorEvent<'a/b', 'writing'>;
    const emitter = new Emitter(() => 0);
    const orchestrator: { onAny(listener: (event: Event) => void): () => void } = {
      onAny: (listener) => emitter.onAny((event) => listener(event as Event)),
    };
    const record = recordEvents(orchestrator);
    emitter.emit(FALLBACK);
    const fallbacks = record.of('fallback');
    expectTypeOf(fallbacks).toEqualTypeOf<FallbackEvent<'a/b'>[]>();
    expect(fallbacks).toEqual([FALLBACK]);
  });
});
