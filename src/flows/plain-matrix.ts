import { expected } from '../errors.js';

/** A matrix as plain numbers, `matrix[i][j]` in row i and column j. */
export type PlainMatrix = readonly (readonly number[])[];

/**
 * Flat numbers, such as draws of noise, cut into rows one after the other.
 * @throws RangeError unless they make whole rows
 */
export function toRows(values: ArrayLike<number>, columns: number): number[][] {
  if (!(columns > 0 && values.length % columns === 0)) {
    throw new RangeError(expected('the values', `make whole rows of ${columns}`, values.length, 'toRows'));
  }
  return Array.from({ length: values.length / columns }, (_, i) =>
    Array.from({ length: columns }, (_, j) => values[i * columns + j]!),
  );
}

/** Aᵀ */
export const transpose = (A: PlainMatrix): number[][] => (A[0] ?? []).map((_, j) => A.map((row) => row[j]!));

/**
 * A·B, in float64: for looking at small matrices.
 * @throws RangeError unless A has as many columns as B has rows
 */
export function matrixProduct(A: PlainMatrix, B: PlainMatrix): number[][] {
  const wrong = A.find((row) => row.length !== B.length);
  if (wrong) throw new RangeError(expected('A', `have ${B.length} columns`, wrong.length, 'matrixProduct'));
  const columns = transpose(B);
  return A.map((row) => columns.map((column) => row.reduce((sum, value, k) => sum + value * column[k]!, 0)));
}
