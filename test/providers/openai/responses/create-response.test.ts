import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { OpenAIProvider } from '../../../../src/providers/openai/index.js';
import { answerBody, callContext, hello } from '../../../support/dialects.js';
import { type Reply, startFaultServer } from '../../../support/fault-server.js';

async function failureOver(reply: Reply): Promise<unknown> {
  await using server = await startFaultServer(reply);
  const provider = new OpenAIProvider({ baseURL: server.url, api: 'responses' });
  const outcome: unknown = await provider
    .generate(hello('responses'), callContext())
    .catch((error: unknown) => error);
  expect(server.requests).toHaveLength(1);
  return outcome;
}

describe('a body that is no response', () => {
  const page = { 'content-type': 'text/html' };

  it.each<[string, Reply]>([
    ['nothing', { body: '' }],
    ['no content', { status: 204 }],
    ['null', { body: 'null' }],
    ['a number', { body: '7' }],
    ['a text', { body: '"the secret answer"' }],
    ['a list', { body: [] }],
    ['a page', { headers: page, body: '<html>the secret answer</html>' }],
    ['broken JSON', { body: '{"id": the secret answer' }],
    ['another object', { body: { said: 'the secret answer' } }],
    ['output of another kind', { body: { object: 'response', output: 'the secret answer' } }],
  ])('is unusable, and quoted nowhere: %s', async (_what, reply) => {
    const error = await failureOver(reply);
    expect(error).toMatchObject({ name: 'ProviderError', kind: 'protocol', billed: 'maybe' });
    expect(inspect(error, { depth: 20 })).not.toContain('secret');
  });

  it('is known from one that was cut off', async () => {
    expect(await failureOver({ fault: 'cut' })).toMatchObject({ kind: 'network', billed: 'maybe' });
  });

  it('is known from a message without text', async () => {
    const body = { ...answerBody('responses'), output: [{ type: 'message' }] };
    expect(await failureOver({ body })).toMatchObject({ content: [], finishReason: 'stop' });
  });

  it('is known from one that is still coming when the caller gives up', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    await using server = await startFaultServer(() => {
      setImmediate(() => controller.abort(reason));
      return { body: '{"id":', fault: 'stall' };
    });
    const provider = new OpenAIProvider({ baseURL: server.url, api: 'responses' });
    const call = callContext(controller.signal);
    await expect(provider.generate(hello('responses'), call)).rejects.toBe(reason);
    await expect(server.requests[0]?.broken).resolves.toBe(true);
  });
});
