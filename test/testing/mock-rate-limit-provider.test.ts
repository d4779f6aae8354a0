import { describe, expect, it } from 'vitest';
import { collect } from '../../src/testing/collect.js';
import { ManualClock, MockRateLimitProvider } from '../../src/testing/index.js';
import { callWith, requestOf } from './requests.js';

describe('MockRateLimitProvider', () => {
  it('refuses every request with a 429 and the time to wait', async () => {
    const provider = new MockRateLimitProvider();
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(provider.generate(requestOf('Hi'), callWith())).rejects.toMatchObject({
        name: 'ProviderError',
        kind: 'rate-limit',
        status: 429,
        retryAfterMs: 1_000,
        message: expect.stringContaining('mock-rate-limit/default') as string,
      });
    }
  });

  it('asks for the wait it is told to ask for', async () => {
    const provider = new MockRateLimitProvider({ retryAfterMs: 7_000 });
    const refused = provider.generate(requestOf('Hi'), callWith());
    await expect(refused).rejects.toMatchObject({ retryAfterMs: 7_000 });
  });

  it('answers as many requests as its limit allows, those of all its models together', async () => {
    const clock = new ManualClock();
    const provider = new MockRateLimitProvider({ models: ['a', 'b'], limit: 2, clock });
    await expect(provider.generate(requestOf('Hi', 'a'), callWith())).resolves.toMatchObject({
      content: [{ type: 'text', text: 'This is a mock answer from mock-rate-limit/a.' }],
      usage: { inputTokens: 1 },
    });
    await provider.generate(requestOf('Hi', 'b'), callWith());
    await expect(provider.generate(requestOf('Hi', 'a'), callWith())).rejects.toThrow(
      'mock-rate-limit/a is over its limit of 2 requests in 60000 ms',
    );
  });

  it('has room again when its oldest answer leaves the window, and says when that is', async () => {
    const clock = new ManualClock();
    const provider = new MockRateLimitProvider({ limit: 2, windowMs: 1_000, clock });
    const ask = () => provider.generate(requestOf('Hi'), callWith());
    await ask();
    clock.step(400);
    await ask();
    clock.step(599);
    await expect(ask()).rejects.toMatchObject({ retryAfterMs: 1 });
    clock.step(1);
    await expect(ask()).resolves.toMatchObject({ finishReason: 'stop' });
    await expect(ask()).rejects.toMatchObject({ retryAfterMs: 400 });
  });

  it('does not count what it refused or what was aborted', async () => {
    const clock = new ManualClock();
    const provider = new MockRateLimitProvider({ limit: 1, windowMs: 1_000, clock });
    const signal = AbortSignal.abort(new Error('before'));
    await expect(provider.generate(requestOf('Hi'), callWith(signal))).rejects.toThrow('before');
    await provider.generate(requestOf('Hi'), callWith());
    clock.step(900);
    await expect(provider.generate(requestOf('Hi'), callWith())).rejects.toThrow('over its limit');
    clock.step(100);
    await provider.generate(requestOf('Hi'), callWith());
  });

  it('streams the answers that its limit allows, and refuses others at the first read', async () => {
    const clock = new ManualClock();
    const provider = new MockRateLimitProvider({ limit: 1, clock });
    const open = () => provider.stream(requestOf('Hi'), callWith());
    open();
    const events = await collect(open());
    expect(events[0]).toEqual({ type: 'text-delta', text: 'This ' });
    expect(events.at(-1)).toEqual({
      type: 'finish',
      finishReason: 'stop',
      usage: { inputTokens: 1, outputTokens: 13 },
    });
    await expect(open().next()).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs: 60_000 });
  });

  it('gives up a stream that is aborted in its midst', async () => {
    const controller = new AbortController();
    const provider = new MockRateLimitProvider({ limit: 1 });
    const stream = provider.stream(requestOf('Hi'), callWith(controller.signal));
    await stream.next();
    controller.abort(new Error('enough'));
    await expect(stream.next()).rejects.toThrow('enough');
  });

  it('goes by elapsed time, not by the wall clock', async () => {
    const clock = new ManualClock();
    const provider = new MockRateLimitProvider({ name: 'acme', limit: 1, windowMs: 1_000, clock });
    await provider.generate(requestOf('Hi'), callWith());
    clock.setWall(clock.now() + 3_600_000);
    const refused = provider.generate(requestOf('Hi'), callWith());
    await expect(refused).rejects.toMatchObject({ retryAfterMs: 1_000 });
  });
});
