import type { ChatMessage } from '../contracts/chat.js';
import { InvalidRequestError } from '../errors/request-errors.js';

/** Where a call is in the request, and where its result. */
interface Call {
  readonly path: string;
  answeredAt?: string;
}

/**
 * The calls of the last assistant turn. Each has one result, in the tool messages right behind that turn: vendors
 * refuse all else, each in words of its own. Ids need not differ from turn to turn, as some servers just count.
 */
export class OpenCalls {
  readonly #calls = new Map<string, Call>();

  /** @throws InvalidRequestError where a call of the same turn has this id */
  add(toolCallId: string, path: string): void {
    const other = this.#calls.get(toolCallId);
    if (other !== undefined) {
      const message = `expected an id of its own, got that of ${other.path}`;
      throw new InvalidRequestError(`${path}.toolCallId`, message);
    }
    this.#calls.set(toolCallId, { path });
  }

  /** @throws InvalidRequestError where the result is of no call, or of one that has a result */
  answer(toolCallId: string, path: string): void {
    const call = this.#calls.get(toolCallId);
    const at = `${path}.toolCallId`;
    if (call === undefined) {
      const message =
        'expected the id of a tool-call in the assistant message before it, got another';
      throw new InvalidRequestError(at, message);
    }
    if (call.answeredAt !== undefined) {
      const message = `expected one result for each call, got a second one beside ${call.answeredAt}`;
      throw new InvalidRequestError(at, message);
    }
    call.answeredAt = path;
  }

  /**
   * Ends the turn.
   * @param role - of the message that comes instead of further results; undefined: none does
   * @throws InvalidRequestError where a call has no result
   */
  close(role: ChatMessage['role'] | undefined): void {
    if (this.#calls.size === 0) return;
    for (const { path, answeredAt } of this.#calls.values()) {
      if (answeredAt !== undefined) continue;
      const next = role === undefined ? 'the end of the messages' : `a message of role ${role}`;
      const message = `expected a tool-result for this call in the tool message after it, got ${next}`;
      throw new InvalidRequestError(path, message);
    }
    this.#calls.clear();
  }
}
