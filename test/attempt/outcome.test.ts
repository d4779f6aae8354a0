import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../src/attempt/outcome.js';
import type { Ending, PartialAnswer } from '../../src/attempt/running-attempt.js';
import type { AssistantPart, ChatResponse } from '../../src/contracts/chat.js';
import type { ProviderError } from '../../src/errors/provider-error.js';
import { aFailure, aModel } from '../support/builders.js';

const model = aModel({ pool: 'north#greek', profile: { price: { input: 2, output: 8 } } });
const facts = {
  attemptId: 'request-1/2',
  model,
  probe: true,
  startedAt: 1_000,
  inputTokens: 40,
  hadItsTime: true,
  countTokens: (text: string) => Math.ceil(text.length / 4),
};

function answered(fields: Partial<ChatResponse> = {}): Ending {
  const response = { content: [{ type: 'text', text: 'abcdefgh' }], finishReason: 'stop' } as const;
  return { outcome: 'success', response: { ...response, ...fields }, latencyMs: 12, endedAt: 12 };
}

function failed(failure: ProviderError): Ending {
  return { outcome: 'error', failure, latencyMs: 12, endedAt: 12 };
}

describe('the outcome of an answer', () => {
  it('says what it used, what it cost and that the model is well', () => {
    const usage = { inputTokens: 10, outputTokens: 5 };
    expect(outcomeOf(answered({ usage }), facts)).toStrictEqual({
      outcome: {
        attemptId: 'request-1/2',
        model: 'north/alpha',
        provider: 'north',
        pool: 'north#greek',
        outcome: 'success',
        health: 'good',
        probe: true,
        startedAt: 1_000,
        latencyMs: 12,
        usage: { ...usage, totalTokens: 15, source: 'reported' },
        costUsd: 0.000_06,
        finishReason: 'stop',
      },
      spent: { ...usage, nanoUsd: 60_000 },
    });
  });

  it('has no pool and no cost where none is known', () => {
    const { outcome, spent } = outcomeOf(answered(), { ...facts, model: aModel() });
    expect(outcome).not.toHaveProperty('pool');
    expect(outcome).not.toHaveProperty('costUsd');
    expect(spent).toStrictEqual({ inputTokens: 40, outputTokens: 2 });
  });

  it('is estimated from texts, thoughts and calls of tools where the vendor reports nothing', () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'find' } as const;
    const content = [
      { type: 'text', text: 'abcdefgh' },
      { type: 'reasoning', text: 'abcd' },
      { ...call, input: { a: 'bcdef' } },
      { ...call, input: undefined },
    ] as const;
    expect(outcomeOf(answered({ content }), facts).outcome.usage).toStrictEqual({
      inputTokens: 40,
      outputTokens: 2 + 1 + 4,
      totalTokens: 47,
      source: 'estimated',
    });
  });

  it('has the request id and the reset of a limit that the vendor told', () => {
    const told = { limitResetMs: 0, providerRequestId: 'r-1' };
    expect(outcomeOf(answered(told), facts).outcome).toMatchObject(told);
    const { outcome } = outcomeOf(answered(), facts);
    expect(outcome).not.toHaveProperty('limitResetMs');
    expect(outcome).not.toHaveProperty('providerRequestId');
  });
});

