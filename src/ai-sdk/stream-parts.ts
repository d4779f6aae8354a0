import type { APICallError, LanguageModelV3StreamPart, SharedV3Warning } from '@ai-sdk/provider';
import type { AttemptOutcome } from '../contracts/attempt.js';
import type { ReasoningPart } from '../contracts/chat.js';
import type { StreamEvent } from '../contracts/stream.js';
import { type AnswerFacts, sealOf, toForeignCall, usageOf } from './answer.js';

type Part = LanguageModelV3StreamPart;
type Delta = Extract<StreamEvent, { readonly type: 'tool-call-delta' }>;
/** What comes piece by piece, and is told of as a block. */
type Block = 'text' | 'reasoning';

/** Events of ours as parts of theirs: each block begins and ends, under an id of its own. */
export class StreamParts {
  #blocks = 0;
  #open: { readonly type: Block; readonly id: string } | undefined;
  /** Calls whose input is coming in. */
  readonly #calls = new Set<string>();

  begin(warnings: readonly SharedV3Warning[]): Part[] {
    return [{ type: 'stream-start', warnings: [...warnings] }];
  }

  of(event: Exclude<StreamEvent, { readonly type: 'restart' | 'finish' }>): Part[] {
    switch (event.type) {
      case 'text-delta':
        return this.#delta('text', event.text);
      case 'reasoning-delta':
        return this.#delta('reasoning', event.text);
      case 'reasoning':
        return this.#seal(event);
      case 'tool-call-delta':
        return this.#input(event);
      case 'tool-call': {
        const id = event.toolCallId;
        const ended: Part[] = this.#calls.delete(id) ? [{ type: 'tool-input-end', id }] : [];
        return [...this.#close(), ...ended, toForeignCall(event)];
      }
    }
  }

  /** What an answer that is whole ends with. */
  end({ response, ...facts }: AnswerFacts): Part[] {
    return [
      ...this.#close(),
      { type: 'response-metadata', ...response },
      { type: 'finish', ...facts },
    ];
  }

  /** What an answer that broke off ends with. */
  fail(error: APICallError): Part[] {
    const { attempts = [] } = error.cause as { readonly attempts?: readonly AttemptOutcome[] };
    const finishReason = { unified: 'error', raw: undefined } as const;
    const finish: Part = { type: 'finish', finishReason, usage: usageOf(attempts) };
    return [...this.#close(), { type: 'error', error }, finish];
  }

  #close(metadata: ReturnType<typeof sealOf> = {}): Part[] {
    if (this.#open === undefined) return [];
    const { type, id } = this.#open;
    this.#open = undefined;
    return [{ type: `${type}-end`, id, ...metadata }];
  }

  #delta(type: Block, delta: string): Part[] {
    const parts = this.#begin(type);
    const { id } = this.#open as { readonly id: string };
    return [...parts, { type: `${type}-delta`, id, delta }];
  }

  #begin(type: Block): Part[] {
    if (this.#open?.type === type) return [];
    const closed = this.#close();
    const id = String(this.#blocks++);
    this.#open = { type, id };
    return [...closed, { type: `${type}-start`, id }];
  }

  /** Its deltas have told the text, or else it tells it itself. */
  #seal(part: ReasoningPart): Part[] {
    const parts = part.text === '' ? this.#begin('reasoning') : this.#delta('reasoning', part.text);
    return [...parts, ...this.#close(sealOf(part))];
  }

  #input({ toolCallId: id, toolName, inputText: delta }: Delta): Part[] {
    const parts = this.#close();
    if (!this.#calls.has(id)) parts.push({ type: 'tool-input-start', id, toolName });
    this.#calls.add(id);
    return [...parts, { type: 'tool-input-delta', id, delta }];
  }
}
