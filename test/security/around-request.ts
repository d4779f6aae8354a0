import { type GenerateResult, Orchestrator, type Provider } from '../../src/index.js';
import { MockSuccessProvider, recordEvents } from '../../src/testing/index.js';
import { type Dialect, type Method, modelOf, providerAt } from '../support/dialects.js';

/** A request, and the model that is to be asked first, before a mock. */
export interface Asked {
  readonly provider: Provider;
  /** As in `openai/gpt-6-luna`. */
  readonly primary: string;
  readonly method: Method;
  readonly request: object;
}

/** All that comes out of an orchestrator around a request. */
export interface Outputs {
  /** What its caller gets: a result, or an error. */
  readonly outcomes: readonly unknown[];
  /** What is told to anybody else: events, statistics, health, plans, and what inspecting the parts shows. */
  readonly told: readonly unknown[];
}

/** Asks twice, each time an orchestrator of its own: once with nobody to fall back to, once with a mock. */
export async function outputsAround(asked: Asked): Promise<Outputs> {
  const outcomes: unknown[] = [];
  const told: unknown[] = [asked.provider];
  // One attempt only, so that nothing is waited for.
  for (const more of [{ model: asked.primary, maxAttempts: 1 }, {}]) {
    const orchestrator = orchestratorFor(asked);
    const { events } = recordEvents(orchestrator);
    const request = { intent: 'general', tenant: 'acme', ...asked.request, ...more } as never;
    const answer =
      asked.method === 'generate'
        ? orchestrator.generate(request)
        : orchestrator.stream(request).result;
    outcomes.push(await outcomeOf(answer));
    told.push(events, orchestrator, await orchestrator.explain(request));
    told.push(await orchestrator.stats({ tenant: 'acme' }), await orchestrator.health());
  }
  return { outcomes, told };
}

/** The same, of a vendor's real SDK against a server of the tests. */
export function asking(
  dialect: Dialect,
  { url, key, ...more }: { url: string; key?: string } & Pick<Asked, 'method' | 'request'>,
): Asked {
  const provider = providerAt(dialect, url, key);
  return { provider, primary: `${provider.name}/${modelOf[dialect]}`, ...more };
}

function orchestratorFor({ provider, primary }: Asked): Orchestrator {
  return new Orchestrator({
    providers: [provider, new MockSuccessProvider({ name: 'backup' })] as readonly Provider[],
    routes: { general: [primary, 'backup/default'] as never },
  });
}

function outcomeOf(answer: Promise<GenerateResult>): Promise<unknown> {
  return answer.catch((error: unknown) => error);
}
