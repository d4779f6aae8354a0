import { HOUR_MS, MODEL, quota, type Rules, SPEND, spentBy, UNUSED } from './store-under-test.js';
import { assert, assertEqual } from './suite.js';

/** Reservations and limits. */
export const QUOTA_RULES: Rules = {
  'admits up to the limit and not beyond': async (subject) => {
    const quotas = [quota({ max: 200 })];
    await subject.admit({ quotas });
    await subject.admit({ quotas });
    await subject.assertRefused({ quotas }, 'over-quota');
  },

  'says which quota has no room, how much is used and when there will be': async (subject) => {
    const roomy = quota({ key: 'roomy', max: 10_000 });
    const full = quota({ max: 219 });
    await subject.attempt({ quotas: [full] });
    await subject.advance(10_000);
    const [, refusal] = await subject.reserve({ quotas: [roomy, full] });
    assert(!refusal.admitted && refusal.reason === 'over-quota', 'a refusal as over-quota');
    assertEqual([refusal.quota, refusal.used], [full, 120], 'the quota and what is used of it');
    subject.assertAbout(refusal.retryAfterMs, 50_000);
    await subject.advance(refusal.retryAfterMs);
    await subject.admit({ quotas: [roomy, full] });
  },

  'books nothing when it refuses': async (subject) => {
    const first = quota({ key: 'first' });
    const full = quota({ key: 'full', max: 100 });
    await subject.admit({ quotas: [full] });
    await subject.assertRefused({ quotas: [first, full] }, 'over-quota');
    assertEqual((await subject.statsOf(MODEL))?.inFlight, 1, 'what is in flight');
    await subject.admit({ quotas: [first] });
    await subject.admit({ quotas: [first] });
  },

  'admits a request larger than the whole limit when nothing else counts': async (subject) => {
    const quotas = [quota({ max: 10 })];
    const reservation = await subject.admit({ quotas });
    await subject.assertRefused({ quotas }, 'over-quota');
    await subject.settle(reservation, UNUSED);
    await subject.admit({ quotas });
  },

  'holds what a quota asks for instead of the estimate, more than the whole limit never': async (
    subject,
  ) => {
    const half = quota({ max: 200, holds: 100 });
    const first = await subject.admit({ quotas: [half] });
    await subject.admit({ quotas: [half] });
    await subject.assertRefused({ quotas: [half] }, 'over-quota');
    await subject.settle(first, UNUSED);
    await subject.admit({ quotas: [half] });
    const tooMuch = quota({ key: 'empty', max: 200, holds: 201 });
    await subject.assertRefused({ quotas: [tooMuch] }, 'over-quota');
  },

  'replaces the estimate by the truth': async (subject) => {
    const quotas = [quota({ max: 200 })];
    const spent = { inputTokens: 5, outputTokens: 5 };
    await subject.attempt({ quotas }, { spent });
    const [, refusal] = await subject.reserve({ quotas: [quota({ max: 109 })] });
    assert(!refusal.admitted && refusal.reason === 'over-quota', 'a refusal as over-quota');
    assertEqual(refusal.used, 10, 'what is used');
    await subject.admit({ quotas });
  },

  'limits each unit': async (subject) => {
    const limits = [quota({ unit: 'requests', max: 1 }), quota({ unit: 'nanoUsd', max: 3_500 })];
    for (const limit of limits) {
      const quotas = [{ ...limit, key: limit.unit }];
      await subject.attempt({ quotas });
      await subject.assertRefused({ quotas }, 'over-quota');
      const [, refusal] = await subject.reserve({ quotas });
      const expected = limit.unit === 'requests' ? 1 : SPEND.nanoUsd;
      assertEqual('used' in refusal && refusal.used, expected, `the ${limit.unit} used`);
    }
  },

  'holds the estimate of each unit': async (subject) => {
    const limits = [quota({ unit: 'requests', max: 1 }), quota({ unit: 'nanoUsd', max: 1_500 })];
    for (const limit of limits) {
      const quotas = [{ ...limit, key: limit.unit }];
      const open = await subject.admit({ quotas });
      await subject.assertRefused({ quotas }, 'over-quota');
      await subject.settle(open, UNUSED);
      await subject.admit({ quotas });
    }
  },

  'holds and counts once what several quotas share': async (subject) => {
    const quotas = [quota({ max: 300 }), quota({ unit: 'requests', max: 3 })];
    const open = await subject.admit({ quotas });
    const [, first] = await subject.reserve({ quotas: [quota({ max: 199 })] });
    assertEqual('used' in first && first.used, 100, 'the tokens held');
    await subject.settle(open);
    const [, second] = await subject.reserve({ quotas: [quota({ max: 200 })] });
    assertEqual('used' in second && second.used, 120, 'the tokens used');
    await subject.admit({ quotas });
  },

  'limits how many are in flight': async (subject) => {
    const quotas = [quota({ unit: 'in-flight', max: 2 })];
    const first = await subject.admit({ quotas });
    await subject.admit({ quotas });
    await subject.assertRefused({ quotas }, 'over-quota');
    await subject.settle(first);
    await subject.admit({ quotas });
  },

  'keeps windows of different widths apart': async (subject) => {
    const quotas = [quota({ windowMs: 1_000 }), quota({ windowMs: HOUR_MS, max: 300 })];
    await subject.attempt({ quotas });
    await subject.assertRefused({ quotas }, 'over-quota');
    await subject.advance(1_000);
    await subject.attempt({ quotas });
    await subject.advance(1_000);
    await subject.assertRefused({ quotas }, 'over-quota');
  },

  'frees a reservation that is not settled when its lease ends': async (subject) => {
    const lease = { quotas: [quota({ max: 100 })], leaseMs: 30_000 };
    const late = await subject.admit(lease);
    await subject.advance(30_000 - subject.grainMs);
    await subject.assertRefused(lease, 'over-quota');
    await subject.advance(subject.grainMs);
    assertEqual((await subject.statsOf(MODEL))?.inFlight, 0, 'what is in flight');
    await subject.admit(lease);
    await subject.settle(late);
    const { lastMinute } = await subject.settle(late);
    assertEqual(lastMinute, spentBy(1), 'the last minute, after two late settlements');
  },
};
