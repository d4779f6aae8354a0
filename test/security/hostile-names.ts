import { KeywordIntentDetector, Orchestrator } from '../../src/index.js';
import { AnthropicProvider } from '../../src/providers/anthropic/index.js';
import { OpenAIProvider } from '../../src/providers/openai/index.js';
import { MockSuccessProvider } from '../../src/testing/index.js';

/** What every object has, whoever made it: in a table that is an object they are found where nothing was put. */
export const HOSTILE_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'] as const;
type Named = Record<string, unknown>;

/** As `JSON.parse` makes it: with `__proto__` as a property like any other. */
function named(name: string, value: unknown): Named {
  return JSON.parse(JSON.stringify({ name: value }).replace('"name"', JSON.stringify(name)));
}

/** What came of a request in which everything that can have a name has this one. */
export async function asksWith(name: string): Promise<object> {
  const provider = new MockSuccessProvider({ name, models: [name] });
  const id = `${name}/${name}`;
  const orchestrator = new Orchestrator({
    providers: [provider],
    detector: { intents: [name], detect: () => ({ intent: name, confidence: 1 }) },
    routes: named(name, [id]),
    models: named(id, { limits: { maxConcurrency: 5 } }),
    budgets: [{ id: name, per: 'tenant', window: 'day', maxTokens: 10_000 }],
    cooldown: { name, assess: () => ({ forMs: 60_000, reason: name }) },
  } as never) as Orchestrator;
  const request = {
    ...{ prompt: name, tenant: name, metadata: named(name, { polluted: true }) },
    tools: [{ name, inputSchema: { properties: named(name, { polluted: true }) } }],
    toolChoice: { toolName: name },
    providerOptions: named(name, named(name, { polluted: true })),
  } as never;
  const { model, intent, text } = await orchestrator.generate(request);
  const { tenant } = await orchestrator.stats({ tenant: name });
  const other = await orchestrator.stats({ tenant: 'somebody' });
  return {
    ...{ model, intent, text, budgeted: tenant?.lastHour.requests },
    others: other.tenant?.lastHour.requests,
    rests: other.cooldowns.map(({ policy, reason }) => [policy, reason]),
  };
}

/** The bodies and headers that the SDKs sent for such a request, and what was made of the answers. */
export async function sendsWith(name: string): Promise<readonly object[]> {
  const sent: object[] = [];
  for (const Provider of [OpenAIProvider, AnthropicProvider]) {
    const fetch = async (address: string, init?: RequestInit) => {
      const request = new Request(address, init);
      const body = (await request.json()) as object;
      sent.push({ header: request.headers.get(name), polluted: 'polluted' in body });
      return Response.json(answerOf(name));
    };
    const options = { apiKey: 'a-key', baseURL: 'https://vendor.example', fetch, models: ['m'] };
    const provider = new Provider({ ...options, headers: named(name, 'sent') as never } as never);
    const request = {
      prompt: name,
      tools: [{ name, inputSchema: {} }],
      providerOptions: named(provider.name, named(name, { polluted: true })),
    };
    const providers = [provider] as never;
    const { toolCalls } = await new Orchestrator({ providers }).generate(request as never);
    sent.push(toolCalls);
  }
  return sent;
}

/** An answer of either vendor that calls a tool of this name, with this name in its arguments and around it. */
function answerOf(name: string): object {
  const input = named(name, { polluted: true });
  const call = { function: { name, arguments: JSON.stringify(input) }, id: name, type: 'function' };
  return {
    ...named(name, { polluted: true }),
    choices: [{ finish_reason: name, message: { role: 'assistant', tool_calls: [call] } }],
    content: [{ type: 'tool_use', id: name, name, input }],
    stop_reason: name,
    usage: named(name, { polluted: true }),
  };
}

/** Everything with every hostile name: the same wherever it runs. */
export async function asksWithAll(): Promise<object> {
  const asked = await Promise.all(HOSTILE_NAMES.map(asksWith));
  const sent = await Promise.all(HOSTILE_NAMES.map(sendsWith));
  const detector = new KeywordIntentDetector({ rules: { constructor: ['toString'] } });
  const { intent } = detector.detect({ text: 'toString' });
  return { asked, sent, intent };
}
