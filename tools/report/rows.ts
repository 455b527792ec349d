import { UserError } from '../../src/errors.js';
import { aggregate } from './expression.js';
import { field, type Results, type Row, select, split } from './results.js';

/** Stands where a row has nothing to show. */
export const absent = '–';

/** A column of a table: a field of the rows, or an aggregate of a field over the rows of a group. */
export interface Column {
  /** `bound`, `published.nll` of a row beside, or `median(kl[target=U1])` */
  key: string;
  title: string;
  format: string | undefined;
}

const column = /^([\w.-]+|\w+\([\w-]+(?:\[[^\]]+\])?\))(?:\s+as\s+([^|]+?))?\s*(?:\|\s*(\S+))?$/;
const call = /^(\w+)\(([\w-]+)(?:\[([^\]]+)\])?\)$/;

export function columnsOf(text: string): Column[] {
  return text.split(';').map((part) => {
    const [, key, title, format] = column.exec(part.trim()) ?? [];
    if (!key) throw new UserError(`Expected a column like "key as Title | .1f", got ${part.trim()}`);
    return { key, title: title ?? key, format };
  });
}

/** One row for all rows that share the values of `keys`, in the order of their first. */
export function grouped(rows: readonly Row[], keys: readonly string[], columns: readonly Column[]): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = JSON.stringify(keys.map((key) => field(row, key, 'the table')));
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups.values()].map((group) => ({
    ...Object.fromEntries(keys.map((key) => [key, field(group[0]!, key, 'the table')])),
    ...Object.fromEntries(columns.flatMap(({ key }) => (call.test(key) ? [[key, summed(key, group)]] : []))),
  }));
}

function summed(key: string, group: Row[]): unknown {
  const [, name, field, conditions] = call.exec(key)!;
  const chosen = conditions ? select(group, conditions, 'the table') : group;
  const values = chosen.map((row) => row[field!]).filter((value) => value !== null && value !== undefined);
  return values.length === 0 ? absent : aggregate(name!, values, key);
}

/**
 * The rows with the fields of another file's rows beside them, as `file.field`.
 * @param text `published:mnist by family, K`
 */
export function withOthers(rows: readonly Row[], text: string, results: Results): Row[] {
  const [, reference, list] = /^(\S+) by (.+)$/.exec(text) ?? [];
  if (!reference) throw new UserError(`Expected beside to look like "file:rows by key, key", got ${text}`);
  const keys = list!.split(',').map((key) => key.trim());
  const others = results.all(reference).flat() as Row[];
  const fields = [...new Set(others.flatMap((other) => Object.keys(other)))];
  return rows.map((row) => {
    const other = others.find((one) => keys.every((key) => one[key] === row[key]));
    const { file } = split(reference);
    return { ...row, ...Object.fromEntries(fields.map((field) => [`${file}.${field}`, other?.[field] ?? absent])) };
  });
}
