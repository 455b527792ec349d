/** ln of a density at each of some points; points are x₁, y₁, x₂, y₂ …, results in nats, all in float64. */
type LogDensity2d = (points: ArrayLike<number>) => Float64Array;

/** The Gaussian with mean and covariance of the training points: maximum likelihood. */
export function fittedGaussian(train: ArrayLike<number>): LogDensity2d {
  const n = train.length / 2;
  let [mx, my] = [0, 0];
  for (let i = 0; i < n; i++) [mx, my] = [mx + train[2 * i]! / n, my + train[2 * i + 1]! / n];
  let [a, b, c] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [train[2 * i]! - mx, train[2 * i + 1]! - my];
    [a, b, c] = [a + (x * x) / n, b + (x * y) / n, c + (y * y) / n];
  }
  const det = a * c - b * b;
  const logNorm = -Math.log(2 * Math.PI) - 0.5 * Math.log(det);
  return (points) =>
    Float64Array.from({ length: points.length / 2 }, (_, i) => {
      const [x, y] = [points[2 * i]! - mx, points[2 * i + 1]! - my];
      return logNorm - (0.5 * (c * x * x - 2 * b * x * y + a * y * y)) / det;
    });
}

/** Kernel density estimate, the mean of isotropic Gaussians of width h at the training points. */
export function kernelDensity(train: ArrayLike<number>, bandwidth: number): LogDensity2d {
  const n = train.length / 2;
  const scale = -0.5 / bandwidth ** 2;
  const logNorm = -Math.log(n * 2 * Math.PI * bandwidth ** 2);
  return (points) =>
    Float64Array.from({ length: points.length / 2 }, (_, i) => {
      let [top, sum] = [Number.NEGATIVE_INFINITY, 0];
      for (let k = 0; k < n; k++) {
        const [x, y] = [points[2 * i]! - train[2 * k]!, points[2 * i + 1]! - train[2 * k + 1]!];
        const value = scale * (x * x + y * y);
        if (value > top) [top, sum] = [value, sum * Math.exp(top - value) + 1];
        else if (value > top - 40) sum += Math.exp(value - top);
      }
      return logNorm + top + Math.log(sum);
    });
}

/**
 * Scott's rule, n^(−1/6)·σ with σ² the mean of the two variances: what common libraries take by default.
 * Source: Scott 1992, chapter 6; right for one Gaussian, too wide for data with parts.
 */
export function scottBandwidth(train: ArrayLike<number>): number {
  const n = train.length / 2;
  let variance = 0;
  for (const axis of [0, 1]) {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) [sum, squares] = [sum + train[2 * i + axis]!, squares + train[2 * i + axis]! ** 2];
    variance += (squares / n - (sum / n) ** 2) / 2;
  }
  return n ** (-1 / 6) * Math.sqrt(variance);
}

/** Candidates for the bandwidth, 0.02 to 1 in equal ratios. */
const bandwidths = Array.from({ length: 14 }, (_, i) => 0.02 * 50 ** (i / 13));

/** The bandwidth under which held-out points are likeliest. */
export function bestBandwidth(train: ArrayLike<number>, heldOut: ArrayLike<number>): number {
  const score = (h: number) => kernelDensity(train, h)(heldOut).reduce((sum, value) => sum + value, 0);
  const scores = bandwidths.map(score);
  return bandwidths[scores.indexOf(Math.max(...scores))]!;
}
