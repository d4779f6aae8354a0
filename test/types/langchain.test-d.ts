import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { Orchestrator } from 'llm-orchestrator';
import { ChatOrchestrator, type ChatOrchestratorFields } from 'llm-orchestrator/langchain';
import { MockSuccessProvider } from 'llm-orchestrator/testing';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';

const providers = [new MockSuccessProvider({ name: 'oak', models: ['a', 'b'] })];
const orchestrator = new Orchestrator({ providers });
const model = new ChatOrchestrator({ orchestrator, model: ['oak/a', 'oak/b'], intent: 'writing' });

describe('a chat model of LangChain', () => {
  it('knows the models and the intents of its orchestrator', () => {
    expectTypeOf(model).toHaveProperty('invoke');
    // @ts-expect-error there is no such model
    new ChatOrchestrator({ orchestrator, model: 'oak/c' });
    // @ts-expect-error there is no such intent
    new ChatOrchestrator({ orchestrator, intent: 'gossip' });
    void model.invoke('Hello', { model: 'oak/a', intent: 'general' });
    // @ts-expect-error there is no such model
    void model.invoke('Hello', { model: 'oak/c' });
  });

  it('takes none of LangChain’s retries', () => {
    expectTypeOf<ChatOrchestratorFields>().not.toHaveProperty('maxRetries');
    // @ts-expect-error the orchestrator has its own
    new ChatOrchestrator({ orchestrator, maxRetries: 2 });
  });

  it('is one of any orchestrator, and one of LangChain’s', () => {
    expectTypeOf(model).toExtend<ChatOrchestrator>();
    expectTypeOf(model).toExtend<BaseChatModel>();
  });

  it('answers with what a schema says', () => {
    const asking = model.withStructuredOutput(z.object({ days: z.number() }));
    expectTypeOf(asking.invoke('x')).resolves.toEqualTypeOf<{ days: number }>();
    const raw = model.withStructuredOutput(z.object({ days: z.number() }), { includeRaw: true });
    expectTypeOf(raw.invoke('x')).resolves.toHaveProperty('raw');
  });
});
