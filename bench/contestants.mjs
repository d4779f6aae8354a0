import { FakeListChatModel } from '@langchain/core/utils/testing';
import { generateText } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { KeywordIntentDetector, Orchestrator, ProviderError } from '../dist/index.js';
import { MockSuccessProvider } from '../dist/testing.js';

const PROMPT = 'Explain quantum computing in simple terms';
const TEXT = 'Qubits may be 0 and 1 at once.';
const USAGE = { inputTokens: 11, outputTokens: 8 };
const ANSWER = { content: [{ type: 'text', text: TEXT }], finishReason: 'stop', usage: USAGE };
const IN_FLIGHT = 64;

/**
 * What is compared: by scenario, the contestants with what each does once. Nobody waits for a timer or a network,
 * so what is measured is the library's own work.
 */
export const SCENARIOS = [
  {
    name: 'one answer',
    detail: 'an instant mock model answers; where a library has fallbacks, one stands by',
    contestants: {
      'bare call': bareCall(),
      ours: ours([instant('first'), instant('second')]),
      'ours, intent given': ours([instant('first'), instant('second')], {
        request: { prompt: PROMPT, intent: 'education' },
      }),
      'ours, one model': ours([instant('first')]),
      'ours, MockSuccessProvider': ours([mock('first'), mock('second')]),
      LangChain: langChain(new FakeListChatModel({ responses: [TEXT] })),
      'AI SDK': aiSdk(),
    },
  },
  {
    name: 'fallback',
    detail: 'the first mock model fails at once, the second answers',
    contestants: {
      ours: ours([failing('first'), instant('second')], {
        // In this order however often the first fails: else it would soon be asked no more.
        cooldown: [],
        request: { prompt: PROMPT, model: ['first/mock', 'second/mock'] },
      }),
      LangChain: langChain(failingChatModel()),
    },
  },
  {
    name: `${IN_FLIGHT} at once`,
    detail: 'one answer, per request',
    parallel: IN_FLIGHT,
    contestants: {
      ours: ours([instant('first'), instant('second')]),
      LangChain: langChain(new FakeListChatModel({ responses: [TEXT] })),
      'AI SDK': aiSdk(),
    },
  },
  {
    name: 'detection',
    detail: 'what a prompt is for, alone',
    contestants: {
      [`ours, ${PROMPT.length} characters`]: detection(PROMPT),
      'ours, 2,000 characters': detection(PROMPT.padEnd(2_000, ` ${PROMPT}`)),
    },
  },
];

function instant(name) {
  return { name, models: [{ id: 'mock' }], generate: () => Promise.resolve(ANSWER) };
}

function failing(name) {
  const generate = async () => {
    throw new ProviderError({ kind: 'server', status: 500, message: 'down' });
  };
  return { name, models: [{ id: 'mock' }], generate };
}

function mock(name) {
  return new MockSuccessProvider({ name, text: TEXT, usage: USAGE });
}

function bareCall() {
  const provider = instant('bare');
  const request = { model: 'mock', messages: [] };
  return async () => await provider.generate(request);
}

function ours(providers, { request = PROMPT, ...options } = {}) {
  const orchestrator = new Orchestrator({ providers, ...options });
  return async () => check((await orchestrator.generate(request)).text);
}

/** The fake model that LangChain tests itself with, without its sleep, and a second one behind it. */
function langChain(model) {
  const chain = model.withFallbacks([new FakeListChatModel({ responses: [TEXT] })]);
  return async () => check((await chain.invoke(PROMPT)).content);
}

function failingChatModel() {
  const model = new FakeListChatModel({ responses: [TEXT] });
  model._generate = async () => {
    throw new Error('down');
  };
  return model;
}

function aiSdk() {
  const { inputTokens: total, outputTokens } = USAGE;
  const usage = { inputTokens: { total }, outputTokens: { total: outputTokens } };
  const finishReason = { unified: 'stop', raw: undefined };
  const { content } = ANSWER;
  const doGenerate = async () => ({ content, finishReason, usage, warnings: [] });
  const model = new MockLanguageModelV4({ doGenerate });
  return async () => {
    // The mock keeps every call; here they would only fill the memory.
    model.doGenerateCalls.length = 0;
    check((await generateText({ model, prompt: PROMPT, maxRetries: 0 })).text);
  };
}

function detection(text) {
  const detector = new KeywordIntentDetector();
  return async () => detector.detect({ text });
}

/** A contestant that gave no answer would be the fastest of all. */
function check(text) {
  if (text !== TEXT) throw new Error(`unexpected answer: ${text}`);
}
