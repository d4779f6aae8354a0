import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../src/contracts/chat.js';
import type { DetectionInput, IntentDetector } from '../../src/contracts/intent-detector.js';
import { ConfigurationError, InvalidRequestError } from '../../src/index.js';
import { type Ask, type DetectedIntent, detectIntent } from '../../src/intent/detect-intent.js';
import { Cancellation } from '../../src/support/cancellation.js';
import { ManualClock } from '../../src/testing/index.js';

const PROMPT = 'The canary sings at midnight';
const GENERAL = { intent: 'general', confidence: 0 };

function turn(...texts: readonly string[]): ChatMessage {
  return { role: 'user', content: texts.map((text) => ({ type: 'text', text })) };
}

/** Detects what `messages` are for, by `detect`, within a second. */
function detecting(
  detect: (input: DetectionInput) => unknown,
  {
    messages = [turn(PROMPT)],
    system,
    ask,
  }: { messages?: ChatMessage[]; system?: string; ask?: Ask } = {},
) {
  const clock = new ManualClock();
  const cancellation = new Cancellation();
  const detector = { intents: ['billing'], detect } as unknown as IntentDetector<string>;
  const conversation = { messages, ...(system !== undefined && { system }) };
  const limits = { limitMs: 1_000, clock, cancellation, ask };
  const detected = detectIntent(detector, conversation, limits);
  return { detected, clock, cancellation };
}

/** What a detector sees of these messages. */
function seen(messages: ChatMessage[], system?: string): DetectionInput {
  const inputs: DetectionInput[] = [];
  const detect = (input: DetectionInput) => void inputs.push(input);
  detecting(detect, { messages, ...(system !== undefined && { system }) });
  return inputs[0] as DetectionInput;
}

function failed(reason: string): DetectedIntent {
  const message = `The intent detector failed: ${reason}; the request was taken as general.`;
  return {
    detection: { ...GENERAL, intent: 'general' },
    warning: { code: 'intent-undetected', message },
  };
}

describe('a detector', () => {
  it('that answers at once is not waited for', () => {
    const answer = { intent: 'billing', confidence: 0.5 };
    expect(detecting(() => answer).detected).toStrictEqual({ detection: answer });
  });

  it('that asks somebody else is waited for, and its timer is gone', async () => {
    const answer = {
      intent: 'billing',
      confidence: 1,
      scores: { billing: 1 },
      evidence: ['rule@1'],
    };
    const { detected, clock } = detecting(async () => answer);
    expect(await detected).toStrictEqual({ detection: answer });
    expect(clock.pending).toBe(0);
  });

  it('may answer `general`, which is none of its intents, with any confidence from 0 to 1', () => {
    for (const confidence of [0, 0.5, 1]) {
      const answer = { intent: 'general', confidence };
      expect(detecting(() => answer).detected).toStrictEqual({ detection: answer });
    }
  });

  it('may say a lot of evidence, of which the beginning is kept', () => {
    const evidence = Array.from({ length: 11 }, (_, index) => `${index}${'r'.repeat(128)}`);
    const { detected } = detecting(() => ({ intent: 'billing', confidence: 1, evidence }));
    const kept = (detected as DetectedIntent).detection.evidence ?? [];
    expect(kept).toHaveLength(10);
    expect(kept[9]).toBe(`9${'r'.repeat(127)}`);
  });

  it('may name others, of which the first ten are kept, as copies', () => {
    const other = { intent: 'general', confidence: 0.1, said: PROMPT };
    const alternatives = Array.from({ length: 11 }, () => other);
    const { detected } = detecting(() => ({ intent: 'billing', confidence: 1, alternatives }));
    const kept = (detected as DetectedIntent).detection.alternatives ?? [];
    expect(kept).toStrictEqual(Array(10).fill({ intent: 'general', confidence: 0.1 }));
  });

  it('is not asked where nobody wrote anything', () => {
    const picture: ChatMessage = { role: 'user', content: [{ type: 'image', url: 'https://x' }] };
    const told: ChatMessage = { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] };
    for (const messages of [[picture], [told], [turn('Before'), picture]]) {
      const { detected } = detecting(() => expect.unreachable('it was asked'), { messages });
      expect(detected).toStrictEqual({ detection: GENERAL });
    }
  });
});

