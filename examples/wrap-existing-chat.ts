/**
 * An existing chat feature, before and after. All that changes is the function that completes a conversation: the
 * chat itself, its history and its screens stay as they are.
 */
import { type Message, Orchestrator } from 'llm-orchestrator';
import { MockSuccessProvider, ScriptedProvider } from 'llm-orchestrator/testing';

/** The feature. It knows no vendor, only somebody who completes a conversation. */
class SupportChat {
  readonly #history: Message[] = [];
  readonly #complete: (history: readonly Message[]) => Promise<string>;

  constructor(complete: (history: readonly Message[]) => Promise<string>) {
    this.#complete = complete;
  }

  async reply(question: string): Promise<string> {
    this.#history.push({ role: 'user', content: question });
    const content = await this.#complete(this.#history);
    this.#history.push({ role: 'assistant', content });
    return content;
  }
}

/** Stands for the vendor's SDK: it answers once, and then it is overloaded. */
const vendor = {
  calls: 0,
  async chat(_model: string, _history: readonly Message[]): Promise<string> {
    this.calls++;
    if (this.calls > 1) throw new Error('503 overloaded, try again later');
    return 'Your parcel left on Monday.';
  },
};

/** Before: one vendor, one model. Its bad day is everybody's. */
function before(): SupportChat {
  return new SupportChat((history) => vendor.chat('big-model', history));
}

/** After: the same vendor, here played by a script, and one more to fall back on. */
function after(): SupportChat {
  const orchestrator = new Orchestrator({
    providers: [
      new ScriptedProvider({
        name: 'vendor',
        models: ['big-model'],
        script: ['Your parcel left on Monday.', { error: 'overloaded' }],
      }),
      new MockSuccessProvider({
        name: 'other',
        models: ['spare-model'],
        text: 'It arrives on Thursday.',
      }),
    ],
    routes: { general: ['vendor/big-model', 'other/spare-model'] },
  });
  orchestrator.on('fallback', ({ from, to, reason }) =>
    console.log(`  (${from} is ${reason}, so ${to} answers)`),
  );
  return new SupportChat(async (messages) => {
    const { text } = await orchestrator.generate({ messages, intent: 'general' });
    return text;
  });
}

async function converse(title: string, chat: SupportChat): Promise<void> {
  console.log(title);
  for (const question of ['Where is my parcel?', 'And when does it arrive?']) {
    console.log(`  user: ${question}`);
    const reply = await chat.reply(question).catch((error: Error) => `ERROR: ${error.message}`);
    console.log(`  chat: ${reply}`);
  }
}

await converse('Before:', before());
await converse('After:', after());
