import {
  GUESS,
  HOUR_MS,
  LAST_RESORT,
  MINUTE_MS,
  MODEL,
  NOTHING,
  POOL,
  PROOF,
  type Rules,
  SIBLING,
  SPEND,
  STRANGER,
  spentBy,
  UNUSED,
} from './store-under-test.js';
import { assert, assertEqual } from './suite.js';

/** Cooldowns, probes and the last resort. */
export const REST_RULES: Rules = {
  'refuses a model until its cooldown is over': async (subject) => {
    await subject.coolDown({ forMs: 5_000 });
    await subject.assertRefused({}, 'cooling', 5_000);
    await subject.advance(5_000 - subject.grainMs);
    await subject.assertRefused({}, 'cooling');
    await subject.advance(subject.grainMs);
    await subject.attempt();
    assertEqual((await subject.store.snapshot()).cooldowns, [], 'the cooldowns');
  },

  'rests a pool or a provider as a whole, and nobody else': async (subject) => {
    await subject.coolDown({ scope: 'pool', target: POOL });
    await subject.assertRefused({ pool: POOL }, 'cooling');
    await subject.assertRefused({ model: SIBLING, pool: POOL }, 'cooling');
    await subject.admit({ model: SIBLING, pool: 'north#other' });
    await subject.coolDown({ scope: 'provider', target: 'north' });
    await subject.assertRefused({ model: SIBLING }, 'cooling');
    await subject.admit({ model: STRANGER });
  },

  'describes a cooldown': async (subject) => {
    const start = {
      scope: 'pool',
      target: POOL,
      reason: 'full',
      policy: 'limits',
      probe: true,
    } as const;
    const { cooldown, started } = await subject.coolDown({
      ...start,
      forMs: 5_000,
      overrideEveryMs: 7,
    });
    const { remainingMs, startedAt, endsAt, ...rest } = cooldown;
    assertEqual(
      [started, rest],
      [true, { ...start, forMs: 5_000, overrideEveryMs: 7 }],
      'the cooldown',
    );
    subject.assertAbout(remainingMs, 5_000);
    assertEqual(endsAt - startedAt, 5_000, 'its length');
    await subject.advance(2_000);
    const [listed] = (await subject.store.snapshot()).cooldowns;
    subject.assertAbout(listed?.remainingMs ?? 0, 3_000);
  },

  'never shortens a cooldown in force': async (subject) => {
    await subject.coolDown({ forMs: 10_000, reason: 'long' });
    const { cooldown } = await subject.coolDown({ forMs: 5_000, reason: 'short' });
    assertEqual(cooldown.reason, 'long', 'the reason that holds');
    await subject.advance(5_000);
    await subject.assertRefused({}, 'cooling', 5_000);
  },

  'lengthens a cooldown in force without starting another': async (subject) => {
    const first = await subject.coolDown({ forMs: 5_000 });
    await subject.advance(2_000);
    const second = await subject.coolDown({ forMs: 10_000, reason: 'longer', probe: true });
    assertEqual([first.started, second.started], [true, false], 'who started it');
    assertEqual(
      [second.cooldown.reason, second.cooldown.probe],
      ['longer', true],
      'the longer one',
    );
    assertEqual(second.cooldown.startedAt, first.cooldown.startedAt, 'its start');
    subject.assertAbout(second.cooldown.remainingMs, 10_000);
    const stats = await subject.attempt({ model: SIBLING });
    assertEqual(stats.cooldownsLastHour, {}, 'the cooldowns of another model');
  },

  'names one starter however many ask at the same time': async (subject) => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => subject.coolDown()));
    assertEqual(answers.filter(({ started }) => started).length, 1, 'how many started it');
    await subject.attempt({ model: SIBLING });
    await subject.advance(MINUTE_MS);
    assertEqual((await subject.attempt()).cooldownsLastHour, { suite: 1 }, 'how often it rested');
  },

  'lets the later end of two policies hold': async (subject) => {
    await subject.coolDown({ forMs: 10_000, policy: 'long' });
    const { started } = await subject.coolDown({ forMs: 5_000, policy: 'short' });
    assert(started, 'a policy to start a rest beside that of another');
    await subject.assertRefused({}, 'cooling', 10_000);
    await subject.advance(5_000);
    await subject.assertRefused({}, 'cooling', 5_000);
  },

  'counts the cooldowns of a model, its pool and its provider for an hour': async (subject) => {
    await subject.coolDown({ forMs: 1_000 });
    await subject.coolDown({ scope: 'pool', target: POOL, forMs: 1_000 });
    await subject.advance(1_000);
    await subject.coolDown({ scope: 'provider', target: 'north', forMs: 1_000, policy: 'other' });
    await subject.advance(1_000);
    const stats = await subject.attempt({ pool: POOL });
    assertEqual(stats.cooldownsLastHour, { suite: 2, other: 1 }, 'its cooldowns');
    await subject.advance(HOUR_MS - 2_000);
    const later = await subject.attempt({ pool: POOL });
    assertEqual(later.cooldownsLastHour, { other: 1 }, 'its cooldowns of the last hour');
  },

  'tells policies only of what happened since the last cooldown': async (subject) => {
    await subject.attempt();
    await subject.fail();
    await subject.coolDown({ forMs: 1_000 });
    await subject.advance(1_000);
    const { lastMinute, lastHour, consecutiveFailures } = await subject.attempt();
    assertEqual([lastMinute, lastHour], [spentBy(1), spentBy(1)], 'the windows');
    assertEqual(consecutiveFailures, 0, 'the failures in a row');
    assertEqual(
      (await subject.statsOf(MODEL))?.lastHour.requests,
      3,
      'the requests of the snapshot',
    );
  },

  'begins anew for all models of a pool or provider that rests': async (subject) => {
    await subject.fail({ model: SIBLING, pool: POOL });
    await subject.coolDown({ scope: 'pool', target: POOL, forMs: 1_000 });
    assertEqual((await subject.statsOf(SIBLING))?.consecutiveFailures, 0, 'its failures');
    await subject.fail();
    await subject.fail({ model: STRANGER });
    await subject.coolDown({ scope: 'provider', target: 'north', forMs: 1_000 });
    assertEqual((await subject.statsOf(MODEL))?.consecutiveFailures, 0, 'its failures');
    assertEqual((await subject.statsOf(STRANGER))?.consecutiveFailures, 1, 'those of a stranger');
  },

  'leaves out attempts that were admitted before the last cooldown ended': async (subject) => {
    const before = [await subject.admit(), await subject.admit()];
    await subject.coolDown({ forMs: 1_000, ...GUESS });
    const during = await subject.admit(LAST_RESORT);
    await subject.settle(before[0] as typeof during, { health: 'bad' });
    await subject.advance(1_000);
    const after = await subject.admit();
    await subject.settle(before[1] as typeof during, { health: 'bad' });
    const late = await subject.settle(during, { health: 'bad' });
    assertEqual([late.lastHour, late.consecutiveFailures], [NOTHING, 0], 'what late ones add');
    const stats = await subject.settle(after, { health: 'bad' });
    assertEqual([stats.lastHour, stats.consecutiveFailures], [spentBy(1, 1), 1], 'what counts');
    assertEqual((await subject.statsOf(MODEL))?.lastHour, spentBy(4, 4), 'the whole hour');
  },

  'lets one probe through after a rest': async (subject) => {
    await subject.coolDown({ forMs: 1_000, ...PROOF });
    await subject.advance(1_000);
    const [listed] = (await subject.store.snapshot()).cooldowns;
    assertEqual(listed?.remainingMs, 0, 'what remains of the cooldown');
    const [, admission] = await subject.reserve({ leaseMs: 30_000 });
    assertEqual(admission, { admitted: true, probe: true }, 'the first');
    await subject.assertRefused({}, 'probing', 30_000);
  },

  'lets one probe through however many ask at the same time': async (subject) => {
    await subject.coolDown({ scope: 'provider', target: 'north', forMs: 1_000, ...PROOF });
    await subject.advance(1_000);
    const models = Array.from({ length: 20 }, (_, index) => (index % 2 ? MODEL : SIBLING));
    const answers = await Promise.all(models.map((model) => subject.reserve({ model })));
    assertEqual(answers.filter(([, { admitted }]) => admitted).length, 1, 'how many got in');
  },

  'lets everybody back when the probe is good': async (subject) => {
    await subject.coolDown({ forMs: 1_000, ...PROOF });
    await subject.advance(1_000);
    await subject.attempt();
    assertEqual((await subject.store.snapshot()).cooldowns, [], 'the cooldowns');
    const [, admission] = await subject.reserve();
    assertEqual(admission, { admitted: true, probe: false }, 'the next');
  },

  'lets everybody back when a probe has proved it, while its attempt goes on': async (subject) => {
    await subject.coolDown({ forMs: 1_000, ...PROOF });
    await subject.advance(1_000);
    const stream = await subject.admit();
    await subject.settle(stream, { spent: undefined, probeOnly: true });
    const [, admission] = await subject.reserve();
    assertEqual(admission, { admitted: true, probe: false }, 'the next');
    const { inFlight, lastHour } = await subject.settle(stream);
    assertEqual(inFlight, 1, 'what is in flight afterwards');
    assertEqual(lastHour, spentBy(1), 'what was booked');
  },

  'gives the probe to the next when it proves nothing': async (subject) => {
    await subject.coolDown({ forMs: 1_000, ...PROOF });
    await subject.advance(1_000);
    await subject.attempt({}, UNUSED);
    const [next, admission] = await subject.reserve();
    assertEqual(admission, { admitted: true, probe: true }, 'the next');
    const { consecutiveFailures } = await subject.settle(next, { health: 'bad' });
    assertEqual(consecutiveFailures, 1, 'the failures, as that of a probe counts');
    const { started } = await subject.coolDown({ forMs: 1_000, ...PROOF });
    assert(started, 'a new cooldown after a bad probe');
    await subject.assertRefused({}, 'cooling', 1_000);
  },

  'frees the probe when its lease ends': async (subject) => {
    await subject.coolDown({ forMs: 1_000, ...PROOF });
    await subject.advance(1_000);
    const lost = await subject.admit({ leaseMs: 30_000 });
    await subject.advance(30_000);
    const [, admission] = await subject.reserve();
    assertEqual(admission, { admitted: true, probe: true }, 'the next');
    await subject.settle(lost);
    await subject.assertRefused({}, 'probing');
  },

  'is not proven by the probe of an earlier rest': async (subject) => {
    await subject.coolDown({ forMs: 1_000, ...PROOF });
    await subject.advance(1_000);
    const probe = await subject.admit();
    await subject.coolDown({ forMs: 5_000, ...PROOF });
    await subject.settle(probe);
    await subject.assertRefused({}, 'cooling', 5_000);
  },

  'admits a last resort where the cooldown may be overridden': async (subject) => {
    await subject.coolDown(GUESS);
    await subject.assertRefused({}, 'cooling');
    const [, admission] = await subject.reserve(LAST_RESORT);
    assertEqual(admission, { admitted: true, probe: false }, 'the last resort');
    await subject.coolDown({ policy: 'strict' });
    await subject.assertRefused(LAST_RESORT, 'cooling');
  },

  'admits a last resort beside the probe': async (subject) => {
    await subject.coolDown({ forMs: 1_000, ...PROOF, ...GUESS });
    await subject.advance(1_000);
    await subject.admit();
    await subject.assertRefused({}, 'probing');
    const [last, admission] = await subject.reserve(LAST_RESORT);
    assertEqual(admission, { admitted: true, probe: false }, 'the last resort');
    const { consecutiveFailures } = await subject.settle(last, { health: 'bad' });
    assertEqual(consecutiveFailures, 1, 'the failures, as the time of the rest is over');
  },

  'waits for the probe even as a last resort where it may not be overridden': async (subject) => {
    await subject.coolDown({ forMs: 1_000, ...PROOF });
    await subject.advance(1_000);
    await subject.admit();
    await subject.assertRefused(LAST_RESORT, 'probing');
  },

  'ends a cooldown when a last resort that overrode it is good': async (subject) => {
    await subject.coolDown(GUESS);
    const bad = await subject.admit(LAST_RESORT);
    const good = await subject.admit(LAST_RESORT);
    await subject.settle(bad, { health: 'bad' });
    await subject.assertRefused({}, 'cooling');
    await subject.settle(good);
    assertEqual((await subject.store.snapshot()).cooldowns, [], 'the cooldowns');
    const { lastHour } = await subject.attempt();
    assertEqual(lastHour, spentBy(1), 'what counts since');
  },

  'does not end a cooldown by a success that did not override it': async (subject) => {
    const before = await subject.admit(LAST_RESORT);
    await subject.coolDown(GUESS);
    await subject.settle(before, { spent: SPEND });
    await subject.assertRefused({}, 'cooling');
  },

  'checks quotas of a last resort': async (subject) => {
    const limit = {
      id: 'limit',
      key: 'limit',
      unit: 'requests',
      windowMs: MINUTE_MS,
      max: 1,
    } as const;
    const last = { ...LAST_RESORT, quotas: [limit] };
    await subject.admit(last);
    await subject.assertRefused(last, 'over-quota');
  },
};
