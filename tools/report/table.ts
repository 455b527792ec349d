import { UserError } from '../../src/errors.js';
import { missingText } from '../../src/studies/results.js';
import { checkOptions, type Directive, type DirectiveRule, required } from './directive.js';
import type { Draft } from './draft.js';
import { format } from './format.js';
import { escapeHtml } from './html.js';
import { captionText, tableFigure, tableNumber } from './numbered-table.js';
import { isQuick, type Results, type Row, split } from './results.js';
import { absent, type Column, columnsOf, grouped, withOthers } from './rows.js';

/** The part of danfojs that tables need. */
export interface Frame {
  loc(what: { columns: string[] }): Frame;
  sortValues(by: string, options: { ascending: boolean }): Frame;
  columns: string[];
  values: unknown;
}

export type MakeFrame = (rows: Row[]) => Frame;

/**
 * `{{table file:path.to.rows label` with `columns` (`key as Title | format; …`), `caption` and optionally
 * `sort` (a key, `-key` for the largest first), `group` (keys: one row for all that share them, columns such as
 * `median(kl[target=U1])`) and `beside` (`file:rows by key`: columns `file.key` of another file): a numbered table.
 */
export const table: DirectiveRule = (directive, draft) => {
  checkOptions(directive, ['columns', 'caption', 'sort', 'group', 'beside']);
  const [reference, label] = directive.argument.split(/\s+/);
  if (!reference || !label) throw new UserError('Expected {{table file:path.to.rows label, got no label');
  const place = tableNumber(label, directive, draft);
  return () => {
    const caption = captionOf(directive, draft, split(reference).file);
    const columns = columnsOf(required(directive, 'columns').text);
    const rows = rowsOf(reference, directive, columns, draft.sources.results);
    const body = cells(rows, columns, directive.options.get('sort')?.text, draft.sources.makeFrame);
    const rest = `${head(columns, body)}\n${body.map(bodyRow).join('\n')}`;
    return tableFigure(place, caption, `<table>\n${rest}\n</tbody></table>`);
  };
};

function rowsOf(reference: string, { options }: Directive, columns: Column[], results: Results): Row[] {
  const rows = results.all(reference).flat() as Row[];
  if (rows.length === 0) throw new UserError(`Expected ${reference} to find rows, got none`);
  const keys = options.get('group')?.text.split(/,\s*/);
  const own = keys ? grouped(rows, keys, columns) : rows;
  const beside = options.get('beside');
  return beside ? withOthers(own, beside.text, results) : own;
}

/** The caption; it says by itself when a quick profile or synthetic digits stand behind the numbers or the picture. */
export function captionOf(directive: Directive, draft: Draft, name: string): string {
  const { results } = draft.sources;
  const { partial, synthetic } = results.meta(name);
  const notes = [
    ...(isQuick(results.file(name)) ? ['Quick profile: short runs.'] : []),
    ...(partial ? [`Of this study ${missingText(partial)} so far.`] : []),
    ...(synthetic === true ? ['Made from synthetic digits, not from MNIST.'] : []),
  ];
  return captionText(directive, draft) + notes.map((note) => ` <em>${escapeHtml(note)}</em>`).join('');
}

interface Cell {
  text: string;
  numeric: boolean;
}

function cells(rows: Row[], columns: Column[], sort: string | undefined, makeFrame: MakeFrame): Cell[][] {
  const by = sort?.replace(/^-/, '');
  const keys = [...new Set([...columns.map(({ key }) => key), ...(by ? [by] : [])])];
  for (const key of keys) {
    if (!rows.every((row) => Object.hasOwn(row, key))) {
      throw new UserError(`Expected every row to have ${key}; there are ${Object.keys(rows[0]!).join(', ')}`);
    }
  }
  // Only the columns needed: a frame takes numbers and texts, not the nested parts of a result.
  const whole = makeFrame(rows.map((row) => Object.fromEntries(keys.map((key) => [key, row[key]]))));
  const sorted = by ? whole.sortValues(by, { ascending: !sort!.startsWith('-') }) : whole;
  const frame = sorted.loc({ columns: columns.map(({ key }) => key) });
  const values = frame.values as unknown[][];
  const numeric = columns.map((_, i) => values.some((row) => typeof row[i] === 'number'));
  return values.map((row) => row.map((value, i) => ({ text: cellText(value, columns[i]!), numeric: numeric[i]! })));
}

const cellText = (value: unknown, column: Column): string => (value === absent ? absent : format(value, column.format));

const alignment = ({ numeric }: Cell): string => (numeric ? ' class="numeric"' : '');

function head(columns: Column[], body: Cell[][]): string {
  const titles = columns.map(({ title }, i) => `<th scope="col"${alignment(body[0]![i]!)}>${escapeHtml(title)}</th>`);
  return `<thead><tr>${titles.join('')}</tr></thead><tbody>`;
}

const bodyRow = (row: Cell[]): string =>
  `<tr>${row.map((cell) => `<td${alignment(cell)}>${escapeHtml(cell.text)}</td>`).join('')}</tr>`;
