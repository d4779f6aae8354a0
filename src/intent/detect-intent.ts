import type { Awaitable, Warning } from '../contracts/basics.js';
import type { ChatMessage } from '../contracts/chat.js';
import type { Clock } from '../contracts/clock.js';
import type { Detection, DetectionInput, IntentDetector } from '../contracts/intent-detector.js';
import { isPromise } from '../support/awaitable.js';
import type { Cancellation } from '../support/cancellation.js';
import type { Mutable } from '../support/mutable.js';
import { within } from '../support/within.js';

/** Of a longer turn its first and its last half of this are looked at: instructions stand at the ends. */
const MAX_TEXT = 16_384;
const MAX_EVIDENCE = 10;
const MAX_RULE_NAME = 128;

export interface DetectedIntent {
  readonly detection: Detection<string>;
  readonly warning?: Warning;
}

/** A detector that throws, is late or answers nonsense costs nothing but the intent: `general`, with a warning. */
export function detectIntent(
  detector: IntentDetector<string>,
  conversation: { readonly messages: readonly ChatMessage[]; readonly system?: string },
  limits: { readonly limitMs: number; readonly clock: Clock; readonly cancellation: Cancellation },
): Awaitable<DetectedIntent> {
  const text = lastUserText(conversation.messages);
  if (text === '') return { detection: { intent: 'general', confidence: 0 } };
  const controller = new AbortController();
  const input: Mutable<DetectionInput> = { text, signal: controller.signal };
  if (conversation.system !== undefined) input.system = conversation.system;
  try {
    const answer = detector.detect(input);
    if (isPromise(answer)) return inTime(detector, answer, controller, limits);
    return checked(detector, answer);
  } catch (error) {
    return undetected(thrown(error));
  }
}

/** What a person said last: no tool results, no assistant's text. */
function lastUserText(messages: readonly ChatMessage[]): string {
  let index = messages.length - 1;
  while (index >= 0 && messages[index]?.role !== 'user') index--;
  let text = '';
  for (const part of messages[index]?.content ?? []) {
    if (part.type === 'text') text = text === '' ? part.text : `${text}\n\n${part.text}`;
  }
  if (text.length <= MAX_TEXT) return text;
  return `${text.slice(0, MAX_TEXT / 2)}\n${text.slice(-MAX_TEXT / 2)}`;
}

async function inTime(
  detector: IntentDetector<string>,
  answer: PromiseLike<Detection<string>>,
  controller: AbortController,
  { limitMs, clock, cancellation }: { limitMs: number; clock: Clock; cancellation: Cancellation },
): Promise<DetectedIntent> {
  const aborted = Promise.withResolvers<never>();
  const stopListening = cancellation.listen((reason) => {
    controller.abort(reason);
    aborted.reject(reason);
  });
  try {
    return checked(detector, await within(Promise.race([answer, aborted.promise]), limitMs, clock));
  } catch (error) {
    cancellation.throwIfAborted();
    controller.abort(error);
    return undetected(thrown(error));
  } finally {
    stopListening();
  }
}

function checked({ intents }: IntentDetector<string>, answer: Detection<string>): DetectedIntent {
  if (typeof answer !== 'object' || answer === null) return undetected('it answered no object');
  const { intent, confidence, scores, evidence } = answer;
  if (intent !== 'general' && !intents.includes(intent)) {
    return undetected('it answered an intent that is not among its `intents`');
  }
  if (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1)) {
    return undetected('its confidence is not between 0 and 1');
  }
  const detection: Mutable<Detection<string>> = { intent, confidence };
  if (scores !== undefined) detection.scores = scores;
  if (evidence !== undefined) detection.evidence = shortened(evidence);
  return { detection };
}

function shortened(evidence: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const name of evidence) {
    if (names.length === MAX_EVIDENCE) break;
    names.push(String(name).slice(0, MAX_RULE_NAME));
  }
  return names;
}

/** Only the error's name: its message may quote the prompt. */
function thrown(error: unknown): string {
  const name = error instanceof Error ? error.name : 'no Error';
  return name === 'TimeoutError' ? 'it did not answer in time' : `it threw ${name}`;
}

function undetected(reason: string): DetectedIntent {
  return {
    detection: { intent: 'general', confidence: 0 },
    warning: {
      code: 'intent-undetected',
      message: `The intent detector failed: ${reason}; the request was taken as general.`,
    },
  };
}
