import { describe, expect, it } from 'vitest';
import { answerBody, CALLS, type Dialect, streamBody } from '../support/dialects.js';
import { type FaultServer, type Reply, startFaultServer } from '../support/fault-server.js';
import { asking, outputsAround } from './around-request.js';

const request = { prompt: 'a prompt that goes to the vendor alone' };

/** Would answer whoever is sent here. */
function elsewhere(dialect: Dialect): Promise<FaultServer> {
  const streamed = { headers: { 'content-type': 'text/event-stream' }, body: streamBody(dialect) };
  const whole: Reply = { body: answerBody(dialect) };
  return startFaultServer(({ text }) => (text.includes('"stream":true') ? streamed : whole));
}

function sendingTo(location: string, status: number): Promise<FaultServer> {
  return startFaultServer({ status, headers: { location } });
}

describe.each(CALLS)('a redirect, where $dialect is asked by $method,', ({ dialect, method }) => {
  const ask = (url: string) => outputsAround(asking(dialect, { url, method, request }));

  it.each([301, 302, 303, 307, 308])(
    'takes neither key nor prompt to another server: %d',
    async (status) => {
      await using other = await elsewhere(dialect);
      await using vendor = await sendingTo(`${other.url}/v1/chat/completions`, status);
      const [alone, withBackup] = (await ask(vendor.url)).outcomes;
      expect(other.requests).toEqual([]);
      expect(alone).toMatchObject({ attempts: [{ error: { kind: 'network', retryable: false } }] });
      expect(withBackup).toMatchObject({ model: 'backup/default', fellBack: true });
    },
  );

  it('is not followed on the same server either, where it could end elsewhere', async () => {
    await using vendor = await sendingTo('/v2/somewhere', 307);
    await ask(vendor.url);
    expect(vendor.requests.map(({ path }) => path)).not.toContain('/v2/somewhere');
    expect(vendor.requests).toHaveLength(2);
  });
});

describe('the search for redirects', () => {
  it('would see them: the server elsewhere answers whoever follows', async () => {
    await using other = await elsewhere('openai');
    await using vendor = await sendingTo(`${other.url}/v1`, 307);
    const headers = { authorization: 'Bearer key' };
    await fetch(vendor.url, { method: 'POST', body: '{}', headers });
    expect(other.requests).toMatchObject([{ method: 'POST', text: '{}' }]);
  });
});
