/** A metric, as it was announced and with its lines. */
export interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ReadSample[];
}

interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const NUMBER = /^(?:[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n' };

/** Reads Prometheus's text format 0.0.4 and throws at the first thing that is not exactly as its specification says. */
export function readPrometheus(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, { type: string; help: string; samples: ReadSample[] }>();
  const seen = new Set<string>();
  let current: string | undefined;
  let help: { readonly name: string; readonly text: string } | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      help = { name, text: rest };
    } else if (keyword === 'TYPE') {
      if (help?.name !== name) throw new Error(`no HELP before the TYPE of ${name}`);
      if (!NAME.test(name) || families.has(name)) throw new Error(`a second ${name}`);
      if (!['counter', 'gauge', 'histogram'].includes(rest)) throw new Error(`type ${rest}`);
      families.set(name, { type: rest, help: help.text, samples: [] });
      current = name;
    } else {
      const sample = readSample(line);
      const key = JSON.stringify([sample.name, Object.entries(sample.labels)]);
      if (seen.has(key)) throw new Error(`twice: ${line}`);
      seen.add(key);
      const family = families.get(current ?? '');
      if (family === undefined || !isOf(sample.name, current ?? '', family.type)) {
        throw new Error(`a line of another metric: ${line}`);
      }
      family.samples.push(sample);
    }
  }
  for (const [name, family] of families)
    if (family.type === 'histogram') checkHistogram(name, family);
  return families;
}

function isOf(sample: string, name: string, type: string): boolean {
  if (type !== 'histogram') return sample === name;
  return ['_bucket', '_sum', '_count'].some((suffix) => sample === name + suffix);
}

function readSample(line: string): ReadSample {
  const name = /^[^{ ]*/.exec(line)?.[0] ?? '';
  if (!NAME.test(name)) throw new Error(`no name: ${line}`);
  const labels: Record<string, string> = {};
  let at = name.length;
  if (line[at] === '{') {
    do {
      at++;
      const equals = line.indexOf('="', at);
      const label = line.slice(at, equals);
      if (!LABEL_NAME.test(label) || Object.hasOwn(labels, label))
        throw new Error(`label: ${line}`);
      const [value, end] = readQuoted(line, equals + 2);
      labels[label] = value;
      at = end;
    } while (line[at] === ',');
    if (line[at] !== '}') throw new Error(`labels not closed: ${line}`);
    at++;
  }
  if (line[at] !== ' ') throw new Error(`no space: ${line}`);
  const number = line.slice(at + 1);
  if (!NUMBER.test(number)) throw new Error(`no number: ${line}`);
  return { name, labels, value: Number(number.replace('Inf', 'Infinity')) };
}

function readQuoted(line: string, start: number): readonly [string, number] {
  let value = '';
  let at = start;
  for (; line[at] !== '"'; at++) {
    if (at >= line.length) throw new Error(`no closing quote: ${line}`);
    if (line[at] !== '\\') {
      value += line[at];
      continue;
    }
    at++;
    const meant = ESCAPES[line[at] ?? ''];
    if (meant === undefined) throw new Error(`no such escape: ${line}`);
    value += meant;
  }
  return [value, at + 1];
}

/** Buckets ascend, count upwards, end with +Inf, and agree with the count. */
function checkHistogram(name: string, { samples }: Family): void {
  const series = new Map<string, { buckets: ReadSample[]; count?: number; sum?: number }>();
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels;
    const key = JSON.stringify(labels);
    const found = series.get(key) ?? { buckets: [] };
    series.set(key, found);
    if (sample.name === `${name}_bucket`) found.buckets.push(sample);
    else if (sample.name === `${name}_count`) found.count = sample.value;
    else found.sum = sample.value;
  }
  for (const [key, { buckets, count, sum }] of series) {
    const bounds = buckets.map(({ labels }) => Number(labels['le']?.replace('Inf', 'Infinity')));
    const values = buckets.map(({ value }) => value);
    const ascends = (list: readonly number[]) =>
      list.every((value, index) => index === 0 || value >= (list[index - 1] as number));
    const isWhole =
      buckets.at(-1)?.labels['le'] === '+Inf' &&
      new Set(bounds).size === bounds.length &&
      ascends(bounds) &&
      ascends(values) &&
      values.at(-1) === count &&
      sum !== undefined;
    if (!isWhole) throw new Error(`no histogram: ${name} ${key}`);
  }
}
