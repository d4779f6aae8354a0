/**
 * Existing code that uses the `openai` package, before and after. What changes is the line that makes the client, and the
 * name of the model: who answers, and who answers when that one fails, is the orchestrator's to decide. No socket is
 * opened, and what the code reads of answers stays as it is.
 */
import { Orchestrator } from 'llm-orchestrator';
import { createFetch } from 'llm-orchestrator/openai-client';
import { MockFailureProvider, MockSuccessProvider } from 'llm-orchestrator/testing';
import OpenAI from 'openai';

/** The existing code. */
async function explain(client: OpenAI, model: string): Promise<void> {
  const stream = await client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'Why are there tides?' }],
    stream: true,
  });
  let answer = '';
  let answeredBy = '';
  for await (const chunk of stream) {
    answer += chunk.choices[0]?.delta.content ?? '';
    answeredBy = chunk.model;
  }
  console.log(`  ${answeredBy}: ${answer}`);
}

/** Before: one vendor, here played by a server that is overloaded. */
function before(): OpenAI {
  const body = JSON.stringify({ error: { message: 'Overloaded', type: 'server_error' } });
  const overloaded = async () => new Response(body, { status: 503 });
  return new OpenAI({ apiKey: 'unused', maxRetries: 0, fetch: overloaded });
}

/** After: the same vendor, here played by a mock that is overloaded, and one more to fall back on. */
function after(): OpenAI {
  const orchestrator = new Orchestrator({
    providers: [
      new MockFailureProvider({ name: 'vendor', models: ['big-model'], kind: 'overloaded' }),
      new MockSuccessProvider({ name: 'other', models: ['m'], text: 'The moon pulls.' }),
    ],
    routes: { education: ['vendor/big-model'], general: ['vendor/big-model'] },
  });
  orchestrator.on('fallback', ({ from, to, reason }) =>
    console.log(`  (${from} is ${reason}, so ${to} answers)`),
  );
  return new OpenAI({ apiKey: 'unused', fetch: createFetch(orchestrator) });
}

console.log('Before:');
await explain(before(), 'big-model').catch((error: Error) => console.log(`  ${error.message}`));
console.log('After:');
await explain(after(), 'auto');
