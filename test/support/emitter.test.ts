import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OrchestratorEvent } from '../../src/contracts/events.js';
import type { RankedCandidate } from '../../src/index.js';
import { Orchestrator } from '../../src/index.js';
import { Emitter } from '../../src/support/emitter.js';
import { MockSuccessProvider } from '../../src/testing/index.js';

const AT = 1_767_225_600_000;
type Fields = Record<string, unknown>;

function event(type: string, fields: Fields = {}): OrchestratorEvent {
  return { type, at: AT, requestId: 'request-1', ...fields } as unknown as OrchestratorEvent;
}

function anEmitter(): Emitter {
  return new Emitter(() => AT);
}

function throwing(error: unknown): () => never {
  return () => {
    throw error;
  };
}

/** Spies on what the process is warned of. */
function warnings(): readonly string[] {
  const said: string[] = [];
  vi.spyOn(process, 'emitWarning').mockImplementation((message) => void said.push(String(message)));
  return said;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a listener', () => {
  it('hears the events it listens for, in their order, until it is told to stop', () => {
    const emitter = anEmitter();
    const heard: string[] = [];
    const off = emitter.on('usage', ({ type }) => void heard.push(type));
    emitter.on('route', ({ type }) => void heard.push(type));
    for (const type of ['route', 'intent', 'usage']) emitter.emit(event(type));
    expect(heard).toEqual(['route', 'usage']);
    off();
    off();
    emitter.emit(event('usage'));
    expect(heard).toHaveLength(2);
  });

  it('that listens twice hears it twice, and each stops by itself', () => {
    const emitter = anEmitter();
    const listener = vi.fn<() => void>();
    const off = emitter.on('usage', listener);
    emitter.on('usage', listener);
    emitter.emit(event('usage'));
    expect(listener).toHaveBeenCalledTimes(2);
    off();
    emitter.emit(event('usage'));
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it('for once hears the next one, even when it causes another', () => {
    const emitter = anEmitter();
    let heard = 0;
    emitter.once('usage', () => {
      heard++;
      emitter.emit(event('usage'));
    });
    emitter.emit(event('usage'));
    expect(heard).toBe(1);
  });

  it('for once can stop before', () => {
    const emitter = anEmitter();
    const listener = vi.fn<() => void>();
    emitter.once('usage', listener)();
    emitter.emit(event('usage'));
    expect(listener).not.toHaveBeenCalled();
  });

  it('for any hears all, behind those that listen for one', () => {
    const emitter = anEmitter();
    const heard: string[] = [];
    const off = emitter.onAny(({ type }) => void heard.push(`any ${type}`));
    emitter.on('usage', ({ type }) => void heard.push(type));
    emitter.emit(event('usage'));
    emitter.emit(event('route'));
    off();
    emitter.emit(event('route'));
    expect(heard).toEqual(['usage', 'any usage', 'any route']);
  });

  it('is what makes an event worth building', () => {
    const emitter = anEmitter();
    expect(emitter.hears('usage')).toBe(false);
    const off = emitter.on('usage', () => {});
    expect(emitter.hears('usage')).toBe(true);
    expect(emitter.hears('route')).toBe(false);
    off();
    expect(emitter.hears('usage')).toBe(false);
    emitter.onAny(() => {});
    off();
    expect(emitter.hears('route')).toBe(true);
  });
});

describe('an event', () => {
  it('cannot be changed, however deep', () => {
    const emitter = anEmitter();
    const plan = { candidates: [{ model: 'a/b', parts: { cost: 1 } }], table: Object.create(null) };
    emitter.on('route', () => {});
    emitter.emit(event('route', { plan }));
    expect(Object.isFrozen(plan)).toBe(true);
    expect(Object.isFrozen(plan.candidates)).toBe(true);
    expect(Object.isFrozen(plan.candidates[0]?.parts)).toBe(true);
    expect(Object.isFrozen(plan.table)).toBe(true);
  });

  it("leaves alone what is somebody else's", () => {
    const emitter = anEmitter();
    const error = new Error('mine');
    const map = new Map();
    emitter.emit(event('listener-error', { error, nested: { map } }));
    expect(Object.isFrozen(error)).toBe(false);
    expect(Object.isFrozen(map)).toBe(false);
  });

  it('may hold itself', () => {
    const emitter = anEmitter();
    const plan: Fields = {};
    plan['plan'] = plan;
    expect(() => emitter.emit(event('route', { plan }))).not.toThrow();
  });

  it('does not freeze what a router keeps', async () => {
    const kept: { model: string; score: number }[] = [{ model: 'mock-success/default', score: 1 }];
    const router = { rank: () => kept as RankedCandidate<never>[] };
    const orchestrator = new Orchestrator({ providers: [new MockSuccessProvider()], router });
    orchestrator.onAny(() => {});
    await orchestrator.generate('Hi');
    expect(kept.some(Object.isFrozen)).toBe(false);
  });
});

describe('a listener that fails', () => {
  it.each([
    ['throws', throwing],
    ['rejects', (error: unknown) => () => Promise.reject(error)],
  ])('and %s is told of once, and the others go on', async (_, failing) => {
    const emitter = anEmitter();
    const told: OrchestratorEvent[] = [];
    const error = new Error('mine');
    const other = vi.fn<() => void>();
    emitter.on('usage', failing(error));
    emitter.on('usage', other);
    emitter.on('listener-error', (event) => void told.push(event));
    expect(() => emitter.emit(event('usage'))).not.toThrow();
    await Promise.resolve();
    await Promise.resolve();
    expect(other).toHaveBeenCalledOnce();
    expect(told).toEqual([{ type: 'listener-error', at: AT, event: 'usage', error }]);
  });

  it('without anybody to be told makes one warning of the process, for each listener', async () => {
    const emitter = anEmitter();
    const said = warnings();
    emitter.on('usage', throwing(new TypeError('first')));
    emitter.on('usage', () => Promise.reject(new Error('second')));
    for (let round = 0; round < 3; round++) emitter.emit(event('usage'));
    await new Promise(setImmediate);
    expect(said).toEqual([
      'llm-orchestrator: a listener of "usage" threw TypeError: first',
      'llm-orchestrator: a listener of "usage" threw Error: second',
    ]);
  });

  it('at being told of failures ends there', () => {
    const emitter = anEmitter();
    const said = warnings();
    emitter.on('listener-error', throwing(new Error('again')));
    emitter.on('usage', throwing(new Error('mine')));
    emitter.emit(event('usage'));
    emitter.emit(event('usage'));
    expect(said).toEqual(['llm-orchestrator: a listener of "listener-error" threw Error: again']);
  });

  it('at any event ends too', () => {
    const emitter = anEmitter();
    const said = warnings();
    const heard: string[] = [];
    emitter.onAny(throwing(new Error('mine')));
    emitter.onAny(({ type }) => void heard.push(type));
    emitter.emit(event('usage'));
    expect(heard).toEqual(['listener-error', 'usage']);
    expect(said).toHaveLength(1);
  });

  it('is warned of on the console where there is no process', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const emitter = anEmitter();
    emitter.on('usage', throwing('a text'));
    vi.stubGlobal('process', undefined);
    emitter.emit(event('usage'));
    vi.unstubAllGlobals();
    expect(warn).toHaveBeenCalledWith('llm-orchestrator: a listener of "usage" threw a text');
  });

  it('with something that has no text breaks nothing', () => {
    warnings();
    const emitter = anEmitter();
    emitter.on('usage', throwing(Object.create(null)));
    expect(() => emitter.emit(event('usage'))).not.toThrow();
  });
});
