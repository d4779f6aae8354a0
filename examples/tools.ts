/** A model that calls tools: the library asks and routes, your code runs the tools, and the conversation goes on. */
import { type AnyOrchestrator, type Message, Orchestrator } from 'llm-orchestrator';
import { ScriptedProvider } from 'llm-orchestrator/testing';
import { z } from 'zod';

const cityInput = z.object({ city: z.string() });

const tools = [
  { name: 'weather', description: 'The weather in a city now', inputSchema: cityInput },
] as const;

async function weather({ city }: z.infer<typeof cityInput>): Promise<string> {
  return `18 degrees and sunny in ${city}`;
}

/** Goes on until the model answers in words. */
async function converse(orchestrator: AnyOrchestrator, question: string): Promise<string> {
  const messages: Message[] = [{ role: 'user', content: question }];
  for (;;) {
    const { text, content, toolCalls } = await orchestrator.generate({ messages, tools });
    if (toolCalls.length === 0) return text;
    messages.push({ role: 'assistant', content });
    const results = toolCalls.map(async ({ toolCallId, toolName, input }) => {
      console.log(`${toolName}(${JSON.stringify(input)})`);
      const parsed = cityInput.safeParse(input);
      // What a model sends is checked here: it may be of another shape, or no JSON at all.
      const output = parsed.success ? await weather(parsed.data) : parsed.error.message;
      const isError = !parsed.success;
      return { type: 'tool-result', toolCallId, toolName, output, isError } as const;
    });
    messages.push({ role: 'tool', content: await Promise.all(results) });
  }
}

/** Stands for a model: it asks for two tools at once, then it answers. */
const model = new ScriptedProvider({
  script: [
    {
      content: [
        { type: 'tool-call', toolCallId: '1', toolName: 'weather', input: { city: 'Lisbon' } },
        { type: 'tool-call', toolCallId: '2', toolName: 'weather', input: { city: 'Oslo' } },
      ],
      finishReason: 'tool-calls',
    },
    'It is 18 degrees and sunny in both.',
  ],
});

const orchestrator = new Orchestrator({ providers: [model] });
console.log(await converse(orchestrator, 'Is it warmer in Lisbon or in Oslo?'));
await orchestrator.close();
