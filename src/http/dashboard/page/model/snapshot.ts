import type { HealthReport, UsageReport } from '../../../../contracts/generate.js';

/** What a server says of itself when it is asked. */
export interface Snapshot {
  readonly health: HealthReport;
  readonly stats: UsageReport;
}
