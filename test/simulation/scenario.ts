import type { GenerateRequest } from '../../src/contracts/generate.js';
import { defaultCooldown } from '../../src/cooldown/default-cooldown.js';
import type { TokenThresholdOptions } from '../../src/cooldown/token-threshold-cooldown.js';
import { deepFreeze } from '../../src/testing/deep-freeze.js';
import type {
  SimulatedProviderOptions,
  SimulatedSettings,
  SimulationOptions,
  Traffic,
} from '../../src/testing/simulation/simulation-options.js';
import { Dice } from './dice.js';
import { PromisedStore } from './promised-store.js';
import { requestsOf } from './scenario-requests.js';
import { settingsOf } from './scenario-settings.js';
import { providersOf } from './scenario-vendors.js';

/** A random world as plain data, so that it can be printed, made smaller and tried again. */
export interface World {
  readonly seed: number;
  readonly seconds: number;
  readonly providers: readonly SimulatedProviderOptions[];
  readonly settings: Omit<SimulatedSettings, 'cooldown'>;
  readonly tokenThreshold?: TokenThresholdOptions | undefined;
  readonly traffic: Omit<Traffic, 'request'>;
  /** One of them is drawn for each arrival. */
  readonly requests: readonly (string | GenerateRequest)[];
  readonly clockSteps?: SimulationOptions['clockSteps'];
  /** Its usage store answers with promises. */
  readonly isStorePromised?: boolean | undefined;
}

/** The world of a seed: anything that may be configured, anything that may happen. */
export function worldOf(seed: number): World {
  const dice = new Dice(seed);
  const seconds = dice.size(10, dice.chance(0.02) ? 9_000 : 900);
  const providers = providersOf(dice, seconds);
  const models = providers.flatMap(({ name, models }) =>
    models.map(({ id }) => `${name}/${id}` as const),
  );
  return {
    seed,
    seconds,
    providers,
    settings: settingsOf(dice, models),
    tokenThreshold: dice.maybe(0.25, () => ({
      tokens: dice.size(500, 10_000),
      window: dice.pick(['minute', 'hour']),
      forMs: dice.size(500, 120_000),
    })),
    traffic: trafficOf(dice, seconds),
    requests: requestsOf(dice, models),
    clockSteps: dice.maybe(0.25, () =>
      dice.list(dice.whole(1, 3), () => ({
        atSeconds: dice.whole(0, seconds),
        byMs: dice.size(10, 7_200_000) * dice.pick([-1, 1]),
      })),
    ),
    isStorePromised: dice.maybe(0.15, () => true),
  };
}

/** What is simulated in this world. Nothing in it can be changed. */
export function simulationOf(world: World): SimulationOptions {
  const { seed, seconds, providers, settings, tokenThreshold, traffic, clockSteps } =
    deepFreeze(world);
  const { requests, isStorePromised } = world;
  const request = (random: () => number) =>
    requests[Math.floor(random() * requests.length)] as string | GenerateRequest;
  return {
    seed,
    seconds,
    providers,
    traffic: { ...traffic, request },
    clockSteps,
    orchestrator: (clock) => ({
      ...settings,
      cooldown: defaultCooldown({ tokenThreshold }),
      store: isStorePromised ? new PromisedStore(seed, { clock }) : undefined,
    }),
  };
}

/** A small random simulation; the same seed gives the same. */
export function scenarioOf(seed: number): SimulationOptions {
  return simulationOf(worldOf(seed));
}

/** 30 to 150 requests, evenly or with a burst in the middle. */
function trafficOf(dice: Dice, seconds: number): World['traffic'] {
  const perSecond = dice.size(30, 150) / seconds;
  const burst = () => [
    { fromSeconds: 0, perSecond: perSecond / 2 },
    { fromSeconds: seconds * 0.5, perSecond: perSecond * 5 },
    { fromSeconds: seconds * 0.6, perSecond: perSecond / 2 },
  ];
  return {
    perSecond: dice.chance(0.3) ? burst() : perSecond,
    streams: dice.maybe(0.6, () => dice.share(0, 1)),
    leaving: dice.maybe(0.4, () => ({
      share: dice.share(0, 0.6),
      afterMs: dice.pick([0, dice.size(1, 5_000), { min: 0, max: dice.size(100, 30_000) }]),
    })),
  };
}
