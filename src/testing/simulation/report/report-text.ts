import { printable, TEXT_WIDTH, textTable, wrapped } from '../../../support/text-table.js';
import type { ReportData } from './report-data.js';
import { numberOf } from './report-figures.js';
import { summaryOf, tablesOf, titleOf } from './report-tables.js';

/** The report for a terminal: plain text without colours, in lines of at most 100 characters. */
export function reportText(report: ReportData): string {
  const tables = tablesOf(report).map((table) => `${table.title}\n\n${textTable(table)}`);
  return [titleOf(report), summaryText(report), ...tables, ...violationsText(report)].join('\n\n');
}

function summaryText(report: ReportData): string {
  const figures = summaryOf(report);
  const labelWidth = Math.max(...figures.map(({ label }) => label.length));
  const valueWidth = Math.max(...figures.map(({ value }) => value.length));
  return figures
    .map(({ label, value, details }) =>
      `${label.padEnd(labelWidth)}  ${value.padEnd(valueWidth)}  ${details.join(', ')}`.trimEnd(),
    )
    .join('\n');
}

function violationsText({ violations }: ReportData): readonly string[] {
  if (violations.length === 0) return [];
  const lines = violations.flatMap((violation) =>
    wrapped(printable(violation), TEXT_WIDTH - 2).map(
      (line, index) => `${index === 0 ? '-' : ' '} ${line}`,
    ),
  );
  return [[numberOf('violation', violations.length), '', ...lines].join('\n')];
}
