/** How an application tests a feature that asks an LLM: without a key, a network or a second of waiting. */
import { type AnyOrchestrator, Orchestrator, OrchestratorError } from 'llm-orchestrator';
import {
  ManualClock,
  MockSuccessProvider,
  recordEvents,
  ScriptedProvider,
} from 'llm-orchestrator/testing';
import { describe, expect, it } from 'vitest';

/** The application's feature, as it is. It takes any orchestrator, so that a test can bring its own. */
async function replyTo(orchestrator: AnyOrchestrator, question: string): Promise<string> {
  const system = 'You are the assistant of a library of books. Be brief.';
  try {
    const { text } = await orchestrator.generate({ prompt: question, system });
    return text;
  } catch (error) {
    if (!OrchestratorError.isInstance(error)) throw error;
    return 'Sorry, I cannot answer right now. A librarian will.';
  }
}

describe('the assistant', () => {
  it('is brief, and is asked what the reader asked', async () => {
    const provider = new ScriptedProvider({ script: ['On shelf 4.'] });
    const orchestrator = new Orchestrator({ providers: [provider] });

    expect(await replyTo(orchestrator, 'Where is Middlemarch?')).toBe('On shelf 4.');

    const [call] = provider.calls;
    expect(call?.request.system).toContain('Be brief.');
    expect(call?.request.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Where is Middlemarch?' }] },
    ]);
    provider.assertDone();
  });

  it('answers from the second model while the first is overloaded', async () => {
    const orchestrator = new Orchestrator({
      providers: [
        new ScriptedProvider({ name: 'first', script: [{ error: 'overloaded' }] }),
        new MockSuccessProvider({ name: 'second', text: 'On shelf 4.' }),
      ],
      routes: { general: ['first/default', 'second/default'] },
    });
    const recorded = recordEvents(orchestrator);

    expect(await replyTo(orchestrator, 'Middlemarch?')).toBe('On shelf 4.');

    expect(recorded.of('fallback')).toMatchObject([
      { from: 'first/default', to: 'second/default', reason: 'overloaded' },
    ]);
  });

  it('apologises when no model has answered for ten seconds', async () => {
    const clock = new ManualClock();
    const provider = new ScriptedProvider({ script: [{ hang: true }], clock });
    const timeouts = { totalMs: 10_000, attemptMs: 10_000 };
    const orchestrator = new Orchestrator({ providers: [provider], timeouts, clock });

    const reply = replyTo(orchestrator, 'Where is Middlemarch?');
    await clock.advance(10_000);

    expect(await reply).toBe('Sorry, I cannot answer right now. A librarian will.');
    expect(clock.pending).toBe(0);
  });
});
