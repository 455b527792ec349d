/** So large a part of the draws comes from a base that is wider, by this factor. */
const [share, scale] = [0.1, 1.3];
const period = Math.round(1 / share);

/** Whether the i-th draw comes from the wider base: every tenth, so that the mixture has no chance in it. */
export const isWide = (i: number): boolean => i % period === period - 1;

/**
 * Standard normal rows of which every tenth is 1.3 times as far out, in place. Where an approximation has lighter tails than the
 * posterior, as one fitted by the reverse KL has, its importance weights have no bound; those of the mixture do nearly.
 * Source: Hesterberg 1995, "Weighted average importance sampling and defensive mixture distributions"; Owen & Zhou 2000 for fixed
 * numbers of draws of each part.
 * @param first number of the first row
 * @returns of each row ln of the mixture's density over that of N(0, I), nats
 */
export function widen(rows: Float32Array, dim: number, first: number): Float64Array {
  return Float64Array.from({ length: rows.length / dim }, (_, b) => {
    const row = rows.subarray(b * dim, (b + 1) * dim);
    if (isWide(first + b)) row.set(row.map((x) => scale * x));
    const square = row.reduce((sum, x) => sum + x * x, 0);
    const ratio = Math.exp(0.5 * square * (1 - scale ** -2) - dim * Math.log(scale));
    return Math.log(1 - share + share * ratio);
  });
}
