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

/** Made once: an error takes its time to note where it was made. */
const OVER = /* @__PURE__ */ new DOMException('the detection is over', 'AbortError');

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

/**
 * A detector that throws, is late or answers nonsense costs nothing but the intent: `general`, with a warning. Whatever it
 * asks a model, then or later, ends with the detection.
 */
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
  const questions = limits.ask && new Questions(limits.ask, controller);
  if (questions !== undefined) input.generate = (request) => questions.ask(request);
  try {
    const answer = detector.detect(input);
    if (isPromise(answer)) return inTime(detector, answer, controller, limits);
    questions?.end();
    return checked(detector, answer);
  } catch (error) {
    questions?.end();
    return undetected(thrown(error));
  }
}

/** What a detector asks. Where it answers at once it rarely asks, and to fire a signal for nothing takes microseconds. */
class Questions {
  readonly #ask: Ask;
  readonly #controller: AbortController;
  #asked = false;
  #over = false;

  constructor(ask: Ask, controller: AbortController) {
    this.#ask = ask;
    this.#controller = controller;
  }

  ask(request: GenerateRequest): Promise<GenerateResult> {
    this.#asked = true;
    if (this.#over) this.#controller.abort(OVER);
    return this.#ask(request, this.#controller.signal);
  }

  end(): void {
    this.#over = true;
    if (this.#asked) this.#controller.abort(OVER);
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
  } finally {
    controller.abort(OVER);
  }
}

function checked(detector: IntentDetector<string>, answer: Detection<string>): DetectedIntent {
  const detection = checkDetection(detector, answer);
  return typeof detection === 'string' ? undetected(detection) : { detection };
}

/** Only the error's name, as its message may quote the prompt, and where, if it is about what was set or asked wrongly. */
function thrown(error: unknown): string {
  if (InvalidRequestError.isInstance(error) || ConfigurationError.isInstance(error)) {
    // Names that it made of the prompt, as of metadata, stand in quotes there.
    const [path] = error.path.split('["', 1);
    return path === '' ? `it threw ${error.name}` : `it threw ${error.name} (${path})`;
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
