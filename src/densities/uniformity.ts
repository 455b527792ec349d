import { expected } from '../errors.js';
import { normalCdf } from './normal-cdf.js';

/** A test of a hypothesis: how far off, and how likely it is to be off at least as far by chance. */
export interface TestResult {
  statistic: number;
  pValue: number;
}

/**
 * Kolmogorov–Smirnov test that numbers are independent and uniform on (0, 1): the largest distance between their
 * empirical distribution function and u. The p-value is Kolmogorov's series with Stephens' correction for finite n.
 * Source: Press et al. 2007, "Numerical Recipes", section 14.3.3.
 */
export function uniformityKs(values: ArrayLike<number>): TestResult {
  const n = values.length;
  if (n < 1) throw new RangeError(expected('the number of values', 'be at least 1', n, 'uniformityKs'));
  const sorted = Float64Array.from(values).sort();
  const statistic = sorted.reduce((most, u, i) => Math.max(most, (i + 1) / n - u, u - i / n), 0);
  return { statistic, pValue: kolmogorovTail((Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * statistic) };
}

/** Q(λ) = 2 Σ (−1)^{j−1} e^{−2j²λ²}; below 0.2 the series converges slowly and Q is 1 to twelve digits. */
function kolmogorovTail(lambda: number): number {
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let j = 1; j <= 100; j++) sum += (j % 2 === 1 ? 2 : -2) * Math.exp(-2 * j * j * lambda * lambda);
  return Math.min(1, Math.max(0, sum));
}

/**
 * χ² test that points are uniform on the unit square: counts in cells × cells squares, cells² − 1 degrees of freedom.
 * The p-value by the cube-root approximation of Wilson & Hilferty 1931, good to two digits for 30 degrees and more.
 * @param cells along each side; default 10
 */
export function uniformityChiSquare(points: readonly (readonly number[])[], cells = 10): TestResult {
  const each = points.length / cells ** 2;
  if (!(each >= 5))
    throw new RangeError(
      expected(
        'the number of points',
        `be at least 5 for each of ${cells} × ${cells} cells`,
        points.length,
        'uniformityChiSquare',
      ),
    );
  const counts = new Float64Array(cells ** 2);
  const cellOf = (u: number) => Math.min(cells - 1, Math.max(0, Math.floor(u * cells)));
  for (const [u, v] of points) counts[cellOf(u!) * cells + cellOf(v!)]! += 1;
  const statistic = counts.reduce((sum, count) => sum + (count - each) ** 2 / each, 0);
  const spread = 2 / (9 * (cells ** 2 - 1));
  const z = (Math.cbrt(statistic / (cells ** 2 - 1)) - (1 - spread)) / Math.sqrt(spread);
  return { statistic, pValue: normalCdf(-z) };
}
