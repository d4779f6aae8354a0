import type { Awaitable } from '../contracts/basics.js';

/**
 * What somebody may do. `generate`: ask, by `/generate`, `/explain` and `/v1`. `read`: `/stats` and `/metrics`. `admin`:
 * everything. Whoever may do anything may read `/health` and `/openapi.json`.
 */
export const GRANTS = ['generate', 'read', 'admin'] as const;
/** One of them. */
export type Grant = (typeof GRANTS)[number];

/** Somebody who has shown who he is. */
export interface HttpCaller {
  readonly grants: readonly Grant[];
  /** Whose usage his requests are. @default nobody's */
  readonly tenant?: string | undefined;
}

/** Who is asking; undefined for a stranger. */
export type Authorize = (request: Request) => Awaitable<HttpCaller | undefined>;
