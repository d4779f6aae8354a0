import type { Server } from 'node:http';
import type { AnyOrchestrator } from '../../orchestrator.js';
import { systemClock } from '../../support/system-clock.js';

/** For running requests to end by themselves. */
export const GRACE_MS = 5_000;
/** For their answers to be read. */
const FLUSH_MS = 500;

/**
 * Ends a server and what it serves: nobody comes in any more, running requests end or are aborted, and who listens to
 * events, which have no end, is sent away.
 */
export async function closeServer(server: Server, orchestrator: AnyOrchestrator): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  try {
    await orchestrator.close({ graceMs: GRACE_MS });
  } finally {
    server.closeIdleConnections();
    await Promise.race([closed, time(FLUSH_MS)]);
    server.closeAllConnections();
    await closed;
  }
}

function time(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.setTimeout(resolve, ms));
}
