import { EVD, Matrix } from 'ml-matrix';

/** Mean and covariance of points. */
export interface Moments {
  /** D numbers */
  mean: number[];
  /** D rows of D numbers, unbiased */
  covariance: number[][];
}

/** Mean and unbiased covariance of points, in float64. @param points count · D numbers, point after point */
export function momentsOf(points: ArrayLike<number>, dim: number): Moments {
  const count = points.length / dim;
  const mean = Array.from({ length: dim }, () => 0);
  for (let i = 0; i < points.length; i++) mean[i % dim]! += points[i]! / count;
  const covariance = mean.map(() => new Array<number>(dim).fill(0));
  const offset = new Float64Array(dim);
  for (let row = 0; row < count; row++) {
    for (let d = 0; d < dim; d++) offset[d] = points[row * dim + d]! - mean[d]!;
    for (let i = 0; i < dim; i++) for (let j = 0; j <= i; j++) covariance[i]![j]! += offset[i]! * offset[j]!;
  }
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j <= i; j++) covariance[j]![i] = covariance[i]![j] = covariance[i]![j]! / (count - 1);
  }
  return { mean, covariance };
}

/** Eigenvalues of a symmetric matrix, ascending, in float64. */
export function symmetricEigenvalues(matrix: number[][]): number[] {
  const { realEigenvalues } = new EVD(new Matrix(matrix), { assumeSymmetric: true });
  return Array.from(realEigenvalues).sort((a, b) => a - b);
}

/** ½ ln|det Σ| from eigenvalues, nats: the logarithm of the volume of a Gaussian up to a constant of D. */
export const logVolume = (eigenvalues: readonly number[]): number =>
  eigenvalues.reduce((sum, value) => sum + 0.5 * Math.log(value), 0);
