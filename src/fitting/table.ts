import * as tf from '@tensorflow/tfjs';
import { checkCount, expected } from '../errors.js';

/** Rows of numbers: a list of rows, numbers row after row with the count of columns, or a tensor [N, D]. */
export type Table =
  | readonly ArrayLike<number>[]
  | { readonly values: ArrayLike<number>; readonly columns: number }
  | tf.Tensor2D;

/** A table that has been read: N rows of D columns, row after row, in float64. */
export interface Rows {
  readonly values: Float64Array;
  readonly count: number;
  readonly columns: number;
}

/**
 * Reads a table and checks it.
 * @param what what messages call it, such as `the data`
 * @throws RangeError for rows of different lengths, or a number that is missing or not finite in float32, with its place
 */
export function rowsOf(table: Table, what: string, where: string): Rows {
  const rows = read(table, what, where);
  const { values, columns } = rows;
  const at = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (at < 0) return rows;
  const place = `row ${Math.floor(at / columns)}, column ${at % columns} of ${what} (from 0)`;
  const given = Array.isArray(table) ? table[Math.floor(at / columns)][at % columns] : values[at];
  throw new RangeError(expected(place, 'be a finite number', given ?? 'nothing', where));
}

function read(table: Table, what: string, where: string): Rows {
  if (table instanceof tf.Tensor) {
    if (table.rank !== 2) throw new RangeError(expected(what, 'have shape [N, D]', table.shape, where));
    return { values: Float64Array.from(table.dataSync()), count: table.shape[0], columns: table.shape[1] };
  }
  if ('columns' in table) return cut(table.values, table.columns, what, where);
  const columns = table[0]?.length ?? 0;
  for (const [i, row] of table.entries()) {
    const place = `row ${i} of ${what} (from 0)`;
    if (typeof row?.length !== 'number' || typeof row === 'string') {
      throw new RangeError(expected(place, 'be a list of numbers', row ?? 'nothing', where));
    }
    if (row.length !== columns) {
      throw new RangeError(expected(place, `have ${columns} columns like row 0`, row.length, where));
    }
  }
  const values = new Float64Array(table.length * columns);
  table.forEach((row, i) => {
    for (let j = 0; j < columns; j++) values[i * columns + j] = numberOf(row[j]);
  });
  return { values, count: table.length, columns };
}

/** Text, null and what is missing are no numbers, though JavaScript would make them some. */
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

function cut(values: ArrayLike<number>, columns: number, what: string, where: string): Rows {
  checkCount(`columns of ${what}`, columns, where);
  if (values.length % columns !== 0) {
    throw new RangeError(expected(what, `make whole rows of ${columns} numbers`, values.length, where));
  }
  return { values: Float64Array.from(values), count: values.length / columns, columns };
}

/** @throws RangeError unless there are as many columns as wanted; a table without rows has any */
export function checkColumns(rows: Rows, columns: number, what: string, where: string): void {
  if (rows.columns === columns || rows.count === 0) return;
  throw new RangeError(expected(what, `have ${columns} columns`, rows.columns, where));
}

/** Some of the rows, in the order of the indices. */
export function pickRows({ values, columns }: Rows, indices: Uint32Array): Rows {
  const picked = gather(values, columns, indices, new Float64Array(indices.length * columns));
  return { values: picked, count: indices.length, columns };
}

/** The same of plain numbers, row after row, written into an array. */
export function gather<Numbers extends Float32Array | Float64Array>(
  values: Numbers,
  columns: number,
  indices: Uint32Array,
  into: Numbers,
): Numbers {
  indices.forEach((from, to) => {
    into.set(values.subarray(from * columns, (from + 1) * columns), to * columns);
  });
  return into;
}
