import { describe, expect, it } from 'vitest';
import { ModelIntentDetector } from '../../../src/index.js';
import { ManualClock, ScriptedProvider } from '../../../src/testing/index.js';
import { MemoryUsageStore } from '../../../src/usage/memory-usage-store.js';
import { always, rejection, scripted } from '../../orchestrator/support.js';
import { answerFor, api, eventProblems, type Frame, framesIn } from './api-contract.js';
import { serve } from './ask-api.js';

const USAGE = {
  inputTokens: 100,
  outputTokens: 20,
  cachedInputTokens: 60,
  cacheWriteTokens: 5,
  reasoningTokens: 7,
};
const CONTENT = [
  { type: 'reasoning', text: 'Let me see.', provider: 'b', opaque: { signature: 's' } },
  { type: 'text', text: 'I look it up.' },
  { type: 'tool-call', toolCallId: '1', toolName: 'search', input: { query: 'tides' } },
  { type: 'tool-call', toolCallId: '2', toolName: 'search', input: '{"query":', unparsed: true },
] as const;
const TOOLS = [{ name: 'search', inputSchema: { type: 'object' } }];
const PRICE = { input: 1, output: 2 };

/** An answer with everything that one may have, after a failure with everything that one may have. */
function rich(more: object = {}) {
  const clock = new ManualClock();
  const failing = scripted('a', always({ error: 'rate-limit' }), clock);
  const deprecated = { status: 'deprecated', retiresOn: '2030-01-01', successor: 'n' } as const;
  const answering = new ScriptedProvider({
    name: 'b',
    models: [{ id: 'm', price: PRICE, pool: 'p', contextWindow: 1_000, ...deprecated }],
    script: always({
      content: CONTENT,
      finishReason: 'tool-calls',
      usage: USAGE,
      providerRequestId: 'req-1',
      warnings: [{ code: 'parameter-dropped', message: 'seed was dropped', model: 'b/m' }],
      raw: { secret: 'of the vendor' },
      ...more,
    }),
    clock,
  });
  return serve([failing, answering], { clock, routes: { general: ['a/m', 'b/m'] } });
}

function ask(body: object = {}) {
  return { prompt: 'Why are there tides?', intent: 'general', tools: TOOLS, ...body };
}

describe('an answer', () => {
  it('with everything that one may have is as the document says', async () => {
    const { posted } = rich({ limitResetMs: 5 });
    const { body } = await posted('/generate', ask());
    expect(body).toMatchObject({
      content: CONTENT,
      finishReason: 'tool-calls',
      fellBack: true,
      attempts: [
        { error: { kind: 'rate-limit' } },
        { providerRequestId: 'req-1', pool: 'b#p', limitResetMs: 5 },
      ],
      warnings: [{ code: 'parameter-dropped' }, { code: 'model-deprecated' }],
    });
    expect(body).not.toHaveProperty('raw');
  });

  it('by a schema is as the document says, whatever it is', async () => {
    const { posted } = serve([scripted('a', ['{"moon":true}'])]);
    const output = { type: 'object' };
    const { body } = await posted('/generate', { prompt: 'Hi', output });
    expect(body).toMatchObject({ output: { moon: true } });
  });

  it('in events is as the document says, each of them', async () => {
    const { posted } = rich();
    const { frames } = await posted('/generate', ask({ stream: true }));
    const names = new Set(frames.map(({ name }) => name));
    expect([...names]).toEqual([
      ...['reasoning-delta', 'reasoning', 'text-delta', 'tool-call-delta', 'tool-call'],
      ...['finish', 'result'],
    ]);
    expect(frames.at(-1)?.data).toHaveProperty('timeToFirstTokenMs');
  });

  it('that begins anew, and one that breaks off, are as the document says', async () => {
    const broken = { events: ['The moon', { error: 'server' as const }] };
    const restarting = serve([scripted('a', [broken]), scripted('b', ['The sun'])], {
      onStreamFailure: 'restart',
      routes: { general: ['a/m', 'b/m'] },
    });
    const anew = await restarting.posted('/generate', { prompt: 'Hi', stream: true });
    expect(anew.frames.map(({ name }) => name)).toContain('restart');
    const stopping = serve([scripted('a', [broken])]);
    const off = await stopping.posted('/generate', { prompt: 'Hi', stream: true });
    expect(off.frames.map(({ name }) => name)).toEqual(['text-delta', 'error']);
  });

  it('leaves no event of the document out of these tests', () => {
    const described = api.paths['/generate']?.['post']?.responses['200']?.content;
    const events = described?.['text/event-stream']?.['x-server-sent-events'] ?? {};
    expect(Object.keys(events).toSorted()).toEqual([
      ...['error', 'finish', 'reasoning', 'reasoning-delta', 'restart', 'result', 'text-delta'],
      ...['tool-call', 'tool-call-delta'],
    ]);
  });
});

