import { ConfigurationError, Orchestrator } from '../../src/index.js';
import { MockSuccessProvider } from '../../src/testing/index.js';

/** A wrong option, where it is wrong and what is said of it. */
export interface Refusal {
  readonly what: string;
  readonly options: Record<string, unknown>;
  readonly path: string;
  readonly says: string;
}

/** An orchestrator of `mock-success/default`, unless the options bring their own providers. */
export function configured(options: Record<string, unknown> = {}): Orchestrator {
  return new Orchestrator({ providers: [new MockSuccessProvider()], ...options } as never) as never;
}

/** What the constructor throws at these options. */
export function refusalOf(options: Record<string, unknown>): ConfigurationError {
  try {
    configured(options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('expected a ConfigurationError');
}

/** A provider with these models that answers nothing. */
export function offering(name: string, ...models: readonly unknown[]): Record<string, unknown> {
  return { name, models, generate: () => Promise.reject(new Error('never to be called')) };
}
