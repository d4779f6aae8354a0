import type { Awaitable, Warning } from '../contracts/basics.js';
import type { ChatMessage } from '../contracts/chat.js';
import type { Clock } from '../contracts/clock.js';
import type { GenerateRequest, GenerateResult } from '../contracts/generate.js';
import type { Detection, DetectionInput, IntentDetector } from '../contracts/intent-detector.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { isPromise } from '../support/awaitable.js';
import type { Cancellation } from '../support/cancellation.js';
import type { Mutable } from '../support/mutable.js';
import { within } from '../support/within.js';
import { checkDetection } from './check-detection.js';
import { headAndTail } from './head-and-tail.js';
import { lastHumanText } from './human-text.js';

/** Of a longer turn its first and its last half of this are looked at. */
export const MAX_TEXT = 16_384;

/** Asks a model, until the signal fires. */
export type Ask = (request: GenerateRequest, signal: AbortSignal) => Promise<GenerateResult>;

interface Limits {
  readonly limitMs: number;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
  /** Absent where no model may be asked. */
  readonly ask?: Ask | undefined;
}

export interface DetectedIntent {
  readonly detection: Detection<string>;
  readonly warning?: Warning;
}

/** A detector that throws, is late or answers nonsense costs nothing but the intent: `general`, with a warning. */
export function detectIntent(
  detector: IntentDetector<string>,
  conversation: { readonly messages: readonly ChatMessage[]; readonly system?: string },
  limits: Limits,
): Awaitable<DetectedIntent> {
  const text = headAndTail(lastHumanText(conversation.messages), MAX_TEXT);
  if (text === '') return { detection: { intent: 'general', confidence: 0 } };
  const controller = new AbortController();
  const input: Mutable<DetectionInput> = { text, signal: controller.signal };
  if (conversation.system !== undefined) input.system = conversation.system;
  const { ask } = limits;
  if (ask !== undefined) input.generate = (request) => ask(request, controller.signal);
  try {
    const answer = detector.detect(input);
    if (isPromise(answer)) return inTime(detector, answer, controller, limits);
    return checked(detector, answer);
  } catch (error) {
    return undetected(thrown(error));
  }
}

async function inTime(
  detector: IntentDetector<string>,
  answer: PromiseLike<Detection<string>>,
  controller: AbortController,
  { limitMs, clock, cancellation }: Limits,
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

function checked(detector: IntentDetector<string>, answer: Detection<string>): DetectedIntent {
  const detection = checkDetection(detector, answer);
  return typeof detection === 'string' ? undetected(detection) : { detection };
}

/** Only the error's name, as its message may quote the prompt: not one of ours about what was set or asked wrongly. */
function thrown(error: unknown): string {
  if (InvalidRequestError.isInstance(error) || ConfigurationError.isInstance(error)) {
    return `it threw ${error.name} (${error.message})`;
  }
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
