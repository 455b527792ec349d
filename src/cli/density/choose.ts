import { expected, UserError, unknownName } from '../../errors.js';
import type { CsvHeader } from '../../files/csv.js';

/**
 * The columns that are to be fitted, those of `--columns` or all but those of `--given`, and then those of `--given`.
 * @throws UserError for a name that is not there, twice there or in both, a column without a name, and no column
 */
export function chooseColumns(
  { names, named }: CsvHeader,
  { columns, given = [] }: { columns?: readonly string[]; given?: readonly string[] },
  file: string,
): readonly string[] {
  for (const [option, list] of Object.entries({ '--columns': columns ?? [], '--given': given })) {
    for (const [i, name] of list.entries()) {
      const where = named ? `${option}, ${file}` : `${option}, ${file}, whose columns have no names`;
      if (!names.includes(name)) throw new UserError(`${unknownName('column', name, names)} (${where})`);
      if (list.indexOf(name) < i) throw new UserError(expected(option, 'name a column once', `"${name}" twice`, file));
    }
  }
  const both = columns?.find((name) => given.includes(name));
  if (both !== undefined) throw new UserError(`Column "${both}" is in --columns and in --given; it can be one of them`);
  const x = columns ?? names.filter((name) => !given.includes(name));
  if (x.length === 0) throw new UserError(`All columns of ${file} are in --given; there is none left to fit`);
  if (x.includes('')) {
    const place = `Column ${names.indexOf('') + 1} of ${file} has no name`;
    throw new UserError(`${place}, as a column of row numbers has none; choose columns with --columns`);
  }
  return [...x, ...given];
}

/**
 * The columns of a density in a table, in any order there.
 * @throws UserError with those that are missing
 */
export function findColumns(wanted: readonly string[], { names, named }: CsvHeader, file: string): readonly string[] {
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length === 0) return wanted;
  const list = (columns: readonly string[]) => columns.map((name) => `"${name}"`).join(', ');
  const there = named ? `it has ${list(names)}` : 'it has no line of names';
  throw new UserError(
    `${file} lacks ${missing.length > 1 ? 'columns' : 'column'} ${list(missing)} of the density; ${there}`,
  );
}
