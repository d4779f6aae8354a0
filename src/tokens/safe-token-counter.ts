import { estimateTextTokens } from './estimate-tokens.js';

/**
 * A counter from outside that may be asked anything: where it throws, as gpt-tokenizer's does at a text with
 * `<|endoftext|>` in it, or its answer is no count, the estimate takes its place. Fractions are rounded up.
 */
export function safeTokenCounter(countTokens: (text: string) => number): (text: string) => number {
  return (text) => {
    try {
      const tokens = countTokens(text);
      if (Number.isFinite(tokens) && tokens >= 0) return Math.ceil(tokens);
    } catch {
      // What cannot be counted exactly has tokens all the same.
    }
    return estimateTextTokens(text);
  };
}
