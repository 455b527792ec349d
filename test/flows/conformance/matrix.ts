/** Small dense matrices of doubles. */
export type Matrix = number[][];

/** ln|det|, the sign of det, and the inverse, by Gauss–Jordan elimination with partial pivoting. */
export function decompose(matrix: Matrix): { logAbsDet: number; sign: number; inverse: Matrix } {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  let logAbsDet = 0;
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[pivot]![k]!)) pivot = i;
    if (pivot !== k) sign = -sign;
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    const value = rows[k]![k]!;
    logAbsDet += Math.log(Math.abs(value));
    sign *= Math.sign(value);
    rows[k] = rows[k]!.map((x) => x / value);
    for (let i = 0; i < n; i++) {
      const factor = rows[i]![k]!;
      if (i !== k && factor !== 0) rows[i] = rows[i]!.map((x, j) => x - factor * rows[k]![j]!);
    }
  }
  return { logAbsDet, sign, inverse: rows.map((row) => row.slice(n)) };
}