describe('a plan', () => {
  it('with everything that one may have is as the document says', async () => {
    const clock = new ManualClock();
    const models = [
      ...[
        { id: 'm', price: PRICE, maxOutputTokens: 100, contextWindow: 9_000 },
        { id: 'off' },
        { id: 'blind' },
      ],
      { id: 'old', status: 'retired' },
    ];
    const provider = new ScriptedProvider({
      name: 'a',
      models: models as never,
      script: always({ text: 'Hi', usage: USAGE }),
      clock,
    });
    const resting = new ScriptedProvider({
      name: 'r',
      models: models.slice(0, 1) as never,
      script: [{ error: 'rate-limit' }],
      clock,
    });
    const { posted } = serve([provider, resting], {
      clock,
      models: { 'a/off': { enabled: false }, 'a/blind': { capabilities: [] } } as never,
      routes: { writing: ['r/m', 'a/m'] },
      difficulty: () => 0.5,
      detector: {
        intents: ['writing', 'billing'],
        detect: () => ({
          intent: 'writing',
          confidence: 0.9,
          alternatives: [{ intent: 'billing', confidence: 0.1 }],
          evidence: ['rule'],
        }),
      } as never,
    });
    const asked = { prompt: 'Hi', tools: TOOLS, session: 's' };
    await posted('/generate', asked);
    const { body } = await posted('/explain', asked);
    expect(body).toMatchObject({
      intentAlternatives: [{ intent: 'billing' }],
      intentEvidence: ['rule'],
      difficulty: 0.5,
      maxCostUsd: expect.any(Number),
      warnings: [{ code: 'model-retired' }],
    });
    const { candidates, excluded } = body as {
      candidates: object[];
      excluded: { reason: string }[];
    };
    expect(candidates[0]).toHaveProperty('parts.session');
    expect(excluded.map(({ reason }) => reason).toSorted()).toEqual([
      ...['cooling', 'disabled', 'lacks-capability', 'retired'],
    ]);
  });
});

describe('what is told of the orchestrator', () => {
  it('is as the document says: usage, health, decisions', async () => {
    const { posted, got, post } = rich();
    await posted('/generate', ask());
    await post('/generate', { prompt: 'Hi', model: 'a/none' });
    const usage = (await got('/stats?tenant=acme')).body;
    expect(usage).toMatchObject({ tenant: { tenant: 'acme' }, cooldowns: [{ target: 'a/m' }] });
    expect((await got('/health')).body).toMatchObject({ status: 'degraded' });
    const decisions = (await got('/decisions')).body;
    expect(decisions).toMatchObject([{ plan: { intent: 'general' }, end: { outcome: 'success' } }]);
  });

  it('is as the document says of requests that failed or were given up, too', async () => {
    const { orchestrator, got, post } = serve([scripted('a', [{ hang: true }, { error: 'auth' }])]);
    const controller = new AbortController();
    const given = orchestrator.generate({ prompt: 'Hi', signal: controller.signal });
    controller.abort();
    await rejection(given);
    await rejection(orchestrator.generate({ prompt: 'Hi', signal: AbortSignal.abort() }));
    await (await post('/generate', { prompt: 'Hi' })).text();
    expect((await got('/decisions')).body).toMatchObject([
      { end: { outcome: 'error', error: { code: expect.any(String) } } },
      { end: { outcome: 'aborted' } },
      { end: { outcome: 'aborted' } },
    ]);
  });

  it('is as the document says where nobody could answer: 503 to whoever asks for readiness', async () => {
    const { orchestrator, got, send } = serve([scripted('a', [{ error: 'rate-limit' }])], {
      whenExhausted: { limits: 'fail' },
    });
    await rejection(orchestrator.generate('Hi'));
    expect((await send('/health?ready')).status).toBe(503);
    expect((await got('/health?ready')).body).toMatchObject({ status: 'unavailable' });
    expect((await send('/health')).status).toBe(200);
  });

  it('is as the document says: metrics, the page, the document itself, what was reset', async () => {
    const { got, posted } = rich();
    expect((await got('/metrics')).body).toContain('llm_orchestrator_requests_total');
    await got('/dashboard');
    expect((await got('/openapi.json')).body).toEqual(JSON.parse(JSON.stringify(api)));
    expect((await posted('/reset', {})).body).toEqual({ reset: true });
    await posted('/reset', { model: 'a/m' });
  });
});

