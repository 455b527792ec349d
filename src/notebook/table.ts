import type { Bundle } from './display.js';

/** Rows of a table; the columns are their keys, in the order in which they first appear. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** A danfo.js DataFrame, as far as it is needed here: the library itself does without danfo. */
export interface DataFrame {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
}

interface Column {
  name: string;
  cells: string[];
  numeric: boolean;
}

const digits = 5; // significant digits of the smallest number of a column; more is noise in a table to be read
const mostDigits = 7; // of the largest: those of float32
const allDigits = 17; // of numbers that the usual ones would show as one
const mostRows = 50;

/** A table as HTML and as aligned text: some five significant digits, numbers to the right, the first 50 rows. */
export function tableBundle(table: Rows | DataFrame): Bundle {
  const rows = 'columns' in table ? rowsOf(table) : table;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = rows.slice(0, mostRows);
  const columns = names.map((name) =>
    column(
      name,
      shown.map((row) => row[name]),
    ),
  );
  const rest = rows.length > mostRows ? `… ${rows.length - mostRows} more rows` : '';
  return { data: { 'text/html': html(columns, shown.length, rest), 'text/plain': text(columns, shown.length, rest) } };
}

function rowsOf({ columns, values }: DataFrame): Rows {
  return values.map((row) => Object.fromEntries(columns.map((name, i) => [name, (row as unknown[])[i]])));
}

function column(name: string, values: readonly unknown[]): Column {
  const given = values.filter((value) => value !== undefined && value !== null);
  const numeric = given.length > 0 && given.every((value) => typeof value === 'number');
  const decimals = numeric ? decimalsFor(given as number[]) : 0;
  const cell = (value: unknown) => {
    if (value === undefined || value === null) return '';
    return typeof value === 'number' ? formatNumber(value, decimals) : String(value);
  };
  return { name, cells: values.map(cell), numeric };
}

/** Decimals for all numbers of a column, so that their points stand below each other. */
function decimalsFor(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  const beforePoint = Math.max(1, ...finite.map((value) => Math.trunc(Math.abs(value)).toString().length));
  const usual = Math.max(0, Math.min(mostDigits - beforePoint, Math.max(...finite.map(decimalsOf))));
  const differ = (decimals: number) => new Set(finite.map((value) => formatNumber(value, decimals))).size > 1;
  if (new Set(finite).size < 2) return usual;
  for (let decimals = usual; decimals <= allDigits - beforePoint; decimals++) if (differ(decimals)) return decimals;
  return usual;
}

/** Decimals that show a number to five significant digits, none in vain; 0 for what is written with an exponent. */
function decimalsOf(value: number): number {
  const short = String(Number(value.toPrecision(digits)));
  return short.includes('e') ? 0 : (short.split('.')[1]?.length ?? 0);
}

/** With an exponent where the decimals would leave less than two digits of it. */
function formatNumber(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value);
  const plain = value.toFixed(decimals);
  const lost = Math.abs(Number(plain) - value) > 0.05 * Math.abs(value);
  return lost ? Number(value.toPrecision(digits)).toExponential() : plain;
}

function html(columns: readonly Column[], count: number, rest: string): string {
  const row = (tag: string, cell: (column: Column) => string) =>
    `<tr>${columns.map((c) => `<${tag}${align(c)}>${escapeHtml(cell(c))}</${tag}>`).join('')}</tr>`;
  const body = Array.from({ length: count }, (_, i) => row('td', ({ cells }) => cells[i]!));
  const lines = [
    '<table>',
    `<thead>${row('th', ({ name }) => name)}</thead>`,
    '<tbody>',
    ...body,
    '</tbody>',
    '</table>',
  ];
  return [...lines, ...(rest ? [`<p>${rest}</p>`] : [])].join('\n');
}

/** GitHub keeps `align` and drops `style`; JupyterLab's own style sheet is stronger than `align`. */
const align = ({ numeric }: Column): string => {
  const side = numeric ? 'right' : 'left';
  return ` align="${side}" style="text-align: ${side}"`;
};

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (value: string): string => value.replace(/[&<>"']/g, (character) => entities[character]!);

function text(columns: readonly Column[], count: number, rest: string): string {
  const widths = columns.map(({ name, cells }) => Math.max(name.length, ...cells.map(({ length }) => length)));
  const line = (cell: (column: Column) => string) =>
    columns
      .map((c, i) => (c.numeric ? cell(c).padStart(widths[i]!) : cell(c).padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  const body = Array.from({ length: count }, (_, i) => line(({ cells }) => cells[i]!));
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(({ name }) => name), rule, ...body, ...(rest ? [rest] : [])].join('\n');
}
