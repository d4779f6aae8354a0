import {
  type Admission,
  type AnyOrchestrator,
  type AttemptOutcome,
  type CallContext,
  type ChatRequest,
  type Cooldown,
  type CooldownPolicy,
  type CooldownStart,
  defaultCooldown,
  type GenerateResult,
  type IntentDetector,
  KeywordIntentDetector,
  type ModelStats,
  Orchestrator,
  type OrchestratorEvent,
  type Provider,
  ProviderError,
  type Reservation,
  type RoutePlan,
  type Router,
  ScoreRouter,
  type Settlement,
  type UsageSnapshot,
  type UsageStore,
  type WindowStats,
} from 'llm-orchestrator';
import { AnthropicProvider } from 'llm-orchestrator/anthropic';
import { OpenAIProvider } from 'llm-orchestrator/openai';
import { MockSuccessProvider } from 'llm-orchestrator/testing';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';

const apiKey = undefined as string | undefined;

type DefaultModel =
  | 'openai/gpt-6.1-sol'
  | 'openai/gpt-6.1-terra'
  | 'openai/gpt-6-luna'
  | 'anthropic/claude-opus-5-5'
  | 'anthropic/claude-sonnet-5-5'
  | 'anthropic/claude-haiku-5-5';
type BuiltInIntent =
  | 'code_generation'
  | 'education'
  | 'writing'
  | 'translation'
  | 'summarization'
  | 'general';

const orchestrator = new Orchestrator({
  providers: [new OpenAIProvider({ apiKey }), new AnthropicProvider({ apiKey })],
  preference: 'balanced',
  cooldown: defaultCooldown({
    tokenThreshold: { tokens: 5_000, window: 'minute', forMs: 300_000 },
  }),
  models: { 'openai/gpt-6-luna': { quality: 0.6, limits: { tokensPerMinute: 100_000 } } },
  routes: {
    code_generation: ['anthropic/claude-sonnet-5-5', 'openai/gpt-6.1-sol'],
    general: { cost: ['openai/gpt-6-luna'], quality: ['openai/gpt-6.1-sol'], only: true },
  },
});

describe('the README', () => {
  it('infers models and intents without one explicit generic', async () => {
    const answer = await orchestrator.generate('Explain quantum computing in simple terms');
    expectTypeOf(answer.model).toEqualTypeOf<DefaultModel>();
    expectTypeOf(answer.intent).toEqualTypeOf<BuiltInIntent>();
    expectTypeOf(answer.output).toEqualTypeOf<undefined>();
    expectTypeOf(answer.attempts).toEqualTypeOf<readonly AttemptOutcome<DefaultModel>[]>();
    expectTypeOf(answer.costUsd).toEqualTypeOf<number | undefined>();
  });

  it('takes conversations, and a signal that may be undefined', async () => {
    const signal = undefined as AbortSignal | undefined;
    const messages = [{ role: 'user', content: 'Hi' }] as const;
    const answer = await orchestrator.generate({ messages, preference: 'speed', signal });
    expectTypeOf(answer).toExtend<GenerateResult>();
  });

  it('types each event by its name, and all by their type', () => {
    const off = orchestrator.on('fallback', ({ from, to, reason }) => {
      expectTypeOf(from).toEqualTypeOf<DefaultModel>();
      expectTypeOf(to).toEqualTypeOf<DefaultModel>();
      expectTypeOf(reason).toExtend<string>();
    });
    expectTypeOf(off).toEqualTypeOf<() => void>();
    orchestrator.once('intent', ({ intent }) => {
      expectTypeOf(intent).toEqualTypeOf<BuiltInIntent>();
    });
    orchestrator.onAny((event) => {
      if (event.type === 'attempt-end') expectTypeOf(event.model).toEqualTypeOf<DefaultModel>();
    });
  });

  it('types ratings by the same models and intents, and takes no score but a number', () => {
    expectTypeOf(orchestrator.feedback('id', 1)).toEqualTypeOf<boolean>();
    orchestrator.on('feedback', ({ model, intent, quality }) => {
      expectTypeOf(model).toEqualTypeOf<DefaultModel>();
      expectTypeOf(intent).toEqualTypeOf<BuiltInIntent>();
      expectTypeOf(quality).toEqualTypeOf<number>();
    });
    // @ts-expect-error a thumb is a number, too
    orchestrator.feedback('id', true);
    // @ts-expect-error misspelt
    expectTypeOf(new ScoreRouter({ weights: { costs: {} } })).toBeObject();
  });

  it('explains with the same models and intents', async () => {
    const plan = await orchestrator.explain({ prompt: 'x', preference: 'cost' });
    expectTypeOf(plan).toEqualTypeOf<RoutePlan<DefaultModel, BuiltInIntent>>();
    for (const { model } of plan.excluded) expectTypeOf(model).toEqualTypeOf<DefaultModel>();
  });

  it('types the output by its schema', async () => {
    const output = z.object({ name: z.string(), age: z.number() });
    const typed = await orchestrator.generate({ prompt: 'A person', output });
    expectTypeOf(typed.output).toEqualTypeOf<{ name: string; age: number }>();
    const schema = { type: 'object', properties: {} };
    const json = await orchestrator.generate({ prompt: 'A person', output: schema });
    expectTypeOf(json.output).toEqualTypeOf<unknown>();
    const trimmed = z.object({ tags: z.array(z.string()).default([]) });
    const defaulted = await orchestrator.generate({ prompt: 'Tags', output: trimmed });
    expectTypeOf(defaulted.output).toEqualTypeOf<{ tags: string[] }>();
  });

  it('can be held by any name: of a container, of a function for all', () => {
    const held: Orchestrator = orchestrator;
    expectTypeOf<Parameters<typeof held.explain>[0]>().toExtend<string | object>();
    const any: AnyOrchestrator = orchestrator;
    any.onAny((event: OrchestratorEvent) => {
      if (event.type === 'fallback') expectTypeOf(event.to).toEqualTypeOf<`${string}/${string}`>();
    });
    class Chat {
      readonly llm: AnyOrchestrator;
      constructor(llm: AnyOrchestrator) {
        this.llm = llm;
      }
    }
    expectTypeOf(new Chat(orchestrator).llm).toEqualTypeOf<AnyOrchestrator>();
  });
});

