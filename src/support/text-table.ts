/** Of a line in a terminal, in characters. */
export const TEXT_WIDTH = 100;

/** What a table shows. */
export interface TextTable {
  readonly columns: readonly { readonly label: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

const GAP = '  ';
/** In less nothing can be read. */
const LEAST_WIDTH = 8;

interface Column {
  readonly isNumber: boolean;
  width: number;
}

/**
 * A table in aligned columns, within `TEXT_WIDTH`. Where it would be wider, its widest columns of text give way: the
 * last goes on in further lines, others lose their middle.
 */
export function textTable({ columns, rows }: TextTable): string {
  const labels = columns.map(({ label }) => label);
  const lines = [labels, ...rows.map((row) => row.map(printable))];
  const layout = columns.map(({ isNumber }, place) => {
    const widths = lines.map((cells) => widthOf(cells[place] as string));
    return { isNumber, width: Math.max(...widths) };
  });
  while (totalOf(layout) > TEXT_WIDTH && narrowWidest(layout));
  const [head = '', ...body] = lines.flatMap((cells) => rowLines(cells, layout));
  return [head, '─'.repeat(totalOf(layout)), ...body].join('\n');
}

/** Broken between words where possible. */
export function wrapped(text: string, width: number): readonly string[] {
  const line = new RegExp(`.{1,${width}}(?:\\s+|$)|.{${width}}`, 'gu');
  return text.match(line)?.map((part) => part.trimEnd()) ?? [''];
}

/** In one line, and without what moves a terminal's cursor, changes its colours or turns its text round. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

function totalOf(layout: readonly Column[]): number {
  const gaps = GAP.length * (layout.length - 1);
  return layout.reduce((total, { width }) => total + width, gaps);
}

/** False when none can give way. */
function narrowWidest(layout: readonly Column[]): boolean {
  const texts = layout.filter(({ isNumber }) => !isNumber);
  const widest = texts.reduce<Column | undefined>(
    (best, column) => (best !== undefined && best.width >= column.width ? best : column),
    undefined,
  );
  if (widest === undefined || widest.width <= LEAST_WIDTH) return false;
  widest.width--;
  return true;
}

function rowLines(cells: readonly string[], layout: readonly Column[]): string[] {
  const parts = cells.map((cell, place) => {
    const { width } = layout[place] as Column;
    return place === cells.length - 1 ? wrapped(cell, Math.max(width, 1)) : [elided(cell, width)];
  });
  const height = Math.max(...parts.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    parts
      .map((part, place) => aligned(part[line] ?? '', layout[place] as Column))
      .join(GAP)
      .trimEnd(),
  );
}

function aligned(text: string, { isNumber, width }: Column): string {
  const padding = ' '.repeat(width - widthOf(text));
  return isNumber ? padding + text : text + padding;
}

/** Without its middle: names differ at both ends. */
function elided(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  const head = Math.ceil((width - 1) / 2);
  const tail = width - 1 - head;
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}

function widthOf(text: string): number {
  return Array.from(text).length;
}
