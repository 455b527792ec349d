/** A generalised Pareto distribution, F(x) = 1 − (1 + k·x/σ)^{−1/k} of x > 0. */
export interface ParetoFit {
  /** k */
  readonly shape: number;
  /** σ */
  readonly scale: number;
}

/**
 * A generalised Pareto distribution of numbers above 0, by the mean of a quasi-posterior over θ = −k/σ on a grid of points.
 * Source: Zhang & Stephens 2009, "A new and efficient estimation method for the generalized Pareto distribution".
 * @param excesses ascending
 */
export function fitPareto(excesses: Float64Array): ParetoFit {
  const n = excesses.length;
  const points = 30 + Math.floor(Math.sqrt(n));
  const quartile = excesses[Math.floor(n / 4 + 0.5) - 1]!;
  const grid = Array.from({ length: points }, (_, j) => {
    const spread = (1 - Math.sqrt(points / (j + 0.5))) / (3 * quartile);
    return spread + 1 / excesses[n - 1]!;
  });
  const shapeAt = (theta: number) => excesses.reduce((sum, x) => sum + Math.log1p(-theta * x), 0) / n;
  const logLikelihoods = grid.map((theta) => {
    const k = shapeAt(theta);
    return n * (Math.log(-theta / k) - k - 1);
  });
  const weights = logLikelihoods.map((l) => 1 / logLikelihoods.reduce((sum, other) => sum + Math.exp(other - l), 0));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const theta = grid.reduce((sum, t, j) => sum + (t * weights[j]!) / total, 0);
  const shape = shapeAt(theta);
  return { shape, scale: -shape / theta };
}

/** The number that a share p of the distribution lies below. */
export function paretoQuantile({ shape, scale }: ParetoFit, p: number): number {
  if (Math.abs(shape) < 1e-12) return -scale * Math.log1p(-p);
  return (scale * Math.expm1(-shape * Math.log1p(-p))) / shape;
}
