import { textTable } from '../support/text-table.js';
import type { ListedModel } from './list-models.js';
import type { Paint } from './paint.js';
import { boldHead } from './words.js';

interface Column {
  readonly label: string;
  readonly isNumber: boolean;
  readonly of: (model: ListedModel) => string | number | undefined;
}

const COLUMNS: readonly Column[] = [
  { label: 'Model', isNumber: false, of: ({ model }) => model },
  { label: 'in', isNumber: true, of: ({ price }) => price?.input },
  { label: 'out', isNumber: true, of: ({ price }) => price?.output },
  { label: 'context', isNumber: true, of: ({ contextWindow }) => tokens(contextWindow) },
  { label: 'quality', isNumber: true, of: ({ quality }) => quality },
  { label: 'speed', isNumber: true, of: ({ speed }) => speed },
  { label: 'now', isNumber: false, of: availability },
  { label: 'retires', isNumber: false, of: ({ retiresOn }) => retiresOn?.slice(0, 10) },
  { label: 'can', isNumber: false, of: ({ capabilities }) => capabilities?.join(', ') },
];

/** All models for a terminal. A column of which nothing is known is left out. */
export function modelsText(models: readonly ListedModel[], paint: Paint): string {
  const columns = COLUMNS.filter(({ of }) => models.some((model) => of(model) !== undefined));
  const rows = models.map((model) => columns.map(({ of }) => String(of(model) ?? '-')));
  return boldHead(textTable({ columns, rows }), paint);
}

function availability({ available, reason, retryAfterMs }: ListedModel): string {
  if (available || reason === undefined) return available ? 'ready' : 'no';
  return retryAfterMs === undefined ? reason : `${reason} ${Math.ceil(retryAfterMs / 1_000)} s`;
}

/** Vendors round them to thousands themselves. */
function tokens(count: number | undefined): string | undefined {
  return count === undefined || count < 1_000 ? count?.toString() : `${Math.floor(count / 1_000)}k`;
}
