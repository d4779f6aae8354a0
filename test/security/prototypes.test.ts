import { describe, expect, it } from 'vitest';
import { Orchestrator } from '../../src/index.js';
import { OpenAIProvider } from '../../src/providers/openai/index.js';
import { MockSuccessProvider, recordEvents } from '../../src/testing/index.js';
import { answerBody } from '../support/dialects.js';
import { asksWith, asksWithAll, HOSTILE_NAMES, sendsWith } from './hostile-names.js';
import { RUNS_SOURCES, runSource, SLOW } from './run-source.js';

const BUILT_IN = Reflect.ownKeys(Object.prototype);

describe.each(HOSTILE_NAMES)('%s', (name) => {
  it('is a name like any other, of whatever has one', async () => {
    expect(await asksWith(name)).toEqual({
      model: `${name}/${name}`,
      intent: name,
      text: `This is a mock answer from ${name}/${name}.`,
      budgeted: 1,
      others: 0,
      rests: [[name, name]],
    });
    expect(Reflect.ownKeys(Object.prototype)).toEqual(BUILT_IN);
  });

  it('is sent to vendors and taken from them as a name', async () => {
    const calls = await sendsWith(name);
    const sent = { header: 'sent', polluted: false };
    const call = [expect.objectContaining({ toolName: name })];
    expect(calls).toEqual([sent, call, sent, call]);
    for (const [{ input = {} } = {}] of [calls[1], calls[3]] as [{ input?: object }][]) {
      expect(Object.keys(input)).toEqual([name]);
      expect(Object.getPrototypeOf(input)).toBe(Object.prototype);
    }
    expect(Reflect.ownKeys(Object.prototype)).toEqual(BUILT_IN);
  });

  it('is an intent for which a model has no quality of its own', async () => {
    const quality = { quality: 0.5, qualityByIntent: { writing: 0.9 } };
    const models = [{ id: 'm', ...quality }];
    const orchestrator = new Orchestrator({
      providers: [new MockSuccessProvider({ models })],
      detector: { intents: [name], detect: () => ({ intent: name, confidence: 1 }) },
    });
    const { candidates } = await orchestrator.explain('Hi');
    expect(candidates[0]?.parts?.quality).toBe(0.5);
  });
});

describe('without `Object.prototype.__proto__`', () => {
  const ask = "const { asksWithAll } = await import('./test/security/hostile-names.ts');";
  const code = `${ask} console.log(JSON.stringify(await asksWithAll()))`;

  it.runIf(RUNS_SOURCES)('all of it works, with the vendors’ SDKs', SLOW, async () => {
    const here = JSON.parse(JSON.stringify(await asksWithAll()));
    expect(JSON.parse(await runSource(code, ['--disable-proto=throw']))).toEqual(here);
  });
});

/** Runs while a library elsewhere in the process has been made to put a property on every object. */
function whilePolluted<T>(name: string, value: unknown, run: () => T): T {
  Object.defineProperty(Object.prototype, name, { value, configurable: true, enumerable: false });
  try {
    return run();
  } finally {
    Reflect.deleteProperty(Object.prototype, name);
  }
}

describe('what every object has because somebody polluted the prototype', () => {
  it('is no option: the key goes to the vendor', async () => {
    const addresses: string[] = [];
    const fetch = async (address: unknown) => {
      addresses.push(String(address));
      return Response.json(answerBody('openai'));
    };
    const provider = whilePolluted('baseURL', 'https://thief.example', () => {
      return new OpenAIProvider({ apiKey: 'a-key', fetch: fetch as typeof globalThis.fetch });
    });
    await new Orchestrator({ providers: [provider] }).generate('Hi');
    expect(addresses).toEqual(['https://api.openai.com/v1/chat/completions']);
  });

  it('is no part of a request', async () => {
    const orchestrator = new Orchestrator({ providers: [new MockSuccessProvider()] });
    const recorded = recordEvents(orchestrator);
    const stream = whilePolluted('tenant', 'thief', () => orchestrator.stream({ prompt: 'Hi' }));
    await stream.result;
    expect(recorded.of('request-start')[0]).not.toHaveProperty('tenant');
  });

  it('is no setting of an orchestrator', async () => {
    const providers = [new MockSuccessProvider()];
    const orchestrator = whilePolluted('preference', 'cost', () => new Orchestrator({ providers }));
    expect(await orchestrator.explain('Hi')).toMatchObject({ preference: 'balanced' });
  });
});