describe("in OpenAI's words", () => {
  const messages = [{ role: 'user', content: 'Hi' }];

  it('answers, streams and models are as the document says', async () => {
    const { posted, got } = rich();
    const chat = { model: 'auto', messages };
    const { body } = await posted('/v1/chat/completions', chat);
    expect(body).toMatchObject({ object: 'chat.completion', usage: { prompt_tokens: 100 } });
    const options = { stream: true, stream_options: { include_usage: true } };
    const { frames } = await posted('/v1/chat/completions', { ...chat, ...options });
    expect(frames.at(-1)?.data).toBe('[DONE]');
    expect(frames.some(({ data }) => data instanceof Object && 'llm_orchestrator' in data)).toBe(
      true,
    );
    expect((await got('/v1/models')).body).toHaveProperty('data');
    await got('/v1/models/b/m', '/v1/models/{model}');
    await got('/v1/models/auto', '/v1/models/{model}');
  });

  it('a stream that breaks off is as the document says', async () => {
    const { posted } = serve([scripted('a', [{ events: ['The moon', { error: 'server' }] }])]);
    const chat = { model: 'auto', messages, stream: true };
    const { frames } = await posted('/v1/chat/completions', chat);
    expect(frames.at(-1)?.data).toHaveProperty('error');
  });

  it('the headers that are sent are those that the document names', async () => {
    const { post } = rich();
    const response = await post('/v1/chat/completions', {
      model: 'auto',
      messages,
      logit_bias: {},
    });
    const [, answer] = answerFor('/v1/chat/completions', 'POST', response.status);
    const sent = [...response.headers.keys()].filter((name) => name.startsWith('x-'));
    expect(sent.toSorted()).toEqual(Object.keys(answer.headers ?? {}).toSorted());
  });
});

describe('the events of an orchestrator', () => {
  const place = ['paths', '/events', 'get', 'responses', '200'];
  const described = () => {
    const [, { content }] = answerFor('/events', 'GET', 200);
    return Object.keys(content['text/event-stream']?.['x-server-sent-events'] ?? {});
  };

  /** Reads until all of these events have come. */
  async function heard(response: Response, names: readonly string[]): Promise<Frame[]> {
    const missing = new Set(names);
    const frames: Frame[] = [];
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    while (missing.size > 0) {
      const { value } = await reader.read();
      for (const frame of framesIn(new TextDecoder().decode(value))) {
        frames.push(frame);
        missing.delete(frame.name);
      }
    }
    await reader.cancel();
    return frames;
  }

  it('are as the document says, every one of them', async () => {
    const clock = new ManualClock();
    let isAway = false;
    class Store extends MemoryUsageStore {
      override snapshot(...args: Parameters<MemoryUsageStore['snapshot']>) {
        if (isAway) throw new Error('connection refused');
        return super.snapshot(...args);
      }
    }
    const { orchestrator, send } = serve(
      [
        scripted('d', always('{"intent":"billing"}'), clock),
        scripted('a', [{ error: 'rate-limit' }], clock),
        scripted('b', always({ text: 'Hi', usage: USAGE }), clock),
      ],
      {
        clock,
        store: new Store({ clock }),
        detector: new ModelIntentDetector({
          intents: { billing: 'about money' },
          model: 'd/m',
        }) as never,
        routes: { billing: ['a/m', 'b/m'] },
        models: { 'd/m': { limits: { requestsPerMinute: 1 } } } as never,
        whenExhausted: { limits: 'fail' },
        difficulty: () => Number.NaN,
      },
    );
    const listening = await send('/events');
    orchestrator.on('feedback', () => {
      throw new Error('a secret of the application');
    });
    const { id } = await orchestrator.generate({ prompt: 'Refund me', tenant: 'acme' });
    orchestrator.feedback(id, 1);
    await rejection(orchestrator.generate({ prompt: 'Hi', model: 'd/m' as never, tenant: 'acme' }));
    await clock.advance(60_000);
    isAway = true;
    await orchestrator.health();
    isAway = false;
    await clock.advance(2_000);
    await orchestrator.health();
    const all = described().filter((name) => name !== 'dropped');
    const frames = await heard(listening, all);
    expect(frames.filter((frame) => eventProblems(place, frame).length > 0)).toEqual([]);
    expect(new Set(frames.map(({ name }) => name))).toEqual(new Set(all));
    expect(JSON.stringify(frames)).not.toContain('a secret');
  });

  it('that are given up for a slow reader are told of as the document says', async () => {
    const { orchestrator, send } = serve([scripted('a', always('Hi'))]);
    const listening = await send('/events');
    for (let request = 0; request < 200; request++) await orchestrator.generate('Hi');
    const [dropped] = await heard(listening, ['dropped']);
    expect(dropped).toMatchObject({ name: 'dropped', data: { type: 'dropped' } });
    expect(eventProblems(place, dropped as Frame)).toEqual([]);
  });
});
