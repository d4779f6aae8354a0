import type { LanguageModelV3 } from '@ai-sdk/provider';
import { type LanguageModelSettings, languageModel } from '../../src/ai-sdk/index.js';
import { Orchestrator } from '../../src/index.js';
import { type Script, ScriptedProvider } from '../../src/testing/index.js';

/** A failing primary and a spare model that does what its script says, behind one model of the AI SDK. */
export interface Behind {
  readonly model: LanguageModelV3;
  readonly primary: ScriptedProvider<'main', 'm'>;
  readonly spare: ScriptedProvider<'spare', 'm'>;
  readonly orchestrator: Orchestrator<
    ScriptedProvider<'main', 'm'> | ScriptedProvider<'spare', 'm'>,
    string
  >;
}

type Options = Partial<ConstructorParameters<typeof Orchestrator>[0]>;

const PRICE = { input: 1, output: 2 };

/** @param options - of the orchestrator */
export function behind(
  script: Script,
  settings: LanguageModelSettings<never> = {},
  options: Options = {},
): Behind {
  const primary = new ScriptedProvider({
    name: 'main',
    models: [{ id: 'm', price: PRICE }],
    script: [{ step: { error: 'overloaded' }, times: Number.POSITIVE_INFINITY }],
  });
  const spare = new ScriptedProvider({
    name: 'spare',
    models: [{ id: 'm', price: PRICE }],
    script,
  });
  const orchestrator = new Orchestrator({
    providers: [primary, spare],
    routes: { general: ['main/m', 'spare/m'] },
    retryBudget: { ratio: 0, perSecond: 0, burst: 0 },
    ...(options as object),
  }) as unknown as Behind['orchestrator'];
  const all = { intent: 'general', ...settings } as const;
  return { model: languageModel(orchestrator, all), primary, spare, orchestrator };
}

export const USAGE = {
  inputTokens: 11,
  outputTokens: 7,
  cachedInputTokens: 5,
  cacheWriteTokens: 2,
  reasoningTokens: 3,
};
