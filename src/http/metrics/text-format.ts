/** What is said of a metric. */
export interface Described {
  /** Without the prefix that all of ours have. */
  readonly name: string;
  readonly help: string;
}

/** One line of a metric. */
export interface Sample {
  /** As `_bucket`, of a histogram. @default '' */
  readonly suffix?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const PREFIX = 'llm_orchestrator_';

/** A metric with all its lines. One that has none yet is announced all the same: whoever looks for it finds it. */
export function metricText(
  type: 'counter' | 'gauge' | 'histogram',
  { name, help }: Described,
  samples: readonly Sample[],
): string {
  const full = PREFIX + name;
  const lines = samples.map(
    ({ suffix = '', labels, value }) => `${full}${suffix}${labelText(labels)} ${numberText(value)}`,
  );
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...lines, ''].join('\n');
}

/** As the format wants it where JavaScript has another word. */
export function numberText(value: number): string {
  return value === Number.POSITIVE_INFINITY ? '+Inf' : String(value);
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** The names of models may hold anything. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
