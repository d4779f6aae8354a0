import { expect } from 'vitest';
import { type GenerateResult, InvalidRequestError, Orchestrator } from '../../src/index.js';
import { recordEvents, type ScriptedCall, ScriptedProvider } from '../../src/testing/index.js';

/** A wrong request, where it is wrong and what is said of it. */
export interface Refusal {
  readonly what: string;
  readonly request: unknown;
  readonly path: string;
  readonly says: string;
}

/** An orchestrator over `scripted/able`, which answers "ok" for ever and says nothing of itself. */
export function anOrchestrator(options: Record<string, unknown> = {}) {
  const provider = new ScriptedProvider({
    models: ['able', 'other'],
    script: [{ step: 'ok', times: Number.POSITIVE_INFINITY }],
  });
  const routes = { general: ['scripted/able'] };
  const all = { providers: [provider], routes, ...options };
  const orchestrator = new Orchestrator(all as never) as unknown as Orchestrator;
  return { orchestrator, provider };
}

/** What a request is refused with, by `generate` and `explain` alike, before anybody is asked or told. */
export async function refusalOf(request: unknown): Promise<InvalidRequestError> {
  const { orchestrator, provider } = anOrchestrator();
  const recorded = recordEvents(orchestrator);
  const refused = await orchestrator.generate(request as never).catch((error: unknown) => error);
  const unexplained = await orchestrator.explain(request as never).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(InvalidRequestError);
  expect(unexplained).toEqual(refused);
  expect(provider.calls).toEqual([]);
  expect(recorded.events).toEqual([]);
  return refused as InvalidRequestError;
}

/** The request as it reaches the provider, and the answer to it. */
export async function sent(
  request: unknown,
): Promise<{ readonly request: ScriptedCall['request']; readonly answer: GenerateResult }> {
  const { orchestrator, provider } = anOrchestrator();
  const answer = await orchestrator.generate(request as never);
  const [call] = provider.calls;
  if (call === undefined) throw new Error('expected a call');
  return { request: call.request, answer };
}
