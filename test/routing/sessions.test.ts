import { describe, expect, it } from 'vitest';
import { Sessions } from '../../src/routing/sessions.js';

const HOUR = 3_600_000;
const ALPHA = 'north/alpha';
const BETA = 'north/beta';

function answered(sessions: Sessions, session: string, tenant?: string, answeredAt = 0): void {
  sessions.note(tenant, session, { model: ALPHA, inputTokens: 7, answeredAt });
}

describe('a conversation', () => {
  it('has the model that answered it last, and what that has seen', () => {
    const sessions = new Sessions();
    expect(sessions.of(undefined, 'a', 0)).toBeUndefined();
    answered(sessions, 'a');
    expect(sessions.of(undefined, 'a', 0)).toStrictEqual({ model: ALPHA, inputTokens: 7 });
    sessions.note(undefined, 'a', { model: BETA, inputTokens: 9, answeredAt: 5 });
    expect(sessions.of(undefined, 'a', 5)).toStrictEqual({ model: BETA, inputTokens: 9 });
  });

  it('is its tenant’s own, however the two are spelt', () => {
    const sessions = new Sessions();
    answered(sessions, 'b:c', 'a');
    expect(sessions.of('a', 'b:c', 0)).toBeDefined();
    expect(sessions.of('a:b', 'c', 0)).toBeUndefined();
    expect(sessions.of(undefined, 'b:c', 0)).toBeUndefined();
    expect(sessions.of(undefined, 'a:b:c', 0)).toBeUndefined();
    expect(sessions.of(undefined, '1:a:b:c', 0)).toBeUndefined();
    answered(sessions, '1:a:x');
    expect(sessions.of('a', 'x', 0)).toBeUndefined();
  });

  it('is forgotten an hour after its last answer', () => {
    const sessions = new Sessions();
    answered(sessions, 'a');
    expect(sessions.of(undefined, 'a', HOUR - 1)).toBeDefined();
    answered(sessions, 'a', undefined, HOUR - 1);
    expect(sessions.of(undefined, 'a', 2 * HOUR - 2)).toBeDefined();
    expect(sessions.of(undefined, 'a', 2 * HOUR - 1)).toBeUndefined();
    // It is gone, not hidden: a clock that is asked about an earlier time does not bring it back.
    expect(sessions.of(undefined, 'a', HOUR)).toBeUndefined();
  });

  it('is forgotten when 10,000 others were answered since', () => {
    const sessions = new Sessions();
    for (const session of ['first', 'second']) answered(sessions, session);
    for (let other = 2; other < 10_000; other++) answered(sessions, `${other}`);
    answered(sessions, 'first');
    answered(sessions, 'one more');
    expect(sessions.of(undefined, 'first', 0)).toBeDefined();
    expect(sessions.of(undefined, 'second', 0)).toBeUndefined();
    expect(sessions.of(undefined, '2', 0)).toBeDefined();
  });

  it('is forgotten by a reset: of its model, or of all', () => {
    const sessions = new Sessions();
    answered(sessions, 'a');
    sessions.note(undefined, 'b', { model: BETA, inputTokens: 9, answeredAt: 0 });
    sessions.reset(ALPHA);
    expect(sessions.of(undefined, 'a', 0)).toBeUndefined();
    expect(sessions.of(undefined, 'b', 0)).toBeDefined();
    sessions.reset();
    expect(sessions.of(undefined, 'b', 0)).toBeUndefined();
  });
});
