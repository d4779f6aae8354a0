import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors/provider-error.js';
import { MockFailureProvider } from '../../src/testing/index.js';
import { callWith, requestOf } from './requests.js';

describe('MockFailureProvider', () => {
  it('fails as a broken server does, naming the model', async () => {
    const provider = new MockFailureProvider();
    const failed = provider.generate(requestOf('Hi'), callWith());
    await expect(failed).rejects.toBeInstanceOf(ProviderError);
    await expect(failed).rejects.toMatchObject({
      kind: 'server',
      message: expect.stringContaining('mock-failure/default') as string,
    });
    await expect(failed).rejects.not.toHaveProperty('status');
    await expect(failed).rejects.not.toHaveProperty('retryAfterMs');
    expect(provider.models).toEqual([{ id: 'default' }]);
  });

  it('fails the way it is told to', async () => {
    const failure = { kind: 'auth', message: 'no such key', status: 401, retryAfterMs: 5 } as const;
    const provider = new MockFailureProvider({ name: 'acme', models: ['a', 'b'], ...failure });
    expect(provider.name).toBe('acme');
    expect(provider.models).toEqual([{ id: 'a' }, { id: 'b' }]);
    await expect(provider.generate(requestOf('Hi', 'b'), callWith())).rejects.toMatchObject(
      failure,
    );
  });

  it('fails a stream in the same way, at its first read', async () => {
    const provider = new MockFailureProvider({ kind: 'overloaded', status: 529 });
    const stream = provider.stream(requestOf('Hi'), callWith());
    await expect(stream.next()).rejects.toMatchObject({ kind: 'overloaded', status: 529 });
  });

  it('keeps to its options when those are changed afterwards', async () => {
    const options: { kind: 'auth' | 'quota' } = { kind: 'auth' };
    const provider = new MockFailureProvider(options);
    options.kind = 'quota';
    const failed = provider.generate(requestOf('Hi'), callWith());
    await expect(failed).rejects.toMatchObject({ kind: 'auth' });
  });

  it('rejects with the reason when it was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('before'));
    const failed = new MockFailureProvider().generate(requestOf('Hi'), callWith(signal));
    await expect(failed).rejects.toThrow('before');
  });
});
