import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { collect } from '../../src/testing/collect.js';
import { ManualClock, MockSuccessProvider } from '../../src/testing/index.js';
import { callWith, requestOf } from './requests.js';

describe('MockSuccessProvider', () => {
  it('answers with a sentence that names the model', async () => {
    const answer = await new MockSuccessProvider().generate(requestOf('Hi'), callWith());
    expect(answer.content).toEqual([
      { type: 'text', text: 'This is a mock answer from mock-success/default.' },
    ]);
    expect(answer.finishReason).toBe('stop');
  });

  it('has one model of which nothing is known but its id', () => {
    const provider = new MockSuccessProvider();
    expect(provider.name).toBe('mock-success');
    expect(provider.models).toEqual([{ id: 'default' }]);
  });

  it('takes a name and models, as ids or as profiles', () => {
    const provider = new MockSuccessProvider({
      name: 'acme',
      models: ['small', { id: 'large', contextWindow: 1_000 }],
    });
    expect(provider.name).toBe('acme');
    expect(provider.models).toEqual([{ id: 'small' }, { id: 'large', contextWindow: 1_000 }]);
  });

  it('says what it is told to say, or makes it from the request', async () => {
    const fixed = new MockSuccessProvider({ text: 'Hello!' });
    const echo = new MockSuccessProvider({ text: ({ model }) => `I am ${model}` });
    const [first, second] = await Promise.all([
      fixed.generate(requestOf('Hi'), callWith()),
      echo.generate(requestOf('Hi', 'large'), callWith()),
    ]);
    expect(first.content).toEqual([{ type: 'text', text: 'Hello!' }]);
    expect(second.content).toEqual([{ type: 'text', text: 'I am large' }]);
  });

  it('reports a token for each four characters of all the text', async () => {
    const provider = new MockSuccessProvider({ text: '12345678' });
    const { usage } = await provider.generate(
      {
        model: 'default',
        system: '1234',
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: '12345678' },
              { type: 'image', url: 'https://example.com/a.png' },
            ],
          },
          { role: 'assistant', content: [{ type: 'text', text: '1' }] },
        ],
      },
      callWith(),
    );
    expect(usage).toEqual({ inputTokens: 4, outputTokens: 2 });
  });

  it('counts no system prompt where there is none', async () => {
    const { usage } = await new MockSuccessProvider({ text: '' }).generate(
      requestOf('1234'),
      callWith(),
    );
    expect(usage).toEqual({ inputTokens: 1, outputTokens: 0 });
  });

  it('reports the usage it is given', async () => {
    const usage = { inputTokens: 100, outputTokens: 50, cachedInputTokens: 80 };
    const answer = await new MockSuccessProvider({ usage }).generate(requestOf('Hi'), callWith());
    expect(answer.usage).toEqual(usage);
  });

  it('takes its time, by the clock', async () => {
    const clock = new ManualClock();
    const provider = new MockSuccessProvider({ latencyMs: 200, clock });
    let answered = false;
    const answer = provider.generate(requestOf('Hi'), callWith()).then(() => {
      answered = true;
    });
    await clock.advance(199);
    expect(answered).toBe(false);
    await clock.advance(1);
    await answer;
    expect(answered).toBe(true);
  });

  it('goes by the clock of the system unless it is given another', async () => {
    vi.useFakeTimers();
    try {
      const answer = new MockSuccessProvider({ latencyMs: 200 }).generate(
        requestOf('Hi'),
        callWith(),
      );
      await vi.advanceTimersByTimeAsync(200);
      await expect(answer).resolves.toMatchObject({ finishReason: 'stop' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives up at once when it is aborted, and leaves nothing behind', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const provider = new MockSuccessProvider({ latencyMs: 200, clock });
    const answer = provider.generate(requestOf('Hi'), callWith(controller.signal));
    controller.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('does not answer a request that was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('before'));
    const answer = new MockSuccessProvider().generate(requestOf('Hi'), callWith(signal));
    await expect(answer).rejects.toThrow('before');
  });

  it('streams the same answer word by word, and finishes with the same usage', async () => {
    const provider = new MockSuccessProvider({ text: 'Hello there, you.' });
    const events = await collect(provider.stream(requestOf('Hi'), callWith()));
    const { usage } = await provider.generate(requestOf('Hi'), callWith());
    expect(events).toEqual([
      { type: 'text-delta', text: 'Hello ' },
      { type: 'text-delta', text: 'there, ' },
      { type: 'text-delta', text: 'you.' },
      { type: 'finish', finishReason: 'stop', usage },
    ]);
  });

  it('takes its time over the first word and over each of the next, by the clock', async () => {
    const clock = new ManualClock();
    const provider = new MockSuccessProvider({ text: 'a b', latencyMs: 200, wordMs: 30, clock });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { type } of provider.stream(requestOf('Hi'), callWith())) seen.push(type);
    })();
    await clock.advance(199);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual(['text-delta']);
    await clock.advance(29);
    expect(seen).toEqual(['text-delta']);
    await clock.advance(1);
    expect(seen).toEqual(['text-delta', 'text-delta', 'finish']);
    await reading;
    expect(clock.pending).toBe(0);
  });

  it('gives up a stream at once when it is aborted between two words, and leaves nothing behind', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const provider = new MockSuccessProvider({ wordMs: 30, clock });
    const stream = provider.stream(requestOf('Hi'), callWith(controller.signal));
    await stream.next();
    const next = stream.next();
    controller.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('asks for the text of a stream when it is read, not before', () => {
    let asked = 0;
    const provider = new MockSuccessProvider({ text: () => `asked ${++asked} times` });
    provider.stream(requestOf('Hi'), callWith());
    expect(asked).toBe(0);
  });
});
