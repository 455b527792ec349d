import type { CsvTable } from '../../files/csv.js';
import { type FittedFlow, fittedFlow } from '../../fitting/index.js';
import { unchanged } from '../../fitting/standardisation.js';
import { noise } from '../../random/index.js';

/** Rows that are drawn at once. */
const atOnce = 4096;

/**
 * Draws of a density, `count` for each row of contexts, one context after the other.
 * @returns rows of the context's columns, where there are any, and then of the drawn ones
 */
export function draws(
  q: FittedFlow,
  { count, seed, given }: { count: number; seed: number; given: CsvTable | undefined },
  onRows: (done: number) => void,
): number[][] {
  const standard = fittedFlow({ ...q, standardisation: { ...q.standardisation, x: unchanged(q.dim) } });
  const inUnits = unitsOf(q);
  const total = count * (given?.count ?? 1);
  const contextOf = (i: number): number[] => (given ? rowOf(given, Math.floor(i / count)) : []);
  const rows: number[][] = [];
  for (let chunk = 0; rows.length < total; chunk++) {
    const start = rows.length;
    const contexts = Array.from({ length: Math.min(atOnce, total - start) }, (_, k) => contextOf(start + k));
    const y = standard.sample(contexts.length, noise(seed, 'vinf draw', chunk), given && contexts);
    const values = y.dataSync();
    y.dispose();
    contexts.forEach((context, k) => {
      rows.push([...context, ...inUnits(values.subarray(k * q.dim, (k + 1) * q.dim))]);
    });
    onRows(rows.length);
  }
  return rows;
}

const rowOf = ({ values, columns }: CsvTable, i: number): number[] => [
  ...values.subarray(i * columns, (i + 1) * columns),
];

/** x = mean + std·y in float64, so that a large mean costs no digits, rounded to the digits that float32 has of std·y. */
function unitsOf({ standardisation }: FittedFlow): (y: ArrayLike<number>) => number[] {
  const { mean, std } = standardisation.x;
  const decimals = std.map((s) => Math.min(100, Math.max(0, 7 - Math.floor(Math.log10(s)))));
  return (y) => Array.from(y, (value, j) => Number((mean[j]! + std[j]! * value).toFixed(decimals[j])));
}
