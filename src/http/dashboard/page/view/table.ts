import { type Content, element } from './elements.js';

/** A column: its heading, and whether numbers stand in it. */
export interface Column {
  readonly title: string;
  /** What the heading means, where that needs saying. */
  readonly hint?: string;
  readonly isNumber?: true;
}

/** A table, and where its rows go. On a narrow screen its rows are cards, so its parts say what they are. */
export function table(
  caption: string,
  columns: readonly Column[],
): { readonly element: HTMLTableElement; readonly body: HTMLTableSectionElement } {
  const headings = columns.map(({ title, hint, isNumber }) =>
    element(
      'th',
      { scope: 'col', role: 'columnheader', title: hint, class: isNumber && 'number' },
      title,
    ),
  );
  const body = element('tbody', { role: 'rowgroup' });
  const made = element(
    'table',
    { role: 'table' },
    element('caption', {}, caption),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...headings)),
    body,
  );
  return { element: made, body };
}

/** A cell. The card of a narrow screen names it as its column does. */
export function cell(
  { title, isNumber }: Column,
  ...contents: readonly Content[]
): HTMLTableCellElement {
  const attributes = { role: 'cell', 'data-title': title, class: isNumber && 'number' };
  return element('td', attributes, ...contents);
}

/** The cell that names its row. */
export function rowHeading({ title }: Column, ...contents: readonly Content[]) {
  return element('th', { scope: 'row', role: 'rowheader', 'data-title': title }, ...contents);
}

/** A table whose rows are known at once. */
export function filledTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
): HTMLTableElement {
  const { element: made, body } = table(caption, columns);
  for (const contents of rows) {
    const cells = columns.map((column, index) => {
      const content = contents[index] ?? '';
      return index === 0 ? rowHeading(column, content) : cell(column, content);
    });
    body.append(element('tr', { role: 'row' }, ...cells));
  }
  return made;
}
