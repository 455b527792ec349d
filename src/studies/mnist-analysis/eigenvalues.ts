const mostSweeps = 30;

/**
 * Eigenvalues of a symmetric matrix, ascending, by cyclic Jacobi rotations in float64.
 * Source: Golub & Van Loan 2013, section 8.5.
 */
export function symmetricEigenvalues(matrix: readonly (readonly number[])[]): number[] {
  const rows = matrix.map((row) => Float64Array.from(row));
  const n = rows.length;
  const scale = Math.max(...rows.map((row, i) => Math.abs(row[i]!)), Number.MIN_VALUE);
  for (let sweep = 0; sweep < mostSweeps && offDiagonal(rows) > 1e-14 * scale; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(rows, p, q);
  }
  return rows.map((row, i) => row[i]!).sort((a, b) => a - b);
}

/** The largest entry beside the diagonal. */
function offDiagonal(rows: readonly Float64Array[]): number {
  let largest = 0;
  rows.forEach((row, i) => {
    for (let j = 0; j < i; j++) largest = Math.max(largest, Math.abs(row[j]!));
  });
  return largest;
}

/** Turns axes p and q so that entry (p, q) becomes 0. */
function rotate(rows: readonly Float64Array[], p: number, q: number): void {
  const entry = rows[p]![q]!;
  if (entry === 0) return;
  const tau = (rows[q]![q]! - rows[p]![p]!) / (2 * entry);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const cos = 1 / Math.sqrt(1 + t * t);
  const sin = t * cos;
  for (const row of rows) {
    const [a, b] = [row[p]!, row[q]!];
    row[p] = cos * a - sin * b;
    row[q] = sin * a + cos * b;
  }
  const [above, below] = [rows[p]!, rows[q]!];
  for (let j = 0; j < above.length; j++) {
    const [a, b] = [above[j]!, below[j]!];
    above[j] = cos * a - sin * b;
    below[j] = sin * a + cos * b;
  }
}
