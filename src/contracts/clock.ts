/** Time, injected. `setTimeout` and `clearTimeout` of `globalThis` fit as they are. */
export interface Clock {
  /** Wall time, epoch ms: only for what is shown or stored. */
  now(): number;
  /** Never goes back, ms: for everything elapsed. */
  monotonic(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}
