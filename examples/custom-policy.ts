/**
 * A cooldown policy of one's own: a model that took too long rests for a while. A policy is pure, and time is passed
 * in, so that minutes go by at once here.
 */
import {
  type AttemptOutcome,
  type CooldownDecision,
  type CooldownPolicy,
  defaultCooldown,
  Orchestrator,
} from 'llm-orchestrator';
import { ManualClock, MockSuccessProvider } from 'llm-orchestrator/testing';

class SlownessCooldown implements CooldownPolicy {
  readonly name = 'slowness';
  readonly #limitMs: number;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  assess({ latencyMs }: AttemptOutcome): CooldownDecision | undefined {
    if (latencyMs <= this.#limitMs) return undefined;
    const reason = `it took ${latencyMs} ms, more than ${this.#limitMs}`;
    // A guess about health: when nobody else is left, a request may try it all the same.
    return { forMs: 60_000, reason, overrideEveryMs: 0 };
  }
}

const clock = new ManualClock();
const orchestrator = new Orchestrator({
  providers: [
    new MockSuccessProvider({ name: 'slow', models: ['owl'], latencyMs: 8_000, clock }),
    new MockSuccessProvider({ name: 'fast', models: ['hare'], latencyMs: 200, clock }),
  ],
  routes: { general: ['slow/owl', 'fast/hare'] },
  cooldown: [...defaultCooldown(), new SlownessCooldown(5_000)],
  clock,
});

orchestrator.on('cooldown-start', ({ target, forMs, reason }) =>
  console.log(`  ${target} rests for ${forMs / 1_000} s: ${reason}`),
);
orchestrator.on('cooldown-end', ({ target }) => console.log(`  ${target} is back`));

async function ask(): Promise<void> {
  const pending = orchestrator.generate({ prompt: 'Hello', intent: 'general' });
  await clock.advance(10_000);
  const { model, latencyMs } = await pending;
  console.log(`${model} answered after ${latencyMs} ms`);
}

await ask();
await ask();
console.log('… a minute later');
await clock.advance(60_000);
await ask();

await orchestrator.close();