describe('a detector costs nothing but the intent', () => {
  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new TypeError(PROMPT);
      },
      'it threw TypeError',
    ],
    [
      'throws a text',
      () => {
        throw PROMPT as unknown;
      },
      'it threw no Error',
    ],
    ['rejects', () => Promise.reject(new RangeError(PROMPT)), 'it threw RangeError'],
    [
      'asks wrongly',
      () => {
        throw new InvalidRequestError('messages[2].content', PROMPT);
      },
      'it threw InvalidRequestError (messages[2].content)',
    ],
    [
      'is set up wrongly',
      () => Promise.reject(new ConfigurationError('embed', PROMPT)),
      'it threw ConfigurationError (embed)',
    ],
    [
      'asks wrongly nowhere',
      () => {
        throw new InvalidRequestError('', PROMPT);
      },
      'it threw InvalidRequestError',
    ],
    [
      'names something after the prompt',
      () => {
        throw new InvalidRequestError(`metadata["${PROMPT}"]`, 'expected plain JSON');
      },
      'it threw InvalidRequestError (metadata)',
    ],
    [
      'asks somebody who is late',
      () => Promise.reject(new DOMException(PROMPT, 'TimeoutError')),
      'it did not answer in time',
    ],
    [
      'invents an intent',
      () => ({ intent: PROMPT, confidence: 1 }),
      'it answered an intent that is not among its `intents`',
    ],
    [
      'invents one later',
      async () => ({ intent: 'support', confidence: 1 }),
      'it answered an intent that is not among its `intents`',
    ],
    [
      'knows no intent',
      () => ({ confidence: 1 }),
      'it answered an intent that is not among its `intents`',
    ],
    ...[-0.1, 1.1, Number.NaN, undefined, 'sure'].map(
      (confidence): [string, () => unknown, string] => [
        `is confident by ${confidence}`,
        () => ({ intent: 'billing', confidence }),
        'its confidence is not between 0 and 1',
      ],
    ),
    ...[
      'support',
      [{ intent: PROMPT, confidence: 1 }],
      [{ intent: 'billing', confidence: 1.1 }],
      [{ intent: 'billing' }],
      [null],
      { length: 1 },
    ].map((alternatives): [string, () => unknown, string] => [
      `names as alternatives ${inspect(alternatives)}`,
      () => ({ intent: 'billing', confidence: 1, alternatives }),
      'its alternatives are no list of its `intents` with a confidence between 0 and 1',
    ]),
  ])('where it %s', async (_, detect, reason) => {
    const detected = await detecting(detect).detected;
    expect(detected).toStrictEqual(failed(reason));
    expect(inspect(detected, { depth: 9 })).not.toContain('canary');
  });

  it('where it is late', async () => {
    const { detected, clock } = detecting(() => new Promise(() => {}));
    let isDone = false;
    void Promise.resolve(detected).then(() => {
      isDone = true;
    });
    await clock.advance(999);
    expect(isDone).toBe(false);
    await clock.advance(1);
    expect(await detected).toStrictEqual(failed('it did not answer in time'));
    expect(clock.pending).toBe(0);
  });

  it('where it fails after it was late, and nobody is bothered', async () => {
    const late = Promise.withResolvers<never>();
    const { detected, clock } = detecting(() => late.promise);
    await clock.advance(1_000);
    late.reject(new Error('unheard'));
    await clock.advance(0);
    expect(await detected).toMatchObject({ detection: GENERAL });
  });

  it.each([null, true, '', '0.5'])('where its confidence is %j', (confidence) => {
    const { detected } = detecting(() => ({ intent: 'billing', confidence }));
    expect(detected).toStrictEqual(failed('its confidence is not between 0 and 1'));
  });

  it.each([undefined, null])('where it answers %s', (answer) => {
    const { warning } = detecting(() => answer).detected as DetectedIntent;
    expect(warning?.message).not.toContain('it threw');
  });
});

