import type { GenerateRequest } from '../../../contracts/generate.js';
import { sampler } from '../distribution.js';
import type { Traffic } from '../simulation-options.js';
import { Arrivals } from './arrivals.js';
import { Caller, type CallerWorld, type Visit } from './caller.js';

/** One for each intent of the built-in detector. */
export const PROMPTS: readonly string[] = [
  'Write a TypeScript function that merges two sorted arrays.',
  'Explain to a beginner how photosynthesis works.',
  'Write a short poem about the first snow of the year.',
  'Translate into French: "The train leaves at half past seven."',
  'Summarize the following report in three sentences.',
  'Recommend a restaurant in Lisbon for two.',
];

export interface CallersOptions {
  readonly traffic: Traffic;
  readonly seconds: number;
  /** The id of the next request. */
  readonly nextId: () => string;
  /** One for when they come, one for what they want: so the same seed brings them at the same times, whatever they ask. */
  readonly randoms: { readonly arrivals: () => number; readonly visits: () => number };
}

/** All who ask: each comes at its time, and the one after it is known only then. */
export class Callers {
  readonly #options: CallersOptions;
  readonly #world: CallerWorld;
  readonly #arrivals: Arrivals;
  readonly #drawStayMs: () => number;
  #underWay = 0;
  #listenersLeft = 0;

  constructor(options: CallersOptions, world: CallerWorld) {
    const { traffic, randoms } = options;
    this.#options = options;
    this.#world = world;
    this.#arrivals = new Arrivals(traffic.perSecond, randoms.arrivals);
    this.#drawStayMs = sampler(traffic.leaving?.afterMs ?? 0, randoms.visits);
  }

  /** How many wait for an answer. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Listeners on callers' signals that were there when their requests were over. */
  get listenersLeft(): number {
    return this.#listenersLeft;
  }

  /** Sets the timer for the next one. */
  awaitNext(): void {
    const at = this.#arrivals.next();
    if (at >= this.#options.seconds * 1_000) return;
    this.#world.clock.at(at, () => {
      this.#receive();
      this.awaitNext();
    });
  }

  #receive(): void {
    const caller = new Caller(this.#draw(), this.#world);
    const { clock } = this.#world;
    this.#underWay++;
    caller.visit().then(
      () => {
        this.#underWay--;
        this.#listenersLeft += caller.listeners;
      },
      (error: unknown) => {
        // What a timer throws ends the simulation; a rejection that nobody awaits might end the process.
        clock.at(clock.monotonic(), () => {
          throw error;
        });
      },
    );
  }

  #draw(): Visit {
    const { traffic, randoms, nextId } = this.#options;
    const { streams = 0, leaving, request = anyPrompt } = traffic;
    const random = randoms.visits;
    const streaming = random() < streams;
    const leavesAt =
      random() < (leaving?.share ?? 0)
        ? this.#world.clock.monotonic() + this.#drawStayMs()
        : undefined;
    const stopsReading = streaming && random() < 0.5;
    return { id: nextId(), request: request(random), streaming, leavesAt, stopsReading };
  }
}

function anyPrompt(random: () => number): string | GenerateRequest {
  return PROMPTS[Math.floor(random() * PROMPTS.length)] as string;
}
