import {
  HOUR_MS,
  MINUTE_MS,
  MODEL,
  NOTHING,
  quota,
  type Rules,
  SIBLING,
  spentBy,
  UNUSED,
} from './store-under-test.js';
import { assertEqual } from './suite.js';

/** Counting, and forgetting. */
export const USAGE_RULES: Rules = {
  'is empty at first': async ({ store }) => {
    const { models, cooldowns, tenant } = await store.snapshot();
    assertEqual({ models, cooldowns, tenant }, { models: [], cooldowns: [] }, 'the snapshot');
  },

  'counts an attempt in both windows when it is settled': async (subject) => {
    const { model, provider, lastMinute, lastHour } = await subject.attempt();
    assertEqual({ model, provider }, { model: MODEL, provider: 'north' }, 'whose stats they are');
    assertEqual(lastMinute, spentBy(1), 'the last minute');
    assertEqual(lastHour, spentBy(1), 'the last hour');
  },

  'counts what is spent to the end of the window, and no longer': async (subject) => {
    await subject.attempt();
    await subject.advance(MINUTE_MS - subject.grainMs);
    assertEqual((await subject.statsOf(MODEL))?.lastMinute, spentBy(1), 'the last minute');
    await subject.advance(subject.grainMs);
    assertEqual((await subject.statsOf(MODEL))?.lastMinute, NOTHING, 'the minute after');
    assertEqual((await subject.statsOf(MODEL))?.lastHour, spentBy(1), 'the last hour');
    await subject.advance(HOUR_MS - MINUTE_MS);
    assertEqual((await subject.statsOf(MODEL))?.lastHour, NOTHING, 'the hour after');
  },

  'counts a failure that used nothing': async (subject) => {
    const { lastMinute } = await subject.fail();
    assertEqual(lastMinute, { ...NOTHING, requests: 1, failures: 1 }, 'the last minute');
  },

  'counts a neutral attempt only if it used something': async (subject) => {
    assertEqual((await subject.attempt({}, UNUSED)).lastMinute, NOTHING, 'after an unused one');
    const { lastMinute } = await subject.attempt({}, { health: 'neutral' });
    assertEqual(lastMinute, spentBy(1), 'after a used one');
  },

  'counts failures in a row, over neutral attempts, up to a success': async (subject) => {
    await subject.fail();
    await subject.attempt({}, UNUSED);
    await subject.attempt({}, { health: 'neutral' });
    assertEqual((await subject.fail()).consecutiveFailures, 2, 'failures in a row');
    assertEqual((await subject.attempt()).consecutiveFailures, 0, 'failures after a success');
  },

  'settles once per attempt id': async (subject) => {
    const reservation = await subject.admit({ tenant: 'acme', quotas: [quota()] });
    const first = await subject.settle(reservation);
    const second = await subject.settle(reservation, { spent: undefined, health: 'bad' });
    assertEqual(second, first, 'the stats after a second settlement');
    assertEqual((await subject.tenantOf('acme'))?.lastHour, spentBy(1), 'the hour of the tenant');
  },

  'settles once when asked at the same time': async (subject) => {
    const reservation = await subject.admit();
    await Promise.all(Array.from({ length: 10 }, () => subject.settle(reservation)));
    assertEqual((await subject.statsOf(MODEL))?.lastMinute, spentBy(1), 'the last minute');
  },

  'books a reservation that it does not know, once': async (subject) => {
    const reservation = subject.reservation({ tenant: 'acme' });
    await subject.settle(reservation);
    const { lastMinute, inFlight } = await subject.settle(reservation);
    assertEqual(lastMinute, spentBy(1), 'the last minute');
    assertEqual((await subject.tenantOf('acme'))?.lastMinute, spentBy(1), 'that of the tenant');
    assertEqual(inFlight, 0, 'what is in flight');
  },

  'loses and gains nothing when many attempts overlap': async (subject) => {
    const reservations = await Promise.all(Array.from({ length: 200 }, () => subject.admit()));
    assertEqual((await subject.statsOf(MODEL))?.inFlight, 200, 'what is in flight');
    await Promise.all(reservations.map((reservation) => subject.settle(reservation)));
    const stats = await subject.statsOf(MODEL);
    assertEqual(stats?.lastHour, spentBy(200), 'the last hour');
    assertEqual(stats?.inFlight, 0, 'what is in flight at the end');
  },

  'keeps models apart': async (subject) => {
    await subject.attempt();
    const { lastMinute, consecutiveFailures } = await subject.fail({ model: SIBLING });
    assertEqual(lastMinute, { ...NOTHING, requests: 1, failures: 1 }, 'the minute of the other');
    assertEqual(consecutiveFailures, 1, 'the failures of the other');
    assertEqual((await subject.statsOf(MODEL))?.lastMinute, spentBy(1), 'the minute of the first');
  },

  'takes names that objects inherit for names': async (subject) => {
    const model = '__proto__/constructor';
    const key = { model, tenant: '__proto__', quotas: [quota({ key: 'constructor' })] } as const;
    assertEqual((await subject.attempt(key)).lastMinute, spentBy(1), 'the minute of the model');
    assertEqual((await subject.tenantOf('__proto__'))?.lastHour, spentBy(1), 'the tenant');
    assertEqual((await subject.tenantOf('constructor'))?.lastHour, NOTHING, 'another tenant');
    await subject.coolDown({ target: model, policy: '__proto__' });
    assertEqual(
      Object.keys((await subject.statsOf(model))?.cooldownsLastHour ?? {}),
      ['__proto__'],
      'the policies',
    );
  },

  'counts what a tenant spends, over all models': async (subject) => {
    await subject.attempt({ tenant: 'acme' });
    await subject.attempt({ tenant: 'acme', model: SIBLING }, { health: 'bad' });
    await subject.fail({ tenant: 'acme' });
    const expected = { tenant: 'acme', lastMinute: spentBy(2), lastHour: spentBy(2) };
    assertEqual(await subject.tenantOf('acme'), expected, 'the tenant');
    await subject.advance(MINUTE_MS);
    const later = { ...expected, lastMinute: NOTHING };
    assertEqual(await subject.tenantOf('acme'), later, 'the tenant a minute later');
  },

  'knows nothing of a tenant that spent nothing': async (subject) => {
    const expected = { tenant: 'acme', lastMinute: NOTHING, lastHour: NOTHING };
    assertEqual(await subject.tenantOf('acme'), expected, 'the tenant');
  },

  'forgets counts and rests on reset, not what is in flight': async (subject) => {
    const quotas = [quota({ max: 250 })];
    await subject.attempt({ quotas, tenant: 'acme' });
    const open = await subject.admit({ quotas, tenant: 'acme' });
    await subject.coolDown();
    await subject.store.reset();
    const { models, cooldowns } = await subject.store.snapshot();
    assertEqual(
      models.map(({ lastHour, inFlight }) => ({ lastHour, inFlight })),
      [{ lastHour: NOTHING, inFlight: 1 }],
      'the models',
    );
    assertEqual(cooldowns, [], 'the cooldowns');
    assertEqual((await subject.tenantOf('acme'))?.lastHour, NOTHING, 'the tenant');
    const { lastMinute, inFlight } = await subject.settle(open);
    assertEqual({ lastMinute, inFlight }, { lastMinute: spentBy(1), inFlight: 0 }, 'the stats');
    await subject.admit({ quotas });
  },

  'resets one model alone': async (subject) => {
    await subject.attempt({ tenant: 'acme' });
    await subject.attempt({ model: SIBLING });
    await subject.coolDown();
    await subject.coolDown({ target: SIBLING });
    await subject.store.reset(MODEL);
    const { models, cooldowns } = await subject.store.snapshot({ tenant: 'acme' });
    assertEqual(
      models.map(({ model }) => model),
      [SIBLING],
      'the models',
    );
    assertEqual(
      cooldowns.map(({ target }) => target),
      [SIBLING],
      'who rests',
    );
    assertEqual((await subject.tenantOf('acme'))?.lastHour, spentBy(1), 'the tenant');
    assertEqual((await subject.attempt()).cooldownsLastHour, {}, 'its cooldowns');
  },
};
