import type { Evaluation, WrongAnswer } from './summarize.js';

const PROMPT_LENGTH = 100;

/**
 * An evaluation as plain text: figures, tables, and the errors with what misled the detector. Ends with a newline. What
 * could steer a terminal is escaped.
 */
export function formatEvaluation(evaluation: Evaluation): string {
  const sections = [
    summaryOf(evaluation),
    intentsOf(evaluation),
    languagesOf(evaluation),
    confusionOf(evaluation),
    reliabilityOf(evaluation),
    worstOf(evaluation),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function summaryOf(evaluation: Evaluation): string {
  const { n, accuracy, lenientAccuracy, macroF1, failures, unknownLabels, microseconds } =
    evaluation;
  const { median, p95, max } = microseconds;
  const lines = [
    `${n} prompts: accuracy ${share(accuracy)} (lenient ${share(lenientAccuracy)}), macro-F1 ${share(macroF1)}`,
    `microseconds per prompt: median ${median.toFixed(1)}, p95 ${p95.toFixed(1)}, max ${max.toFixed(1)}`,
  ];
  if (failures > 0) lines.push(`FAILED on ${failures}: counted as general with confidence 0`);
  if (unknownLabels.length > 0) {
    lines.push(`NO INTENTS of this detector, so never right: ${shown(unknownLabels.join(', '))}`);
  }
  return lines.join('\n');
}

function intentsOf({ intents }: Evaluation): string {
  return table(
    ['intent', 'n', 'precision', 'recall', 'F1'],
    intents.map(({ intent, n, precision, recall, f1 }) => {
      return [intent, `${n}`, share(precision), share(recall), share(f1)];
    }),
  );
}

function languagesOf({ languages }: Evaluation): string {
  return table(
    ['language', 'n', 'accuracy', 'macro-F1'],
    languages.map(({ lang, n, accuracy, macroF1 }) => [
      lang,
      `${n}`,
      share(accuracy),
      share(macroF1),
    ]),
  );
}

function confusionOf({ intents, confusion }: Evaluation): string {
  const names = intents.map(({ intent }) => intent);
  const rows = names.filter((expected) => Object.hasOwn(confusion, expected));
  return table(
    ['meant \\ answered', ...names],
    rows.map((expected) => {
      const cells = new Map(Object.entries(confusion[expected] ?? {}));
      return [expected, ...names.map((got) => `${cells.get(got) ?? '.'}`)];
    }),
  );
}

function reliabilityOf({ reliability, calibrationError }: Evaluation): string {
  const bins = table(
    ['confidence', 'n', 'mean', 'right'],
    reliability.map(({ from, to, n, confidence, accuracy }) => {
      return [`${from.toFixed(1)} to ${to.toFixed(1)}`, `${n}`, share(confidence), share(accuracy)];
    }),
  );
  return `${bins}\nexpected calibration error ${share(calibrationError)}`;
}

function worstOf({ worst }: Evaluation): string {
  if (worst.length === 0) return '';
  return ['The worst errors, the most confident first:', ...worst.map(errorLine)].join('\n');
}

function errorLine({ index, expected, got, confidence, evidence, ...more }: WrongAnswer): string {
  const from = [more.lang, more.source].filter((name) => name !== undefined).join(', ');
  const row = from === '' ? `row ${index}` : `row ${index} (${from})`;
  const because = evidence.length === 0 ? '' : `; ${evidence.join(', ')}`;
  const line = `${row}: ${expected}, not ${got} (${confidence.toFixed(2)})${because}`;
  return more.prompt === undefined
    ? shown(line)
    : `${shown(line)}\n    ${shown(oneLine(more.prompt))}`;
}

function oneLine(prompt: string): string {
  const line = prompt.slice(0, 2 * PROMPT_LENGTH).replace(/\s+/g, ' ');
  return line.length > PROMPT_LENGTH ? `${line.slice(0, PROMPT_LENGTH)}…` : line;
}

/** Bidirectional controls show a line in another order than it has. */
function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function share(value: number): string {
  return value.toFixed(3);
}

/** The first column to the left, the numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((line) => line.map(shown));
  const widths = head.map((_, column) =>
    lines.reduce((widest, line) => Math.max(widest, line[column]?.length ?? 0), 0),
  );
  return lines
    .map((line) => {
      const cells = line.map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      });
      return cells.join('  ').trimEnd();
    })
    .join('\n');
}
