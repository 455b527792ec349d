import { expected } from '../errors.js';

/**
 * Determinant of a square matrix by Gaussian elimination with partial pivoting, in float64: D³/3 multiplications.
 * What flows avoid, and are checked against.
 * @throws RangeError for a matrix that is not square
 */
export function determinant(matrix: readonly (readonly number[])[]): number {
  const n = matrix.length;
  const wrong = matrix.find((row) => row.length !== n);
  if (wrong) throw new RangeError(expected('the matrix', `have ${n} columns like rows`, wrong.length, 'determinant'));
  const rows = matrix.map((row) => Float64Array.from(row));
  let product = 1;
  for (let k = 0; k < n; k++) {
    const pivot = largestFrom(rows, k);
    if (pivot !== k) {
      [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
      product = -product;
    }
    const top = rows[k]!;
    if (top[k] === 0) return 0;
    product *= top[k]!;
    for (const row of rows.slice(k + 1)) subtractMultiple(row, top, row[k]! / top[k]!);
  }
  return product;
}

/** Which row from k on has the largest entry in column k. */
function largestFrom(rows: readonly Float64Array[], k: number): number {
  let best = k;
  for (let i = k + 1; i < rows.length; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[best]![k]!)) best = i;
  return best;
}

function subtractMultiple(row: Float64Array, other: Float64Array, factor: number): void {
  for (let j = 0; j < row.length; j++) row[j] = row[j]! - factor * other[j]!;
}
