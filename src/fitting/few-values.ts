import { expected } from '../errors.js';
import { column } from './standardisation.js';
import type { Rows } from './table.js';

/** So few values, in more rows than that, are not those of a continuous column. */
const few = { values: 20, rows: 200 };

/** One value in more than this share of the rows is no chance. */
const largestShare = 1 / 4;

const remedy = 'a density has no bound at values that repeat, `jitter` spreads them';

/**
 * What a user should know of columns that take few values, or one of them again and again: a density of them can grow
 * without bound, and the likelihood says nothing then.
 */
export function fewValues(rows: Rows, what: string): string[] {
  return Array.from({ length: rows.columns }, (_, j) => j).flatMap((j) => {
    const { distinct, most, times } = repetition(column(rows, j));
    const place = `column ${j} of ${what} (from 0)`;
    if (distinct <= few.values && rows.count > few.rows) {
      return `${expected(place, `take more than ${few.values} values`, `${distinct} in ${rows.count} rows`)}; ${remedy}`;
    }
    if (times === 1 || times <= largestShare * rows.count) return [];
    const got = `${most} in ${times} of ${rows.count} rows`;
    return `${expected(place, 'have no value in more than a quarter of the rows', got)}; ${remedy}`;
  });
}

/** How many values there are, and which of them is there most often. */
function repetition(values: Float64Array): { distinct: number; most: number; times: number } {
  values.sort();
  let [distinct, most, times] = [0, Number.NaN, 0];
  for (let start = 0; start < values.length; ) {
    let end = start + 1;
    while (values[end] === values[start]) end++;
    distinct++;
    if (end - start > times) [most, times] = [values[start]!, end - start];
    start = end;
  }
  return { distinct, most, times };
}
