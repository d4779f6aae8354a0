import type { Settings } from './configuration/resolve-options.js';
import type { GenerateRequest, GenerateResult } from './contracts/generate.js';
import type { RetryBudget } from './fallback/retry-budget.js';
import type { WaitingRoom } from './fallback/waiting-room.js';
import type { Ledger } from './ledger.js';
import type { Measurements } from './routing/measurements.js';
import type { Ratings } from './routing/ratings.js';
import type { Sessions } from './routing/sessions.js';
import type { Emitter } from './support/emitter.js';
import type { RunningRequests } from './support/running-requests.js';

/** What all requests of an orchestrator share. */
export interface Core {
  readonly settings: Settings;
  readonly emitter: Emitter;
  readonly ledger: Ledger;
  readonly measurements: Measurements;
  readonly ratings: Ratings;
  readonly sessions: Sessions;
  readonly retryBudget: RetryBudget;
  readonly waitingRoom: WaitingRoom;
  readonly running: RunningRequests;
  /** Makes a request of its own for the detector of another one; absent where no model may be asked. */
  readonly ask:
    | ((request: GenerateRequest, parentId: string) => Promise<GenerateResult>)
    | undefined;
}