describe('the outcome of a failure', () => {
  it('has all that is known of the error, and nothing of its cause', () => {
    const known = { status: 503, vendorCode: 'busy', retryAfterMs: 0, retryable: false };
    const failure = aFailure('server', { ...known, providerRequestId: 'r-1', cause: 'x' });
    expect(outcomeOf(failed(failure), facts)).toStrictEqual({
      outcome: {
        attemptId: 'request-1/2',
        model: 'north/alpha',
        provider: 'north',
        pool: 'north#greek',
        outcome: 'error',
        health: 'bad',
        probe: true,
        startedAt: 1_000,
        latencyMs: 12,
        error: { kind: 'server', message: 'it failed', ...known },
        providerRequestId: 'r-1',
      },
      spent: { inputTokens: 0, outputTokens: 0 },
    });
  });

  it('has no field that is not known', () => {
    const { outcome } = outcomeOf(failed(aFailure('server')), facts);
    expect(outcome.error).toStrictEqual({ kind: 'server', message: 'it failed' });
    expect(outcome).not.toHaveProperty('providerRequestId');
    expect(outcome).not.toHaveProperty('usage');
  });

  it.each([
    ['a time-out', aFailure('timeout')],
    ['an unusable answer', aFailure('protocol')],
    ['a gateway that gave up', aFailure('server', { status: 504 })],
    ['a connection cut off', aFailure('network', { billed: 'maybe' })],
    ['a failure that is billed', aFailure('server', { billed: 'yes' })],
  ])('is estimated to have used its input: %s', (_, failure) => {
    const { outcome, spent } = outcomeOf(failed(failure), facts);
    expect(outcome.usage).toStrictEqual({
      inputTokens: 40,
      outputTokens: 0,
      totalTokens: 40,
      source: 'estimated',
    });
    expect(outcome.costUsd).toBe(0.000_08);
    expect(spent).toStrictEqual({ inputTokens: 40, outputTokens: 0, nanoUsd: 80_000 });
  });

  it('books a request that used no tokens where the vendor counted it, and nothing where not', () => {
    const { spent } = outcomeOf(failed(aFailure('rate-limit', { status: 429 })), facts);
    expect(spent).toStrictEqual({ inputTokens: 0, outputTokens: 0 });
    expect(outcomeOf(failed(aFailure('auth')), facts).spent).toBeUndefined();
    expect(outcomeOf(failed(aFailure('network')), facts).spent).toBeUndefined();
  });

  it('holds a time-out against the model only if it had its time', () => {
    const ending = failed(aFailure('timeout'));
    expect(outcomeOf(ending, facts).outcome.health).toBe('bad');
    const short = { ...facts, hadItsTime: false };
    expect(outcomeOf(ending, short).outcome.health).toBe('neutral');
  });
});

describe('the outcome of an attempt that the caller gave up', () => {
  it('has used nothing where it was given up before it was sent', () => {
    const ending = { outcome: 'aborted', isSent: false, latencyMs: 0, endedAt: 3 } as const;
    const { outcome, spent } = outcomeOf(ending, facts);
    expect(outcome).not.toHaveProperty('usage');
    expect(spent).toBeUndefined();
  });

  it('is neutral, without an error, and estimated to have used its input', () => {
    const ending = { outcome: 'aborted', isSent: true, latencyMs: 3, endedAt: 3 } as const;
    const { outcome, spent } = outcomeOf(ending, facts);
    expect(outcome).toMatchObject({ outcome: 'aborted', health: 'neutral', latencyMs: 3 });
    expect(outcome.usage).toMatchObject({ inputTokens: 40, source: 'estimated' });
    expect(outcome).not.toHaveProperty('error');
    expect(outcome).not.toHaveProperty('finishReason');
    expect(spent).toStrictEqual({ inputTokens: 40, outputTokens: 0, nanoUsd: 80_000 });
  });
});

const said: AssistantPart = { type: 'text', text: 'abcdefgh' };
const halfCall: AssistantPart = { type: 'text', text: '{"q":"abc' };
const brokenOff = aFailure('protocol');

/** A stream of 12 ms that broke off after its first content. */
function interrupted(fields: Partial<PartialAnswer> = {}, failure = brokenOff): Ending {
  const partial = { content: [said], written: [said], usage: undefined, ...fields };
  return { ...failed(failure), ...{ partial, timeToFirstTokenMs: 5 } } as Ending;
}

function usageAfter(fields: Partial<PartialAnswer>) {
  return outcomeOf(interrupted(fields), facts).outcome.usage;
}

const estimated = (inputTokens: number, outputTokens: number) =>
  ({
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    source: 'estimated',
  }) as const;

