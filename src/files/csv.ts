import { expected, firstLine, UserError } from '../errors.js';

/** Chosen columns of a CSV as numbers. */
export interface CsvTable {
  /** Of the columns, in the order in which they were chosen. */
  readonly names: readonly string[];
  /** How many columns were chosen. */
  readonly columns: number;
  readonly count: number;
  /** Row after row, in float64; all are finite in float32. */
  readonly values: Float64Array;
}

/** What the first line says of the columns. */
export interface CsvHeader {
  /** Of all columns; `x1`, `x2`, … where the file does not name them. */
  readonly names: readonly string[];
  /** Whether the file names them. */
  readonly named: boolean;
}

/** Fields of a line, and its number in the file, from 1. */
interface Line {
  fields: readonly string[];
  number: number;
}

/**
 * Reads columns of numbers from a CSV (RFC 4180, with quotes, any line ends, UTF-8 or UTF-16 by its mark). Fields are
 * separated by tabs, semicolons or commas: by the first of these that is in the first line. That line names the columns if
 * a field of it is no number. Lines without anything are skipped.
 * @param name   what messages call the file
 * @param choose names of the columns that are wanted, of those that there are; it throws where it misses one
 * @throws UserError, one line with line number and column: for a file that is empty or no text, two columns of one name,
 *   lines of different lengths, and numbers that are wanted and missing, text, or not finite in float32
 */
export async function parseCsv(
  bytes: Uint8Array,
  name: string,
  choose: (header: CsvHeader) => readonly string[],
): Promise<CsvTable> {
  const { parse } = await import('csv-parse/sync');
  if (!isText(bytes)) throw new UserError(expected(name, 'be a CSV', 'a file that is no text'));
  const parseLines = (delimiter: string, onLine: (line: Line) => void, to = -1) =>
    parse(bytes, {
      ...{ bom: true, relax_column_count: true, skip_empty_lines: true, trim: true, delimiter, to },
      on_record(fields: string[], { lines }) {
        onLine({ fields, number: lines });
        return null; // Kept as numbers.
      },
    });
  const reader = columnReader(name, choose);
  try {
    parseLines(delimiterOf(parseLines), reader.read);
  } catch (error) {
    throw isCsvError(error) ? new UserError(`${name} is no whole CSV: ${firstLine(error)}`) : error;
  }
  return reader.table();
}

/** Files of spreadsheets and archives have bytes of 0; so has text in UTF-16, which begins with its mark. */
function isText(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return (first === 0xff && second === 0xfe) || !bytes.subarray(0, 4096).includes(0);
}

const isCsvError = (error: unknown): boolean => error instanceof Error && 'code' in error && 'bytes_records' in error;

/** Where decimals have commas, fields have semicolons between them, and more commas than these. */
const delimiters = ['\t', ';', ','];

function delimiterOf(parseLines: (delimiter: string, onLine: (line: Line) => void, to: number) => void): string {
  const divides = (delimiter: string) => {
    let divided = false;
    const look = ({ fields }: Line) => {
      divided = fields.length > 1;
    };
    try {
      parseLines(delimiter, look, 1);
    } catch (error) {
      if (!isCsvError(error)) throw error; // A quoted field has to end where this delimiter is.
    }
    return divided;
  };
  return delimiters.find(divides) ?? ',';
}

/** Takes one line after the other, the header first if there is one. */
function columnReader(name: string, choose: (header: CsvHeader) => readonly string[]) {
  const values: number[] = [];
  let first: (Line & CsvHeader & { chosen: readonly string[]; at: readonly number[] }) | undefined;
  const begin = (line: Line) => {
    const header = headerOf(line, name);
    const chosen = choose(header);
    first = { ...line, ...header, chosen, at: chosen.map((column) => header.names.indexOf(column)) };
    return first;
  };
  return {
    read(line: Line) {
      const { named, names, number, at } = first ?? begin(line);
      if (line.fields.length !== names.length) {
        const wanted = `have ${names.length} fields like line ${number}`;
        throw new UserError(expected(`line ${line.number} of ${name}`, wanted, line.fields.length));
      }
      if (named && line.number === number) return;
      for (const j of at) values.push(numberOf(line, j, names, name));
    },
    table(): CsvTable {
      if (!first) throw new UserError(expected(name, 'hold rows of numbers', 'nothing'));
      if (values.length === 0) throw new UserError(expected(name, 'hold rows of numbers', 'a line of names alone'));
      const { chosen: names } = first;
      const columns = names.length;
      return { names, columns, count: values.length / columns, values: Float64Array.from(values) };
    },
  };
}

function headerOf({ fields, number }: Line, name: string): CsvHeader {
  const named = fields.some((field) => !isNumber(field) && !isMissing(field));
  if (!named) return { named, names: fields.map((_, j) => `x${j + 1}`) };
  const twice = fields.find((field, j) => field !== '' && fields.indexOf(field) < j);
  if (twice === undefined) return { named, names: fields };
  throw new UserError(expected(`line ${number} of ${name}`, 'name each column differently', `"${twice}" twice`));
}

const isNumber = (field: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(field);

/** As R, pandas, spreadsheets and databases write that there is none. */
const isMissing = (field: string): boolean => /^(|#?n\/?a|nan|null|none|\.|-|\?)$/i.test(field);

/** @throws UserError for a field that is none, or one too large for float32 */
function numberOf({ fields, number }: Line, j: number, names: readonly string[], name: string): number {
  const field = fields[j]!;
  const value = isNumber(field) ? Number(field) : Number.NaN;
  if (Number.isFinite(Math.fround(value))) return value;
  const wanted = Number.isNaN(value) ? 'be a number' : 'be below 3.4e38';
  const place = `line ${number}, column "${names[j]}" of ${name}`;
  throw new UserError(`${expected(place, wanted, shown(field))}${hint(field, names)}`);
}

const longest = 40;

const shown = (field: string): string => {
  if (field === '') return 'nothing';
  return field.length > longest ? `${field.slice(0, longest)}…` : field;
};

function hint(field: string, names: readonly string[]): string {
  if (isMissing(field)) return '; leave rows with missing values out, or fill them in';
  if (/^[+-]?\d+,\d+$/.test(field)) return '; decimals have a point';
  if (names.length === 1 && /\s/.test(field)) return '; fields have commas, semicolons or tabs between them';
  return '';
}
