import { CholeskyDecomposition, Matrix, pseudoInverse } from 'ml-matrix';
import type { Pair } from './prepare.js';
import { columnScales, logScale } from './standardisation.js';
import type { Rows } from './table.js';

export interface LinearGaussian {
  /** ln N(x; A·c + b, Σ) of each row, nats, in float64. */
  logProb(rows: Pair): Float64Array;
}

/** Of the variance of a column: what is left of it beside the others is rounding, and no density exists. */
const nothingLeft = 1e-10;

/**
 * The Gaussian of maximum likelihood, N(x; b, Σ), or with a context the linear regression N(x; A·c + b, Σ): what a flow has
 * to beat. Columns of the context may depend on each other.
 * @throws RangeError for a column that does not vary, or one that is a linear function of the context and those before it,
 *   by its number
 */
export function linearGaussian(rows: Pair, where: string): LinearGaussian {
  const scales = columnScales(rows.x, 'the data', where);
  const contextScales = rows.context && columnScales(rows.context, 'the context', where);
  const x = standard(rows.x, scales);
  const c = rows.context && standard(rows.context, contextScales!);
  const slopes = c && pseudoInverse(c.transpose().mmul(c)).mmul(c.transpose().mmul(x));
  const rest = (x: Matrix, c: Matrix | undefined) => (c && slopes ? Matrix.sub(x, c.mmul(slopes)) : x);
  const left = rest(x, c);
  const factor = new CholeskyDecomposition(left.transpose().mmul(left).div(x.rows)).lowerTriangularMatrix;
  const at = factor.diagonal().findIndex((root) => !(root ** 2 > nothingLeft));
  if (at >= 0) throw new RangeError(dependent(at, where));
  const shift = logScale(scales);
  return {
    logProb: ({ x, context }) =>
      logNormal(rest(standard(x, scales), context && standard(context, contextScales!)), factor).map((l) => l - shift),
  };
}

const dependent = (column: number, where: string): string =>
  `Expected column ${column} of the data (from 0) to be no linear function of the other columns, where there is no density, ` +
  `got one that is (${where})`;

function standard({ values, count, columns }: Rows, { mean, std }: ReturnType<typeof columnScales>): Matrix {
  const scaled = values.map((x, k) => (x - mean[k % columns]!) / std[k % columns]!);
  return Matrix.from1DArray(count, columns, scaled);
}

/** −½‖y‖² − Σ ln L_ii − (D/2) ln 2π with L·y = x, of each row. */
function logNormal(x: Matrix, L: Matrix): Float64Array {
  const dim = x.columns;
  const logNorm = L.diagonal().reduce((sum, root) => sum + Math.log(root), 0.5 * dim * Math.log(2 * Math.PI));
  return Float64Array.from({ length: x.rows }, (_, i) => {
    const y = new Float64Array(dim);
    for (let j = 0; j < dim; j++) {
      let left = x.get(i, j);
      for (let k = 0; k < j; k++) left -= L.get(j, k) * y[k]!;
      y[j] = left / L.get(j, j);
    }
    return -0.5 * y.reduce((sum, value) => sum + value * value, 0) - logNorm;
  });
}