describe('the outcome of a stream', () => {
  it('says when its first content came', () => {
    const { outcome } = outcomeOf({ ...answered(), timeToFirstTokenMs: 0 }, facts);
    expect(outcome).toMatchObject({ timeToFirstTokenMs: 0, latencyMs: 12 });
    expect(outcomeOf(answered(), facts).outcome).not.toHaveProperty('timeToFirstTokenMs');
  });

  it('that broke off says that its reader had seen some of it, and what that cost', () => {
    expect(outcomeOf(interrupted(), facts)).toStrictEqual({
      outcome: {
        attemptId: 'request-1/2',
        model: 'north/alpha',
        provider: 'north',
        pool: 'north#greek',
        outcome: 'error',
        health: 'bad',
        probe: true,
        startedAt: 1_000,
        latencyMs: 12,
        timeToFirstTokenMs: 5,
        usage: estimated(40, 2),
        costUsd: 0.000_096,
        error: { kind: 'protocol', message: 'it failed', emitted: true },
      },
      spent: { inputTokens: 40, outputTokens: 2, nanoUsd: 96_000 },
    });
  });

  it('that failed before its first content had shown nothing, and may have cost nothing', () => {
    const refused = outcomeOf(failed(aFailure('overloaded', { billed: 'no' })), facts);
    expect(refused.outcome.error).not.toHaveProperty('emitted');
    expect(refused.outcome).not.toHaveProperty('usage');
    expect(refused.spent).toStrictEqual({ inputTokens: 0, outputTokens: 0 });
    const cutOff = outcomeOf(failed(brokenOff), facts);
    expect(cutOff.outcome.usage).toStrictEqual(estimated(40, 0));
  });

  it.each(['auth', 'quota'] as const)(
    'that broke off with %s is counted with what it had used',
    (kind) => {
      const failure = aFailure(kind, { billed: 'no' });
      const { outcome, spent } = outcomeOf(interrupted({}, failure), facts);
      expect(outcome.health).toBe('neutral');
      expect(outcome.usage).toStrictEqual(estimated(40, 2));
      expect(spent).toStrictEqual({ inputTokens: 40, outputTokens: 2, nanoUsd: 96_000 });
    },
  );

  it('that the caller gave up has used what was reported, or else what came', () => {
    const abandoned = { outcome: 'aborted', isSent: true, latencyMs: 3, endedAt: 3 } as const;
    const partial = { content: [said], written: [said], usage: undefined };
    const { outcome, spent } = outcomeOf(
      { ...abandoned, partial, timeToFirstTokenMs: 2 },
      { ...facts, probe: false },
    );
    expect(outcome).toMatchObject({ health: 'neutral', timeToFirstTokenMs: 2 });
    expect(outcome).not.toHaveProperty('error');
    expect(outcome.usage).toStrictEqual(estimated(40, 2));
    expect(spent).toMatchObject({ inputTokens: 40, outputTokens: 2 });
    const silent = { content: [], written: [], usage: { inputTokens: 30, outputTokens: 1 } };
    const early = outcomeOf({ ...abandoned, partial: silent }, facts).outcome;
    expect(early.usage).toStrictEqual(estimated(30, 1));
  });
});

describe('the usage of a stream that broke off', () => {
  it('is estimated from all that was written, half a call included', () => {
    expect(usageAfter({ written: [said, halfCall] })).toStrictEqual(estimated(40, 2 + 3));
    expect(usageAfter({ content: [], written: [] })).toStrictEqual(estimated(40, 0));
  });

  it('has the input as it was reported, even if that is nothing', () => {
    const usage = { inputTokens: 30, outputTokens: 0 };
    expect(usageAfter({ usage })).toStrictEqual(estimated(30, 2));
    expect(usageAfter({ usage: { ...usage, inputTokens: 0 } })).toStrictEqual(estimated(0, 2));
  });

  it.each([
    [1, 2],
    [2, 2],
    [3, 3],
  ])('has an output of %i reported as %i, as it is no less than what came', (told, counted) => {
    const usage = { inputTokens: 30, outputTokens: told };
    expect(usageAfter({ usage })).toStrictEqual(estimated(30, counted));
  });

  it('keeps what was reported of the cache and of thinking', () => {
    const more = { cachedInputTokens: 20, cacheWriteTokens: 5, reasoningTokens: 1 };
    const usage = { inputTokens: 30, outputTokens: 9, ...more };
    expect(usageAfter({ usage })).toStrictEqual({ ...estimated(30, 9), ...more });
  });

  it('is estimated where what was reported is no number', () => {
    const usage = { inputTokens: Number.NaN, outputTokens: 1e12, cachedInputTokens: 3 };
    expect(usageAfter({ usage })).toStrictEqual(estimated(40, 2));
    expect(usageAfter({ usage: null as never })).toStrictEqual(estimated(40, 2));
  });

  it.each([
    ['a bigint', { id: 7n }],
    ['a circle', circle()],
  ])('is estimated where the input of a call is no JSON: %s', (_, input) => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'find', input } as const;
    expect(usageAfter({ written: [said, call] })).toMatchObject({ source: 'estimated' });
  });
});

function circle(): object {
  const self: Record<string, unknown> = {};
  self['self'] = self;
  return self;
}