describe('what a detector sees', () => {
  it('is what a person wrote last, and the system prompt', () => {
    const call = { toolCallId: '1', toolName: 'find' } as const;
    const messages: ChatMessage[] = [
      turn('First'),
      { role: 'assistant', content: [{ type: 'text', text: 'Answer' }] },
      turn('Second'),
      { role: 'assistant', content: [{ type: 'tool-call', ...call, input: {} }] },
      { role: 'tool', content: [{ type: 'tool-result', ...call, output: 'Result' }] },
    ];
    const { text, system } = seen(messages, 'Be brief');
    expect(text).toBe('Second');
    expect(system).toBe('Be brief');
  });

  it('is nothing that an agent put into the turn, whose length does not count', () => {
    const noise = `<system-reminder>${'x'.repeat(20_000)}</system-reminder>`;
    const whole = 'h'.repeat(16_384);
    expect(seen([turn(`${noise}${whole}`)]).text).toBe(whole);
    expect(seen([turn('Fix it'), turn(noise)]).text).toBe('Fix it');
  });

  it('is all texts of the turn, and no media', () => {
    const content = [
      { type: 'text', text: 'One' },
      { type: 'image', url: 'https://x' },
      { type: 'text', text: 'two' },
    ] as const;
    expect(seen([{ role: 'user', content }]).text).toBe('One\n\ntwo');
  });

  it('is the head and the tail of a long text, 16 KB together', () => {
    const whole = `${'h'.repeat(8_192)}${'t'.repeat(8_192)}`;
    expect(seen([turn(whole)]).text).toBe(whole);
    const longer = `${'h'.repeat(8_192)}middle${'t'.repeat(8_192)}`;
    expect(seen([turn(longer)]).text).toBe(`${'h'.repeat(8_192)}\n${'t'.repeat(8_192)}`);
  });

  it('has no system prompt where there is none', () => {
    expect(seen([turn('Hi')])).not.toHaveProperty('system');
  });

  it('can be copied for another detector', () => {
    const copy = { ...seen([turn('Hi')]) };
    expect(copy.signal).toBeInstanceOf(AbortSignal);
  });
});

describe('the signal of a detector', () => {
  /** Takes the signal and never answers. */
  function listening() {
    const signals: AbortSignal[] = [];
    const detect = ({ signal }: DetectionInput) => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const running = detecting(detect);
    return { ...running, signal: signals[0] as AbortSignal };
  }

  it('is one and the same', () => {
    const input = seen([turn('Hi')]);
    expect(input.signal).toBe(input.signal);
    expect(input.signal.aborted).toBe(false);
  });

  it.each([false, true])('ends what was asked by who answers at once, or fails: %j', (fails) => {
    const inputs: DetectionInput[] = [];
    const asked: AbortSignal[] = [];
    const ask: Ask = (_, signal) => {
      asked.push(signal);
      return new Promise(() => {});
    };
    const detect = (input: DetectionInput) => {
      inputs.push(input);
      void input.generate?.({ prompt: 'What is it?' });
      expect(asked[0]?.aborted).toBe(false);
      if (fails) throw new Error('no');
      return { intent: 'billing', confidence: 1 };
    };
    detecting(detect, { ask });
    expect(asked[0]?.reason).toMatchObject({ name: 'AbortError' });
    void inputs[0]?.generate?.({ prompt: 'And now?' });
    expect(asked[1]?.aborted).toBe(true);
  });

  it('has fired for what is asked first when the detection is over', () => {
    const asked: AbortSignal[] = [];
    const ask: Ask = (_, signal) => {
      asked.push(signal);
      return new Promise(() => {});
    };
    const kept: DetectionInput[] = [];
    detecting((input) => void kept.push(input), { ask });
    void kept[0]?.generate?.({ prompt: 'And now?' });
    expect(asked[0]?.reason).toMatchObject({ name: 'AbortError' });
  });

  it('fires at the limit, and not before', async () => {
    const { signal, clock } = listening();
    await clock.advance(999);
    expect(signal.aborted).toBe(false);
    await clock.advance(1);
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('fires when the request is cancelled, which ends the wait with its reason', async () => {
    const { signal, detected, cancellation, clock } = listening();
    const ended = Promise.resolve(detected).catch((error: unknown) => error);
    const reason = new Error('changed my mind');
    cancellation.abort(reason);
    expect(signal.reason).toBe(reason);
    expect(await ended).toBe(reason);
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  it.each([false, true])(
    'fires once the detector has answered later, or failed: %j',
    async (fails) => {
      const signals: AbortSignal[] = [];
      const { detected } = detecting(async ({ signal }) => {
        signals.push(signal);
        await Promise.resolve();
        expect(signal.aborted).toBe(false);
        if (fails) throw new Error('no');
        return { intent: 'billing', confidence: 1 };
      });
      await detected;
      expect(signals[0]?.aborted).toBe(true);
    },
  );

  it.each(['the limit', 'the abort'])('has fired when it is asked for after %s', async (end) => {
    const inputs: DetectionInput[] = [];
    const { detected, cancellation, clock } = detecting((input) => {
      inputs.push(input);
      return new Promise(() => {});
    });
    Promise.resolve(detected).catch(() => {});
    if (end === 'the limit') await clock.advance(1_000);
    else cancellation.abort(new Error('changed my mind'));
    expect(inputs[0]?.signal.aborted).toBe(true);
  });
});
