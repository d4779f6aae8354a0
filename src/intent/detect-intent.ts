import type { Awaitable, Warning } from '../contracts/basics.js';
import type { ChatMessage } from '../contracts/chat.js';
import type { GenerateRequest, GenerateResult } from '../contracts/generate.js';
import type { Detection, DetectionInput, IntentDetector } from '../contracts/intent-detector.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { type AnswerLimits, answerInTime } from '../support/answer-in-time.js';
import { isPromise } from '../support/awaitable.js';
import { judgedText } from '../support/human-text.js';
import type { Mutable } from '../support/mutable.js';
import { checkDetection } from './check-detection.js';

/** Asks a model, until the signal fires. */
export type Ask = (request: GenerateRequest, signal: AbortSignal) => Promise<GenerateResult>;

interface Limits extends AnswerLimits {
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
  const text = judgedText(conversation.messages);
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
  limits: Limits,
): Promise<DetectedIntent> {
  try {
    return checked(detector, await answerInTime(answer, controller, limits));
  } catch (error) {
    limits.cancellation.throwIfAborted();
    return undetected(thrown(error));
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
