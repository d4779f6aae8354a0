import { fork } from 'node:child_process';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ChatOpenAI } from '@langchain/openai';
import { streamText } from 'ai';
import { OpenAI } from 'openai';
import { Orchestrator } from '../dist/index.js';
import { OpenAIProvider } from '../dist/openai.js';

const PROMPT = 'Explain quantum computing in simple terms';
const MODEL = 'gpt-4o-mini';
const ROUNDS = 30;
/** A server has answered thousands of requests; until then it is the engine's compiler that is measured. */
const WARM_UP_ROUNDS = 50;
const STREAMS_PER_ROUND = 20;

function oursAt(baseURL) {
  const provider = new OpenAIProvider({ apiKey: 'key', baseURL, models: [MODEL] });
  const orchestrator = new Orchestrator({ providers: [provider] });
  return () => orchestrator.stream(PROMPT).textStream;
}

/** Each reads a whole answer, and tells when its first text has come. */
function contestants(baseURL) {
  const apiKey = 'key';
  const openai = new OpenAI({ apiKey, baseURL, maxRetries: 0 });
  const ours = oursAt(baseURL);
  const langChain = new ChatOpenAI({ apiKey, model: MODEL, configuration: { baseURL } });
  const fallbacks = langChain.withFallbacks([langChain]);
  const aiSdk = createOpenAICompatible({ name: 'fake', apiKey, baseURL, includeUsage: true });
  const body = {
    model: MODEL,
    messages: [{ role: 'user', content: PROMPT }],
    stream: true,
    stream_options: { include_usage: true },
  };
  return {
    'openai SDK': async (onText) => {
      for await (const { choices } of await openai.chat.completions.create(body)) {
        onText(choices[0]?.delta.content ?? '');
      }
    },
    // As whoever has to stop with his reader uses it.
    'openai SDK with a signal': async (onText) => {
      const { signal } = new AbortController();
      for await (const { choices } of await openai.chat.completions.create(body, { signal })) {
        onText(choices[0]?.delta.content ?? '');
      }
    },
    ours: async (onText) => {
      for await (const text of ours()) onText(text);
    },
    'AI SDK': async (onText) => {
      const { textStream } = streamText({ model: aiSdk(MODEL), prompt: PROMPT, maxRetries: 0 });
      for await (const text of textStream) onText(text);
    },
    LangChain: async (onText) => {
      for await (const { content } of await fallbacks.stream(PROMPT)) onText(content);
    },
  };
}

/**
 * Measures streams over loopback in short turns, round after round, as `measure` does calls. The server has a process
 * of its own, so that the CPU time is the client's alone.
 *
 * @returns by contestant, of each round the microseconds of CPU per chunk and the milliseconds to the first token
 */
export async function measureStreams() {
  const server = fork(new URL('vendor.mjs', import.meta.url));
  try {
    const { port, chunks } = await new Promise((resolve) => server.once('message', resolve));
    const all = contestants(`http://127.0.0.1:${port}/v1`);
    const names = Object.keys(all);
    const empty = () => Object.fromEntries(names.map((name) => [name, []]));
    const [cpu, firstToken] = [empty(), empty()];
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
      for (let turn = 0; turn < names.length; turn++) {
        const name = names[(turn + round) % names.length];
        const { cpuMicros, firstTokenMs } = await runTurn(all[name]);
        if (round < WARM_UP_ROUNDS) continue;
        cpu[name].push(cpuMicros / (STREAMS_PER_ROUND * chunks));
        firstToken[name].push(firstTokenMs);
      }
    }
    return { cpu, firstToken };
  } finally {
    server.disconnect();
  }
}

async function runTurn(read) {
  const waits = [];
  const before = process.cpuUsage();
  for (let stream = 0; stream < STREAMS_PER_ROUND; stream++) {
    const startedAt = performance.now();
    let length = 0;
    await read((text) => {
      if (length === 0 && text.length > 0) waits.push(performance.now() - startedAt);
      length += text.length;
    });
    // A contestant that lost a word would be the fastest of all.
    if (length !== 1_490) throw new Error(`unexpected answer of ${length} characters`);
  }
  const { user, system } = process.cpuUsage(before);
  waits.sort((a, b) => a - b);
  return { cpuMicros: user + system, firstTokenMs: waits[Math.floor(waits.length / 2)] };
}

/**
 * A stream of 10,000 chunks whose reader takes a turn of the event loop for each: what the heap holds after a tenth of
 * it and at its end; and how soon the vendor knows that a reader has left at the third chunk.
 */
export async function measureLongStream() {
  const server = fork(new URL('vendor.mjs', import.meta.url));
  try {
    const { port } = await new Promise((resolve) => server.once('message', resolve));
    const ours = oursAt(`http://127.0.0.1:${port}/long/v1`);
    const heaps = [];
    let chunks = 0;
    for await (const _ of ours()) {
      chunks++;
      await new Promise((resolve) => setImmediate(resolve));
      if (chunks === 1_000 || chunks === 10_000) heaps.push(heapMB());
    }
    const left = new Promise((resolve) => server.once('message', resolve));
    let leftAt = 0;
    chunks = 0;
    for await (const _ of ours()) {
      leftAt = performance.now();
      if (++chunks === 3) break;
    }
    await left;
    return { heaps, leftMs: performance.now() - leftAt };
  } finally {
    server.disconnect();
  }
}

function heapMB() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
