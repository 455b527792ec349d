import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import { rowOf } from '../tensors/values.js';
import { type Standardisation, standardisedRows } from '../training/flow-file/standardisation.js';
import { checkColumns, type Rows, rowsOf, type Table } from './table.js';

/** The one that changes nothing. */
export const unchanged = (columns: number): Standardisation => ({
  mean: new Array<number>(columns).fill(0),
  std: new Array<number>(columns).fill(1),
});

/**
 * Means and standard deviations of the columns, in float64.
 * @throws RangeError for a column of one value
 */
export function columnScales(rows: Rows, what: string, where: string): Standardisation {
  const columns = Array.from({ length: rows.columns }, (_, j) => column(rows, j));
  const mean = columns.map((values) => values.reduce((sum, x) => sum + x, 0) / values.length);
  const std = columns.map((values, j) => {
    if (values.every((x) => x === values[0])) {
      const wanted = `vary over the ${rows.count} rows that are trained on`;
      throw new RangeError(expected(`column ${j} of ${what} (from 0)`, wanted, `${values[0]} in each`, where));
    }
    return Math.sqrt(values.reduce((sum, x) => sum + (x - mean[j]!) ** 2, 0) / values.length);
  });
  return { mean, std };
}

/** The numbers of one column. */
export const column = ({ values, count, columns }: Rows, j: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => values[i * columns + j]!);

/** Standardised rows in float32; computed in float64, so that a large mean costs no digits. */
export function standardised({ values, columns }: Rows, { mean, std }: Standardisation): Float32Array {
  return Float32Array.from(values, (x, k) => (x - mean[k % columns]!) / std[k % columns]!);
}

/**
 * A table as a standardised tensor [N, D]; gradients go through a tensor, whose shape alone is checked.
 * @throws RangeError for another number of columns, or what `rowsOf` finds
 */
export function standardisedTensor(table: Table, scales: Standardisation, what: string, where: string): tf.Tensor2D {
  const columns = scales.mean.length;
  if (table instanceof tf.Tensor) {
    if (table.rank !== 2 || table.shape[1] !== columns) {
      throw new RangeError(expected(what, `have shape [B, ${columns}]`, table.shape, where));
    }
    return standardisedRows(table, scales);
  }
  const rows = rowsOf(table, what, where);
  checkColumns(rows, columns, what, where);
  return tf.tensor2d(standardised(rows, scales), [rows.count, columns]);
}

/** The way back, [B, D]: x = mean + std·y. */
export const unstandardised = (y: tf.Tensor2D, { mean, std }: Standardisation): tf.Tensor2D =>
  tf.tidy(() => tf.add<tf.Tensor2D>(rowOf(mean), tf.mul(rowOf(std), y)));

/** ln|det ∂x/∂y| = Σ ln std, nats. */
export const logScale = ({ std }: Standardisation): number => std.reduce((sum, s) => sum + Math.log(s), 0);

/** What a user should know of columns that are used as they are, where a flow can hardly begin at them. */
export function farFromUnit({ mean, std }: Standardisation, what: string): string[] {
  const wanted = 'have a mean near 0 and a standard deviation near 1';
  return mean.flatMap((m, j) => {
    if (Math.abs(m) <= 5 && std[j]! >= 0.2 && std[j]! <= 5) return [];
    const found = expected(`column ${j} of ${what} (from 0)`, wanted, `${short(m)} and ${short(std[j]!)}`);
    return [`${found}; \`standardise\` makes them so`];
  });
}

/** In standard deviations: of a Gaussian nothing is further out, be there ever so many rows. */
const furthest = 20;

/** What a user should know of single values so far out that the others are pressed together, far from scale 1. */
export function farOut(rows: Rows, { mean, std }: Standardisation, what: string): string[] {
  const wanted = `lie within ${furthest} standard deviations of its mean`;
  return mean.flatMap((m, j) => {
    const far = column(rows, j).find((x) => Math.abs(x - m) > furthest * std[j]!);
    if (far === undefined) return [];
    const found = expected(`column ${j} of ${what} (from 0)`, wanted, far);
    return [`${found}; a value so far out presses the others together`];
  });
}

const short = (x: number): string => String(Number(x.toPrecision(3)));
