import { cumulate, type GridLine } from './cumulative.js';

/** A 2-D density that is bilinear between grid values, with its marginal and its conditionals. */
export interface BilinearDensity {
  /** Marginal of the first coordinate */
  first: GridLine;
  /** The second coordinate given the first (not normalised) */
  secondGiven(a: number): GridLine;
  /** The density itself, 0 outside the square */
  density(a: number, b: number): number;
}

/** Values and their running integrals along the second coordinate, n × n row-major. */
interface Table {
  n: number;
  low: number;
  step: number;
  values: Float64Array;
  sums: Float64Array;
}

/** Interpolates exp(logDensity) on (−halfWidth, halfWidth)² from n × n grid points and normalises it there. */
export function bilinearDensity(
  logDensity: (a: number, b: number) => number,
  halfWidth: number,
  n: number,
): BilinearDensity {
  const table = tabulate(logDensity, halfWidth, n);
  const { low, step } = table;
  const marginal = Float64Array.from({ length: n }, (_, i) => table.sums[(i + 1) * n - 1]!);
  const marginalSums = new Float64Array(n);
  const mass = cumulate(marginal, step, marginalSums);
  const secondGiven = (a: number) => conditional(table, a);
  return {
    first: { low, step, count: n, value: (k) => marginal[k]!, cumulative: (k) => marginalSums[k]! },
    secondGiven,
    density(a, b) {
      if (Math.max(Math.abs(a), Math.abs(b)) > halfWidth) return 0;
      const line = secondGiven(a);
      const [k, t] = cellOf(table, b);
      return ((1 - t) * line.value(k) + t * line.value(k + 1)) / mass;
    },
  };
}

function tabulate(logDensity: (a: number, b: number) => number, halfWidth: number, n: number): Table {
  const [low, step] = [-halfWidth, (2 * halfWidth) / (n - 1)];
  const logs = new Float64Array(n * n);
  for (let k = 0; k < n * n; k++) logs[k] = logDensity(low + Math.floor(k / n) * step, low + (k % n) * step);
  const top = logs.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);
  const values = logs.map((value) => Math.exp(value - top));
  const sums = new Float64Array(n * n);
  const row = (array: Float64Array, i: number) => array.subarray(i * n, (i + 1) * n);
  for (let i = 0; i < n; i++) cumulate(row(values, i), step, row(sums, i));
  return { n, low, step, values, sums };
}

/** The line between the rows on either side of a. */
function conditional(table: Table, a: number): GridLine {
  const { n, low, step, values, sums } = table;
  const [i, t] = cellOf(table, a);
  const between = (array: Float64Array) => (k: number) => (1 - t) * array[i * n + k]! + t * array[(i + 1) * n + k]!;
  return { low, step, count: n, value: between(values), cumulative: between(sums) };
}

/** Which cell of the grid x lies in, and how far along, 0 … 1. */
function cellOf({ n, low, step }: Table, x: number): [number, number] {
  const position = Math.min(Math.max((x - low) / step, 0), n - 1);
  const cell = Math.min(Math.floor(position), n - 2);
  return [cell, position - cell];
}
