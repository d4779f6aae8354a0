import { describe, expect, it } from 'vitest';
import type { OrchestratorEvent } from '../../../src/contracts/events.js';
import { Announcements, QUIET_MS } from '../../../src/http/dashboard/page/model/announcements.js';
import * as format from '../../../src/http/dashboard/page/model/format.js';
import { type FeedEvent, incidentOf } from '../../../src/http/dashboard/page/model/incident.js';
import { percentile } from '../../../src/http/dashboard/page/model/percentile.js';
import { KEPT_SAMPLES, Samples } from '../../../src/http/dashboard/page/model/samples.js';
import { SseReader } from '../../../src/http/dashboard/page/model/sse-reader.js';

describe('a percentile', () => {
  it('is the value that so many do not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([0.5, 0.9, 0.99, 1].map((share) => percentile(values, share))).toEqual([
      50, 90, 99, 100,
    ]);
    expect(percentile([7], 0.5)).toBe(7);
    expect(percentile([1, 2], 0.51)).toBe(2);
  });

  it('of nothing is unknown', () => {
    expect(percentile([], 0.5)).toBeUndefined();
  });
});

describe('samples', () => {
  it('count one that is told twice once, and forget the oldest', () => {
    const samples = new Samples();
    samples.add('first', 9_999);
    samples.add('first', 1);
    expect(samples.latencies()).toMatchObject({ count: 1, p50: 9_999 });
    for (let index = 0; index < KEPT_SAMPLES; index++) samples.add(`${index}`, 10);
    expect(samples.latencies()).toEqual({ count: KEPT_SAMPLES, p50: 10, p90: 10, p99: 10 });
  });
});

describe('how things are written', () => {
  it.each([
    [undefined, '–'],
    [0, '0 ms'],
    [999.4, '999 ms'],
    [1_420, '1.42 s'],
    [9_994, '9.99 s'],
    [12_340, '12.3 s'],
    [125_000, '2 min 5 s'],
  ])('a duration of %s ms is %s', (ms, text) => {
    expect(format.duration(ms)).toBe(text);
  });

  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [1, '1 s'],
    [59_001, '1 min 0 s'],
    [60_000, '1 min 0 s'],
    [3_600_000, '1 h 0 min'],
  ])('a countdown of %s ms is %s', (ms, text) => {
    expect(format.countdown(ms)).toBe(text);
  });

  it.each([
    [999, 'now'],
    [1_000, '1 s ago'],
    [119_999, '1 min ago'],
    [7_200_000, '2 h ago'],
  ])('%s ms past is %s', (ms, text) => {
    expect(format.ago(ms)).toBe(text);
  });

  it.each([
    [undefined, '–'],
    [0, '$0'],
    [0.000_000_4, '< $0.000001'],
    [0.000_42, '$0.000420'],
    [0.0315, '$0.0315'],
    [0.5, '$0.500'],
    [12.4, '$12.40'],
  ])('%s USD are %s', (amount, text) => {
    expect(format.usd(amount)).toBe(text);
  });

  it('counts are in the singular where they are', () => {
    expect(format.counted(1, 'answer')).toBe('1 answer');
    expect(format.counted(1_200, 'answer')).toBe('1,200 answers');
    expect(format.compact(12_340)).toBe('12.3K');
    expect(format.percent(0.874)).toBe('87 %');
    expect(format.score(undefined)).toBe('–');
    expect(format.score(0.5)).toBe('0.500');
  });
});

describe('an incident', () => {
  const quota = {
    id: 'acme/m tokensPerMinute',
    key: '',
    unit: 'tokens',
    windowMs: 60_000,
    max: 1_000,
  };
  const rest = { scope: 'model', target: 'acme/m', policy: 'failure' };
  it.each([
    [
      { type: 'fallback', from: 'a/m', to: 'b/m', reason: 'server', message: 'broken' },
      'a/m → b/m',
    ],
    [{ type: 'cooldown-start', ...rest, forMs: 5_000, reason: 'broken' }, 'acme/m'],
    [{ type: 'cooldown-end', ...rest }, 'acme/m'],
    [{ type: 'quota-exceeded', model: 'acme/m', quota, used: 990, retryAfterMs: 1 }, 'acme/m'],
    [{ type: 'warning', warning: { code: 'other', message: 'hm' } }, 'other'],
    [{ type: 'warning', warning: { code: 'other', message: 'hm', model: 'acme/m' } }, 'acme/m'],
    [{ type: 'store-degraded', operation: 'reserve', message: 'away' }, 'away'],
    [{ type: 'store-recovered', degradedMs: 1, replayed: 2 }, 'back'],
    [{ type: 'listener-error', event: 'usage' }, 'usage'],
    [{ type: 'dropped', count: 3 }, 'behind'],
  ])('is made of %j', (event, title) => {
    expect(incidentOf(event as unknown as FeedEvent)).toMatchObject({ title });
  });

  it('says of a limit how much of it is used, and when there is room', () => {
    const event = {
      type: 'quota-exceeded',
      model: 'acme/m',
      quota,
      used: 990,
      retryAfterMs: 1_500,
    };
    expect(incidentOf(event as unknown as OrchestratorEvent)?.detail).toBe(
      'acme/m tokensPerMinute: 990 of 1,000 tokens used; room in 2 s',
    );
  });

  it('is not made of business as usual', () => {
    expect(incidentOf({ type: 'request-start' } as OrchestratorEvent)).toBeUndefined();
  });
});

describe('announcements', () => {
  it('are one sentence now and then, however much happens', () => {
    const announcements = new Announcements();
    expect(announcements.take(0)).toBeUndefined();
    announcements.add('a');
    expect(announcements.take(0)).toBe('a');
    for (const sentence of ['b', 'c', 'd']) announcements.add(sentence);
    expect(announcements.take(QUIET_MS - 1)).toBeUndefined();
    expect(announcements.take(QUIET_MS)).toBe('d. And 2 more before it.');
    expect(announcements.take(10 * QUIET_MS)).toBeUndefined();
  });
});

describe('a reader of server-sent events', () => {
  const text =
    ': hello\n\nevent: text-delta\ndata: {"a":1}\n\ndata: x\r\ndata: y\r\n\r\nevent: none\n\n';
  const events = [
    { name: 'text-delta', data: '{"a":1}' },
    { name: 'message', data: 'x\ny' },
  ];

  it('reads them wherever they are cut', () => {
    for (let size = 1; size <= text.length; size++) {
      const reader = new SseReader();
      const read = [];
      for (let at = 0; at < text.length; at += size)
        read.push(...reader.push(text.slice(at, at + size)));
      expect(read, `pieces of ${size}`).toEqual(events);
    }
  });

  it('gives no event before it is whole', () => {
    const reader = new SseReader();
    expect(reader.push('data: x\n')).toEqual([]);
    expect(reader.push('\n')).toEqual([{ name: 'message', data: 'x' }]);
  });
});
