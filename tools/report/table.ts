import { UserError } from '../../src/errors.js';
import { checkOptions, type Directive, type DirectiveRule, required } from './directive.js';
import { addLabel, countLabels, type Draft, renderInline } from './draft.js';
import { format } from './format.js';
import { escapeHtml } from './html.js';
import { type Row, split } from './results.js';

/** The part of danfojs that tables need. */
export interface Frame {
  loc(what: { columns: string[] }): Frame;
  sortValues(by: string, options: { ascending: boolean }): Frame;
  columns: string[];
  values: unknown;
}

export type MakeFrame = (rows: Row[]) => Frame;

interface Column {
  key: string;
  title: string;
  format: string | undefined;
}

const column = /^([\w-]+)(?:\s+as\s+([^|]+?))?\s*(?:\|\s*(\S+))?$/;

/**
 * `{{table file:path.to.rows label` with `columns` (`key as Title | format; …`), `caption` and optionally `sort`
 * (a key, `-key` for the largest first): a numbered table of a result's rows.
 */
export const table: DirectiveRule = (directive, draft) => {
  checkOptions(directive, ['columns', 'caption', 'sort']);
  const [reference, label] = directive.argument.split(/\s+/);
  if (!reference || !label) throw new UserError('Expected {{table file:path.to.rows label, got no label');
  const number = `Table ${countLabels(draft, 'tbl') + 1}`;
  const anchor = addLabel(draft, `tbl:${label}`, number, directive.line);
  return () => {
    const caption = captionOf(directive, draft, split(reference).file);
    const rows = draft.sources.results.all(reference).flat() as Row[];
    if (rows.length === 0) throw new UserError(`Expected ${reference} to find rows, got none`);
    const columns = required(directive, 'columns')
      .text.split(';')
      .map((text) => columnOf(text.trim()));
    const body = cells(rows, columns, directive.options.get('sort')?.text, draft.sources.makeFrame);
    return `<figure class="table" id="${anchor}">\n<figcaption><b>${number}.</b> ${caption}</figcaption>
<div class="wide"><table>\n${head(columns, body)}\n${body.map(bodyRow).join('\n')}\n</tbody></table></div>\n</figure>\n`;
  };
};

/** The caption; it says by itself when synthetic digits stand behind the numbers or the picture. */
export function captionOf(directive: Directive, draft: Draft, file: string): string {
  const { text, line } = required(directive, 'caption');
  const note = draft.sources.results.synthetic(file) ? ' <em>Made from synthetic digits, not from MNIST.</em>' : '';
  return renderInline(draft, text, line) + note;
}

function columnOf(text: string): Column {
  const [, key, title, form] = column.exec(text) ?? [];
  if (!key) throw new UserError(`Expected a column like "key as Title | .1f", got ${text}`);
  return { key, title: title ?? key, format: form };
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
  return (frame.values as unknown[][]).map((values) =>
    values.map((value, i) => ({ text: format(value, columns[i]!.format), numeric: typeof value === 'number' })),
  );
}

const alignment = ({ numeric }: Cell): string => (numeric ? ' class="numeric"' : '');

function head(columns: Column[], body: Cell[][]): string {
  const titles = columns.map(({ title }, i) => `<th scope="col"${alignment(body[0]![i]!)}>${escapeHtml(title)}</th>`);
  return `<thead><tr>${titles.join('')}</tr></thead><tbody>`;
}

const bodyRow = (row: Cell[]): string =>
  `<tr>${row.map((cell) => `<td${alignment(cell)}>${escapeHtml(cell.text)}</td>`).join('')}</tr>`;
