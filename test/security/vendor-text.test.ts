import { describe, expect, it } from 'vitest';
import { BudgetExceededError, Orchestrator } from '../../src/index.js';
import { MockSuccessProvider } from '../../src/testing/index.js';
import {
  ALL_DIALECTS,
  answerBody,
  CALLS,
  errorBody,
  streamBody,
  streamError,
} from '../support/dialects.js';
import { type Reply, startFaultServer } from '../support/fault-server.js';
import { asking, outputsAround } from './around-request.js';
import { shown } from './shown.js';

const request = { prompt: 'Hello' };
const SSE = { 'content-type': 'text/event-stream' };
/** What a vendor says is cut to 300 characters; around it is what we say. */
const LINE = 450;
/** Would clear a terminal, forge a line of a log, turn the text around, end a field, or be seen by nobody. */
const TRICKS =
  'a\u001b[2J\u009b31m\r\n2026-11-24 INFO all is well\u0007\u202eb\u2028c\u200b\u0000d';
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Every message in the outputs, wherever it is. */
function messagesIn(value: unknown, seen = new Set<unknown>()): readonly string[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Reflect.ownKeys(value).flatMap((key) => {
    const field: unknown = Reflect.get(value, key);
    return key === 'message' ? [String(field)] : messagesIn(field, seen);
  });
}

describe.each(CALLS)('the words of a vendor, where $dialect is asked by $method,', (way) => {
  const { dialect, method } = way;
  const outputsOf = async (reply: Reply) => {
    await using server = await startFaultServer(reply);
    return await outputsAround(asking(dialect, { url: server.url, method, request }));
  };
  /** Before the answer, and in its place. */
  const failing = (message: string): readonly Reply[] => {
    const error = { type: 'api_error', message };
    const whole = { body: errorBody(dialect, error) };
    const streamed = { headers: SSE, body: streamError(dialect, error) };
    return [{ status: 500, ...whole }, method === 'stream' ? streamed : whole];
  };

  it('are a line, however long they are', async () => {
    for (const reply of failing(`at first ${'and more '.repeat(2 ** 16)}`)) {
      const messages = messagesIn(await outputsOf(reply));
      expect(messages.filter((message) => message.includes('at first'))).not.toEqual([]);
      expect(Math.max(...messages.map(({ length }) => length))).toBeLessThan(LINE);
    }
  });

  it('steer no terminal and forge no line', async () => {
    for (const reply of failing(TRICKS)) {
      const messages = messagesIn(await outputsOf(reply));
      expect(messages.filter((message) => message.includes('all is well'))).not.toEqual([]);
      expect(messages.filter((message) => CONTROL.test(message))).toEqual([]);
    }
  });

  it('in a page are not passed on', async () => {
    const page = '<!DOCTYPE html><script>steal()</script><p>ask admin@example.com';
    const headers = { 'content-type': 'text/html' };
    for (const status of [200, 502]) {
      const outputs = await outputsOf({ status, headers, body: page });
      expect(shown(outputs)).not.toMatch(/steal|admin@/);
      expect(shown(outputs)).toContain('backup/default');
    }
  });

  it('in headers are not passed on, but for the id of the request', async () => {
    const headers = {
      ...{ 'x-request-id': 'req_42', 'request-id': 'req_42', 'retry-after': 'inside' },
      ...{ 'set-cookie': 'session=inside', 'www-authenticate': 'Basic realm=inside' },
      ...{ 'x-internal': 'inside', server: 'inside' },
    };
    const streamed: Reply = { headers: SSE, body: streamBody(dialect) };
    const answer = method === 'stream' ? streamed : { body: answerBody(dialect) };
    const outputsWith = (reply: Reply) =>
      outputsOf({ ...reply, headers: { ...reply.headers, ...headers } });
    for (const reply of failing('no')) {
      expect(shown(await outputsWith(reply))).not.toContain('inside');
    }
    const text = shown(await outputsWith(answer));
    expect(text).not.toContain('inside');
    expect(text).toContain('req_42');
  });
});

describe.each(ALL_DIALECTS)('what a model of %s writes', (dialect) => {
  const text =
    '</script><script>alert(1)</script>\n\ndata: [DONE]\n\nevent: error\ndata: {"error":{}}\n\n' +
    `{"type":"message_stop"} ${TRICKS} "finish_reason":"stop" __proto__`;

  it('is data: it arrives as it was written, and steers neither stream nor routing', async () => {
    await using whole = await startFaultServer({ body: answerBody(dialect, text) });
    await using stream = await startFaultServer({
      headers: SSE,
      body: streamBody(dialect, { text }),
    });
    for (const [{ url }, method] of [[whole, 'generate'] as const, [stream, 'stream'] as const]) {
      const { outcomes, told } = await outputsAround(asking(dialect, { url, method, request }));
      const answer = { text, finishReason: 'stop', fellBack: false };
      expect(outcomes).toMatchObject([answer, answer]);
      expect(shown(told)).not.toContain('alert(1)');
    }
  });
});

describe('the name of a tenant, which is not ours either,', () => {
  it('steers no terminal and forges no line where its budget is used up', async () => {
    const orchestrator = new Orchestrator({
      providers: [new MockSuccessProvider()],
      budgets: [{ id: 'fair', per: 'tenant', window: 'day', maxTokens: 1 }],
      whenExhausted: { limits: 'fail' },
    });
    await orchestrator.generate({ prompt: 'Hello', tenant: TRICKS });
    const refused = orchestrator.generate({ prompt: 'Hello', tenant: TRICKS });
    const error: unknown = await refused.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BudgetExceededError);
    expect(messagesIn(error).filter((message) => CONTROL.test(message))).toEqual([]);
  });
});
