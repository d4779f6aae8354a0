import type { SimulationReport } from '../simulation-report.js';

/** What a report says, without the ways to show it: what those are made from. */
export type ReportData = Omit<SimulationReport, 'toText' | 'toHtml'>;
