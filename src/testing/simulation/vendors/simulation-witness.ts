import type { ReportedUsage } from '../../../contracts/chat.js';

/** Who is told what the simulated vendors see, to hold it against what the orchestrator says. */
export interface SimulationWitness {
  /** A call has come in: what would be one HTTP request. */
  callStarted(attemptId: string): void;
  /** It has been answered or has failed, its reader has left, or it was aborted; once for each start. */
  callEnded(attemptId: string): void;
  /** All that the call has used so far, as the vendor told its caller. */
  usageReported(attemptId: string, usage: ReportedUsage): void;
}
