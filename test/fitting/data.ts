import type { FitFlowOptions } from '../../src/fitting/index.js';
import { noise } from '../../src/random/index.js';

/** Rows with ln of the density that they are drawn from, by which a fit is judged. */
export interface Drawn {
  rows: number[][];
  context: number[][];
  logProb: number[];
}

const logNormal = (e: readonly number[]): number =>
  e.reduce((sum, x) => sum - 0.5 * x * x - 0.5 * Math.log(2 * Math.PI), 0);

const logOf = (scales: readonly number[]): number => scales.reduce((sum, s) => sum + Math.log(s), 0);

/** Normal numbers, row after row. */
function normals(name: string, count: number, columns: number): number[][] {
  const e = noise(20150521, name).normal(count * columns);
  return Array.from({ length: count }, (_, i) => [...e.subarray(i * columns, (i + 1) * columns)]);
}

/** Units and zeros of five columns, as tables from outside have them. */
const scales = [2000, 0.003, 12, 0.4, 150];
const offsets = [1_400_000, 0.01, -273, 5, 0];

/** Five columns that bend with each other, in units far from 1: a triangular map of normal numbers, so p(x) is known. */
export function fiveColumns(name: string, count: number): Drawn {
  const e = normals(name, count, 5);
  const rows = e.map(([a, b, c, d, f]) => {
    const bent = [a!, 0.6 * b! + 0.5 * (a! * a! - 1), c! + Math.sin(a!), 0.5 * d! + 0.8 * c!, f! * 0.7 - 0.5 * a!];
    return bent.map((y, j) => offsets[j]! + scales[j]! * y);
  });
  const shift = logOf(scales) + logOf([0.6, 0.5, 0.7]);
  return { rows, context: [], logProb: e.map((row) => logNormal(row) - shift) };
}

/** Two columns that depend on a context of its own units: mean and spread move with it. */
export function conditional(name: string, count: number): Drawn {
  const e = normals(name, count, 3);
  const drawn = e.map(([c, a, b]) => {
    const spread = 0.5 * Math.exp(0.4 * c!);
    const first = Math.sin(1.5 * c!) + spread * a!;
    const second = 0.5 * first * c! + 0.4 * b!;
    const logProb = logNormal([a!, b!]) - logOf([spread, 0.4, 30, 0.02]);
    return { context: [300 + 25 * c!], row: [30 * first, 7 + 0.02 * second], logProb };
  });
  return {
    rows: drawn.map(({ row }) => row),
    context: drawn.map(({ context }) => context),
    logProb: drawn.map(({ logProb }) => logProb),
  };
}

/** As small as a fit can be: rows of which an affine flow finds mean and scale. */
export const small: FitFlowOptions = { steps: 100, learningRate: 0.03, quiet: true };
/** Five columns. */
export const rows = fiveColumns('small', 300).rows;

/** The rows with one of them changed. */
export const changed = (row: number, change: (values: number[]) => unknown[]) =>
  rows.map((values, i) => (i === row ? change(values) : values)) as number[][];