describe('what does not compile', () => {
  const providers = [new OpenAIProvider(), new AnthropicProvider()] as const;

  it('is a model that nobody has, in routes and in corrections', () => {
    const narrowed = [new OpenAIProvider({ models: ['gpt-6-luna'] })];
    const wrong = [
      // @ts-expect-error misspelt
      new Orchestrator({ providers, routes: { general: ['openai/gpt-6-lunar'] } }),
      // @ts-expect-error misspelt, for one preference
      new Orchestrator({ providers, routes: { general: { cost: ['openai/gpt-6-lunar'] } } }),
      // @ts-expect-error misspelt
      new Orchestrator({ providers, models: { 'openai/gpt-6-lunna': { enabled: false } } }),
      // @ts-expect-error narrowed away
      new Orchestrator({ providers: narrowed, routes: { general: ['openai/gpt-6.1-sol'] } }),
    ];
    expectTypeOf(wrong).toBeArray();
  });

  it('is an intent that the detector does not know', () => {
    const wrong = [
      // @ts-expect-error misspelt
      new Orchestrator({ providers, routes: { code_generaton: ['openai/gpt-6-luna'] } }),
      // @ts-expect-error unknown
      orchestrator.generate({ prompt: 'x', intent: 'code' }),
    ];
    expectTypeOf(wrong).toBeArray();
  });

  it('is an unknown option, or a value that it does not take', () => {
    const wrong = [
      // @ts-expect-error misspelt
      new Orchestrator({ providers, prefrence: 'cost' }),
      // @ts-expect-error misspelt
      new Orchestrator({ providers, preference: 'qualty' }),
      // @ts-expect-error null is not undefined
      new Orchestrator({ providers, store: null }),
      // @ts-expect-error its vendor decides
      new Orchestrator({ providers, models: { 'openai/gpt-6-luna': { successor: 'x' } } }),
    ];
    expectTypeOf(wrong).toBeArray();
  });

  it('is a request without what it asks, or with it twice', () => {
    const wrong = [
      // @ts-expect-error neither prompt nor messages
      orchestrator.generate({ preference: 'cost' }),
      // @ts-expect-error both
      orchestrator.generate({ prompt: 'x', messages: [] }),
      // @ts-expect-error unknown model
      orchestrator.generate({ prompt: 'x', model: 'openai/gpt-9' }),
      // @ts-expect-error unknown model
      orchestrator.explain({ prompt: 'x', exclude: ['openai/gpt-9'] }),
      // @ts-expect-error no schema
      orchestrator.generate({ prompt: 'x', output: 'json' }),
    ];
    expectTypeOf(wrong).toBeArray();
  });

  it('is an event that there is not', () => {
    // @ts-expect-error misspelt
    expectTypeOf(orchestrator.on('fallbak', () => {})).toBeFunction();
  });

  it('is a change to what is given out', () => {
    expectTypeOf<GenerateResult>().toEqualTypeOf<Readonly<GenerateResult>>();
    expectTypeOf<RoutePlan>().toEqualTypeOf<Readonly<RoutePlan>>();
  });

  it('is not an empty list of providers, which is refused at run time', () => {
    expectTypeOf(new Orchestrator({ providers: [] })).toExtend<AnyOrchestrator>();
  });

  it('is not a pin, an order or an intent that there is', () => {
    const model = ['openai/gpt-6-luna', 'anthropic/claude-haiku-5-5'] as const;
    const right = [
      orchestrator.generate({ prompt: 'x', model, intent: 'writing' }),
      orchestrator.generate({ prompt: 'x', model: 'openai/gpt-6-luna', intent: 'general' }),
    ];
    expectTypeOf(right).items.resolves.toExtend<GenerateResult<DefaultModel, BuiltInIntent>>();
  });
});

