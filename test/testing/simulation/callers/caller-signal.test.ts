import { describe, expect, it, vi } from 'vitest';
import { CallerSignal } from '../../../../src/testing/simulation/callers/caller-signal.js';

describe('CallerSignal', () => {
  it('counts who listens to it, each once, until they stop', () => {
    const caller = new CallerSignal();
    const [one, other] = [() => {}, () => {}];
    caller.signal.addEventListener('abort', one);
    caller.signal.addEventListener('abort', one);
    caller.signal.addEventListener('abort', other);
    expect(caller.listeners).toBe(2);
    caller.signal.removeEventListener('abort', one);
    caller.signal.removeEventListener('abort', one);
    expect(caller.listeners).toBe(1);
  });

  it('is a signal like any other', () => {
    const caller = new CallerSignal();
    const [listening, gone] = [vi.fn<() => void>(), vi.fn<() => void>()];
    caller.signal.addEventListener('abort', listening, { once: true });
    caller.signal.addEventListener('abort', gone);
    caller.signal.removeEventListener('abort', gone);
    caller.abort();
    expect(listening).toHaveBeenCalledOnce();
    expect(gone).not.toHaveBeenCalled();
    expect(caller.signal.reason).toMatchObject({ name: 'AbortError' });
  });
});
