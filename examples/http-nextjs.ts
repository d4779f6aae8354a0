/**
 * An orchestrator as a route handler of Next.js. The route itself is in `http-nextjs/app/api/llm/[...path]/route.ts`, as it
 * would be in an app. Next.js is not installed here: what follows calls the functions that the route exports with web
 * requests, exactly as Next.js does.
 */
import OpenAI from 'openai';
import { GET, POST } from './http-nextjs/app/api/llm/[...path]/route.js';

const { APP_TOKEN = 'demo-token-of-the-app' } = process.env;
const SITE = 'http://localhost:3000/api/llm';
const authorization = `Bearer ${APP_TOKEN}`;

const stranger = await GET(new Request(`${SITE}/health`));
console.log(`Without a token: ${stranger.status}`);

const health = await GET(new Request(`${SITE}/health`, { headers: { authorization } }));
const { status } = (await health.json()) as { status: string };
console.log(`Health: ${status}`);

const answer = await POST(
  new Request(`${SITE}/generate`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'Explain the tides' }),
  }),
);
const { text, model } = (await answer.json()) as { text: string; model: string };
console.log(`An answer: ${text} (${model})`);

// And as OpenAI's API, for whatever speaks that.
const client = new OpenAI({
  baseURL: `${SITE}/v1`,
  apiKey: APP_TOKEN,
  // Only because no server runs here.
  fetch: (input, init) => POST(new Request(input as string, init)),
});
const stream = await client.chat.completions.create({
  model: 'auto',
  messages: [{ role: 'user', content: 'Explain the tides' }],
  stream: true,
});
const pieces: string[] = [];
for await (const { choices } of stream) pieces.push(choices[0]?.delta.content ?? '');
console.log(`As a stream: ${pieces.filter(Boolean).join('|')}`);
