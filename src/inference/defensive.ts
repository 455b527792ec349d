/** So large a part of the draws has one coordinate of the base that is wider, by this factor. */
const [share, scale] = [0.1, 2];
const period = Math.round(1 / share);

/** Whether the i-th draw is one of those: every tenth, so that the mixture has no chance in it. */
export const isWide = (i: number): boolean => i % period === period - 1;

/**
 * Standard normal rows of which every tenth has one coordinate twice as far out, each coordinate in turn; in place. Where an
 * approximation has lighter tails than the posterior, as one fitted by the reverse KL has, its importance weights have no bound;
 * those of the mixture, (1 − α)·N(ε; 0, I) + α/D·Σ_d N(ε_d; 0, 4)·N(ε_{−d}; 0, I) with α = 0.1, nearly do, and where
 * the approximation is good they cost nearly nothing.
 * Source: Hesterberg 1995, "Weighted average importance sampling and defensive mixture distributions"; Owen & Zhou 2000 for fixed
 * numbers of draws of each part.
 * @param first number of the first row
 * @returns of each row ln of the mixture's density over that of N(0, I), nats
 */
export function widen(rows: Float32Array, dim: number, first: number): Float64Array {
  return Float64Array.from({ length: rows.length / dim }, (_, b) => {
    const row = rows.subarray(b * dim, (b + 1) * dim);
    const d = Math.floor((first + b) / period) % dim;
    if (isWide(first + b)) row[d] = scale * row[d]!;
    const ratios = Array.from(row, (x) => Math.exp(0.5 * x * x * (1 - scale ** -2)) / scale);
    return Math.log(1 - share + (share / dim) * ratios.reduce((sum, ratio) => sum + ratio, 0));
  });
}
