import { quantileSorted } from 'simple-statistics';
import type { Noise } from '../random/index.js';

/** Draws of one parameter: one after the other, each of the shape of the parameter, row-major. */
export interface NamedDraws {
  readonly values: Float32Array;
  /** [S, …] */
  readonly shape: readonly number[];
}

/** Draws by the names of parameters, and of what a model derives from them. */
export type PosteriorDraws<Name extends string = string> = Readonly<Record<Name, NamedDraws>>;

/** One number of a posterior in a few: a table of them is what `console.table` shows. */
export interface SummaryRow {
  /** Such as `tau`, or `theta[2]`, counted from 0. */
  readonly name: string;
  readonly mean: number;
  readonly std: number;
  readonly q5: number;
  readonly median: number;
  readonly q95: number;
}

/**
 * Draws drawn again in proportion to their weights, in equal numbers up to one: the same draws of all names together.
 * Source: Kitagawa 1996, systematic resampling; the order is random.
 * @param weights sum to 1
 */
export function resampled<Name extends string>(
  draws: PosteriorDraws<Name>,
  weights: Float64Array,
  noise: Noise,
): PosteriorDraws<Name> {
  const S = weights.length;
  const first = noise.stream('first').uniform(1)[0]!;
  const picked = new Uint32Array(S);
  let [sum, s] = [weights[0]!, 0];
  for (let k = 0; k < S; k++) {
    while ((k + first) / S > sum && s < S - 1) sum += weights[++s]!;
    picked[k] = s;
  }
  const order = noise
    .stream('order')
    .permutation(S)
    .map((k) => picked[k]!);
  return mapDraws(draws, ({ values, shape }) => {
    const width = values.length / S;
    const chosen = new Float32Array(values.length);
    order.forEach((from, to) => void chosen.set(values.subarray(from * width, (from + 1) * width), to * width));
    return { values: chosen, shape };
  });
}

const mapDraws = <Name extends string>(draws: PosteriorDraws<Name>, map: (draws: NamedDraws) => NamedDraws) =>
  Object.fromEntries(
    Object.entries<NamedDraws>(draws).map(([name, each]) => [name, map(each)]),
  ) as PosteriorDraws<Name>;

/** Mean, standard deviation and quantiles of each number of a posterior, from draws of equal weight. */
export function summaryOf(draws: PosteriorDraws): SummaryRow[] {
  return Object.entries(draws).flatMap(([name, { values, shape }]) => {
    const [S, ...size] = shape as [number, ...number[]];
    const width = values.length / S;
    return Array.from({ length: width }, (_, i) => {
      const column = Float64Array.from({ length: S }, (__, s) => values[s * width + i]!).sort();
      const mean = column.reduce((sum, x) => sum + x, 0) / S;
      const std = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (S - 1));
      const [q5, median, q95] = [0.05, 0.5, 0.95].map((p) => quantileSorted(Array.from(column), p)) as [
        number,
        number,
        number,
      ];
      return { name: width === 1 ? name : `${name}[${placeOf(i, size)}]`, mean, std, q5, median, q95 };
    });
  });
}

/** The indices of the i-th number of an array, row-major. */
function placeOf(i: number, size: readonly number[]): string {
  const place: number[] = [];
  let rest = i;
  for (const n of [...size].reverse()) {
    place.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return place.join(',');
}