describe('own names, compatible servers, own intents and mocks', () => {
  const custom = new Orchestrator({
    providers: [
      new OpenAIProvider({
        name: 'groq',
        baseURL: 'https://x',
        models: ['llama-5', { id: 'qwen-4', contextWindow: 128_000 }],
      }),
      new OpenAIProvider({ name: 'openai-eu', models: ['gpt-6-luna'] }),
      new MockSuccessProvider(),
      {
        name: 'inline',
        models: [{ id: 'tiny' }],
        generate: async () => ({ content: [{ type: 'text', text: 'hi' }], finishReason: 'stop' }),
      },
    ],
    detector: new KeywordIntentDetector({
      rules: { billing: ['invoice', /refund/i], support: ['broken'] },
    }),
    routes: {
      billing: ['groq/llama-5', 'openai-eu/gpt-6-luna', 'inline/tiny', 'mock-success/default'],
      general: ['groq/qwen-4'],
    },
  });

  it('are inferred as well', async () => {
    const reply = await custom.generate('x');
    expectTypeOf(reply.intent).toEqualTypeOf<'billing' | 'support' | 'general'>();
    expectTypeOf(reply.model).toEqualTypeOf<
      | 'groq/llama-5'
      | 'groq/qwen-4'
      | 'openai-eu/gpt-6-luna'
      | 'mock-success/default'
      | 'inline/tiny'
    >();
    expectTypeOf(custom).toExtend<AnyOrchestrator>();
    // @ts-expect-error the built-in intents are replaced
    void custom.generate({ prompt: 'x', intent: 'writing' });
  });

  it('chosen at run time leave everything open', () => {
    const some: Provider[] = [new OpenAIProvider()];
    const open = new Orchestrator({ providers: some, routes: { general: ['what/ever'] } });
    expectTypeOf(open).toExtend<AnyOrchestrator>();
    void open.generate({ prompt: 'x', model: 'what/ever' });
  });
});

class AcmeProvider implements Provider<'acme', 'acme-1'> {
  readonly name = 'acme';
  readonly models = [
    { id: 'acme-1', contextWindow: 32_000, price: { input: 0.1, output: 0.4 } },
  ] as const;

  async generate(request: ChatRequest, call: CallContext) {
    const body = JSON.stringify(request);
    const init = { method: 'POST', body, signal: call.signal };
    const response = await fetch('https://acme.example/chat', init);
    if (!response.ok) {
      const kind = response.status === 429 ? 'rate-limit' : 'server';
      throw new ProviderError({ kind, message: 'acme refused', status: response.status });
    }
    const answer = (await response.json()) as { text: string; in: number; out: number };
    return {
      content: [{ type: 'text', text: answer.text }],
      finishReason: 'stop',
      usage: { inputTokens: answer.in, outputTokens: answer.out },
    } as const;
  }
}

