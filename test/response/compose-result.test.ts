import { describe, expect, it } from 'vitest';
import type { AttemptOutcome } from '../../src/contracts/attempt.js';
import type { ChatResponse, TokenUsage } from '../../src/contracts/chat.js';
import { composeResult, type ResultFacts, totals } from '../../src/response/compose-result.js';
import { aFailedOutcome, aModel, anOutcome } from '../support/builders.js';

function usage(inputTokens: number, outputTokens: number, more: Partial<TokenUsage> = {}) {
  const totalTokens = inputTokens + outputTokens;
  return { inputTokens, outputTokens, totalTokens, source: 'reported', ...more } as const;
}

const success = anOutcome({ usage: usage(10, 5), costUsd: 0.25 });

function composed(facts: Partial<ResultFacts> = {}, response: Partial<ChatResponse> = {}) {
  return composeResult({
    id: 'request-1',
    model: aModel(),
    response: { content: [{ type: 'text', text: 'Hi' }], finishReason: 'stop', ...response },
    detection: { intent: 'writing', confidence: 0.7 },
    attempts: [success],
    warnings: [],
    latencyMs: 900,
    ...facts,
  });
}

describe('an answer', () => {
  it('says who gave it, to what, and how long it took', () => {
    expect(composed()).toStrictEqual({
      id: 'request-1',
      text: 'Hi',
      content: [{ type: 'text', text: 'Hi' }],
      toolCalls: [],
      output: undefined,
      finishReason: 'stop',
      intent: 'writing',
      intentConfidence: 0.7,
      model: 'north/alpha',
      provider: 'north',
      usage: usage(10, 5),
      costUsd: 0.25,
      attempts: [success],
      fellBack: false,
      latencyMs: 900,
      warnings: [],
    });
  });

  it('joins its texts, and lists its calls apart', () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'add', input: {} } as const;
    const text = (part: string) => ({ type: 'text', text: part }) as const;
    const thought = { type: 'reasoning', text: 'Hm' } as const;
    const content = [thought, text('One '), call, text('two')];
    const answer = composed({}, { content, finishReason: 'tool-calls' });
    expect(answer).toMatchObject({ text: 'One two', toolCalls: [call], content });
    expect(composed({}, { content: [] }).text).toBe('');
  });

  it("hands the vendor's own through, even where it is null", () => {
    expect(composed({}, { raw: { id: 'x' } }).raw).toEqual({ id: 'x' });
    expect(composed({}, { raw: null })).toHaveProperty('raw', null);
    expect(composed()).not.toHaveProperty('raw');
  });

  it('fell back when another model was tried, not when the same was', () => {
    const same = aFailedOutcome({ kind: 'network' });
    const other = aFailedOutcome({ kind: 'server' }, { model: 'south/beta' });
    expect(composed({ attempts: [same, success] }).fellBack).toBe(false);
    expect(composed({ attempts: [other, success] }).fellBack).toBe(true);
  });

  it('collects the warnings of the request, of the provider and of the model', () => {
    const asked = { code: 'other', message: 'prompt: repaired' } as const;
    const dropped = { code: 'parameter-dropped', message: 'temperature' } as const;
    const model = aModel({ profile: { status: 'deprecated' } });
    const { warnings } = composed({ model, warnings: [asked] }, { warnings: [dropped] });
    const message = 'north/alpha is deprecated.';
    expect(warnings).toEqual([
      asked,
      dropped,
      { code: 'model-deprecated', model: 'north/alpha', message },
    ]);
  });

  it.each([
    [{}, 'north/alpha is deprecated.'],
    [{ retiresOn: '2027-01-01' }, 'north/alpha is deprecated and ends on 2027-01-01.'],
    [{ successor: 'beta' }, 'north/alpha is deprecated; move to beta.'],
    [
      { retiresOn: '2027-01-01', successor: 'beta' },
      'north/alpha is deprecated and ends on 2027-01-01; move to beta.',
    ],
  ])('of a deprecated model of which is known %j says so', (profile, message) => {
    const model = aModel({ profile: { ...profile, status: 'deprecated' } });
    expect(composed({ model }).warnings).toMatchObject([{ message }]);
  });

  it.each(['active', 'retired', undefined] as const)('of a model that is %s does not', (status) => {
    const model = aModel({ profile: { status, retiresOn: '2027-01-01', successor: 'beta' } });
    expect(composed({ model }).warnings).toEqual([]);
  });
});

describe('the usage of a request', () => {
  it('is that of all its attempts together, and so is the cost', () => {
    const failed = aFailedOutcome({ kind: 'server' }, { usage: usage(10, 0), costUsd: 0.5 });
    expect(totals([failed, success])).toEqual({ usage: usage(20, 5), costUsd: 0.75 });
    expect(composed({ attempts: [failed, success] })).toMatchObject({
      usage: usage(20, 5),
      costUsd: 0.75,
    });
  });

  it('leaves out the attempts that used nothing', () => {
    const refused = aFailedOutcome({ kind: 'auth' });
    expect(totals([refused, success])).toEqual({ usage: usage(10, 5), costUsd: 0.25 });
  });

  it('is an estimate as soon as one of them is', () => {
    const guessed = anOutcome({ usage: usage(1, 1, { source: 'estimated' }), costUsd: 0 });
    expect(totals([success, guessed]).usage).toEqual(usage(11, 6, { source: 'estimated' }));
  });

  it('has no cost as soon as one price is unknown, rather than a cost of 0', () => {
    const unpriced = aFailedOutcome({ kind: 'server' }, { usage: usage(10, 0) });
    expect(totals([unpriced, success])).toStrictEqual({ usage: usage(20, 5) });
    expect(composed({ attempts: [anOutcome({ usage: usage(1, 1) })] })).not.toHaveProperty(
      'costUsd',
    );
  });

  it('that cost nothing is 0', () => {
    expect(totals([anOutcome({ usage: usage(1, 1), costUsd: 0 })]).costUsd).toBe(0);
  });

  it('is unknown where nobody was asked', () => {
    const none: readonly AttemptOutcome[] = [];
    expect(totals(none)).toStrictEqual({});
    expect(totals([aFailedOutcome({ kind: 'auth' })])).toStrictEqual({});
  });
});
