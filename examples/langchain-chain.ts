/**
 * A chain of LangChain, before and after: a model that fails takes the chain with it, until an orchestrator stands behind
 * it. The chain stays as it is.
 */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { FakeStreamingChatModel } from '@langchain/core/utils/testing';
import { Orchestrator } from 'llm-orchestrator';
import { ChatOrchestrator } from 'llm-orchestrator/langchain';
import { MockFailureProvider, MockSuccessProvider } from 'llm-orchestrator/testing';

const prompt = ChatPromptTemplate.fromTemplate('Explain {topic} in simple terms');

/** The feature: a chain over whatever model it is given. */
async function explain(model: BaseChatModel, topic: string): Promise<void> {
  const chain = prompt.pipe(model).pipe(new StringOutputParser());
  for await (const text of await chain.stream({ topic })) process.stdout.write(text);
  process.stdout.write('\n');
}

/** Before: one vendor's model, on a bad day. */
const before = new FakeStreamingChatModel({ thrownErrorString: '503 overloaded' });
await explain(before, 'tides').catch((error: Error) => console.log(`before: ${error.message}`));

/** After: the same vendor, and one more to fall back on. */
const orchestrator = new Orchestrator({
  providers: [
    new MockFailureProvider({ name: 'vendor', models: ['big-model'], kind: 'overloaded' }),
    new MockSuccessProvider({
      name: 'other',
      models: ['spare-model'],
      text: 'The moon pulls at the sea.',
    }),
  ],
  routes: { education: ['vendor/big-model', 'other/spare-model'] },
});
const after = new ChatOrchestrator({ orchestrator, maxAttempts: 2 });
await explain(after, 'tides');

// Who answered, and what it took, is in the message.
const message = await after.invoke('Explain tides');
const { model_name, intent, fell_back } = message.response_metadata;
console.log(model_name, 'answered', intent, 'and fell back:', fell_back);
await orchestrator.close();