describe('parts of your own', () => {
  const providers = [new AcmeProvider()];

  it('are providers', async () => {
    const acme = new Orchestrator({ providers, routes: { writing: ['acme/acme-1'] } });
    expectTypeOf((await acme.generate('x')).model).toEqualTypeOf<'acme/acme-1'>();
  });

  it('are detectors, policies and routers', async () => {
    const detector: IntentDetector<'question' | 'order'> = {
      intents: ['question', 'order'],
      detect: ({ text }) => ({
        intent: text.endsWith('?') ? 'question' : 'order',
        confidence: 0.9,
      }),
    };
    const asking = new Orchestrator({
      providers,
      detector,
      routes: { question: ['acme/acme-1'] },
    });
    expectTypeOf((await asking.explain('x')).intent).toEqualTypeOf<
      'question' | 'order' | 'general'
    >();
    const slow: CooldownPolicy = {
      name: 'slow',
      assess: ({ latencyMs }, { lastMinute }) =>
        latencyMs > 30_000 && lastMinute.requests > 10
          ? { forMs: 10_000, reason: 'slow', jitter: 0.2, probe: true }
          : undefined,
    };
    const coin: Router = {
      rank: ({ candidates, random }) =>
        candidates.map(({ model }, index) => ({ model, score: index === random ? 1 : 0 })),
    };
    const custom = new Orchestrator({
      providers: [new AcmeProvider(), new OpenAIProvider()],
      router: { rank: ({ candidates }) => candidates.map(({ model }) => ({ model, score: 1 })) },
      cooldown: [slow],
    });
    expectTypeOf(custom).toExtend<AnyOrchestrator>();
    expectTypeOf(new Orchestrator({ providers, router: new ScoreRouter() })).toBeObject();
    expectTypeOf(new Orchestrator({ providers, router: coin })).toBeObject();
  });

  it('are stores', () => {
    expectTypeOf(new Orchestrator({ providers, store: new MapStore() })).toBeObject();
  });
});

const NOTHING: WindowStats = {
  requests: 0,
  failures: 0,
  inputTokens: 0,
  outputTokens: 0,
  nanoUsd: 0,
};

/** A store in an afternoon, for one process: here only its shape matters. */
class MapStore implements UsageStore {
  readonly #open = new Map<string, Reservation>();
  readonly #rests = new Map<string, Cooldown>();

  reserve(reservation: Reservation): Admission {
    const [quota] = reservation.quotas;
    const rest = this.#rests.get(reservation.model);
    if (rest !== undefined && !reservation.lastResort) {
      return { admitted: false, reason: 'cooling', retryAfterMs: rest.remainingMs };
    }
    if (quota !== undefined && this.#open.size > quota.max) {
      return { admitted: false, reason: 'over-quota', quota, used: 1, retryAfterMs: 1 };
    }
    this.#open.set(reservation.attemptId, reservation);
    return { admitted: true, probe: false };
  }

  settle({ reservation }: Settlement): ModelStats {
    this.#open.delete(reservation.attemptId);
    const { model, provider } = reservation;
    const counts = { consecutiveFailures: 0, cooldownsLastHour: {}, inFlight: this.#open.size };
    return { model, provider, lastMinute: NOTHING, lastHour: NOTHING, ...counts };
  }

  coolDown(start: CooldownStart): { cooldown: Cooldown; started: boolean } {
    const cooldown = { ...start, startedAt: 0, endsAt: start.forMs, remainingMs: start.forMs };
    this.#rests.set(start.target, cooldown);
    return { cooldown, started: true };
  }

  async snapshot(): Promise<UsageSnapshot> {
    return { at: 0, models: [], cooldowns: [...this.#rests.values()] };
  }

  reset(): void {
    this.#rests.clear();
  }
}

describe('errors and the end', () => {
  it('are told apart by `isInstance`, and disposal is awaited', async () => {
    try {
      await using scoped = new Orchestrator({ providers: [new AcmeProvider()] });
      await scoped.generate('x');
    } catch (error) {
      if (ProviderError.isInstance(error)) {
        expectTypeOf(error.kind).toExtend<string>();
        expectTypeOf(error.retryAfterMs).toEqualTypeOf<number | undefined>();
        expectTypeOf(error.attempts).toEqualTypeOf<readonly AttemptOutcome[]>();
      }
    }
  });
});
