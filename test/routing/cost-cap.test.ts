import { describe, expect, it } from 'vitest';
import type { TokenUsage } from '../../src/contracts/chat.js';
import { CostCap } from '../../src/routing/cost-cap.js';
import { aModel, anOutcome } from '../support/builders.js';

/** 1 USD a thousand tokens of input, 2 of output; so 2 USD at worst. */
const model = aModel({ profile: { price: { input: 1_000, output: 2_000 } } });
const facts = { maxInputTokens: 1_000, maxOutputTokens: 500 };

function usage(source: TokenUsage['source']): TokenUsage {
  return { inputTokens: 1, outputTokens: 1, totalTokens: 2, source };
}

describe('CostCap', () => {
  it('cuts nothing where everything wanted can be paid for', () => {
    expect(new CostCap(2, facts).outputTokens(model)).toBeUndefined();
  });

  it('cuts the output to what can be paid for', () => {
    expect(new CostCap(1.999, facts).outputTokens(model)).toBe(499);
  });

  it('cuts to nothing where that is too little for an answer, or cannot be told', () => {
    expect(new CostCap(1.5, facts).outputTokens(model)).toBe(0);
    expect(new CostCap(99, facts).outputTokens(aModel())).toBe(0);
  });

  it('goes by what the model writes at most where the request sets no limit', () => {
    const unlimited = { ...facts, maxOutputTokens: undefined };
    const price = { input: 1_000, output: 2_000 };
    const short = aModel({ profile: { price, maxOutputTokens: 500 } });
    expect(new CostCap(2, unlimited).outputTokens(short)).toBeUndefined();
    expect(new CostCap(1.999, unlimited).outputTokens(short)).toBe(499);
    expect(new CostCap(2, unlimited).outputTokens(model)).toBe(500);
    const free = aModel({ profile: { price: { input: 0, output: 0 } } });
    expect(new CostCap(2, unlimited).outputTokens(free)).toBeUndefined();
  });

  it('has less left after each attempt that is paid for', () => {
    const cap = new CostCap(3, facts);
    cap.note(model, anOutcome({ usage: usage('reported'), costUsd: 0.5 }));
    expect(cap.outputTokens(model)).toBeUndefined();
    cap.note(model, anOutcome({ usage: usage('reported'), costUsd: 0.502 }));
    expect(cap.outputTokens(model)).toBe(499);
  });

  it('keeps the worst case of an attempt whose bill is not known', () => {
    const estimated = new CostCap(3.999, facts);
    estimated.note(model, anOutcome({ usage: usage('estimated'), costUsd: 0.5 }));
    expect(estimated.outputTokens(model)).toBe(499);
  });

  it('has nothing left after an attempt without bound', () => {
    const cap = new CostCap(9, facts);
    cap.note(aModel(), anOutcome({ usage: usage('reported') }));
    expect(cap.outputTokens(model)).toBe(0);
    const free = aModel({ profile: { price: { input: 0, output: 0 } } });
    expect(cap.outputTokens(free)).toBeUndefined();
  });

  it('pays nothing for a failure that was not billed', () => {
    const cap = new CostCap(2, facts);
    cap.note(model, anOutcome({ outcome: 'error', health: 'bad' }));
    expect(cap.outputTokens(model)).toBeUndefined();
  });
});
