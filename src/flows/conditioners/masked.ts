import { checkCount } from '../define.js';
import { checkOptions, countBetween, countFrom, type OptionChecks, widths, yesOrNo } from '../options.js';
import type { Conditioner } from './conditioner.js';
import { type Activation, activationCheck, network } from './network.js';

export interface MaskedOptions {
  hidden?: readonly number[] | undefined;
  activation?: Activation | undefined;
  contextDim?: number | undefined;
}

const checks: OptionChecks<MaskedOptions> = { hidden: widths, activation: activationCheck, contextDim: countFrom(0) };

/**
 * Masked network (MADE): a hidden unit of degree m sees the inputs of degree ≤ m, and the numbers for a coordinate of
 * degree d see the hidden units of degree < d. One pass gives all coordinates their numbers.
 * Source: Germain, Gregor, Murray & Larochelle 2015, eqs. 8–9. Deviation: hidden degrees are spread evenly rather
 * than drawn, and start at 0 where there is side information, so that the first coordinate sees it too.
 * @param degrees 1 … for each coordinate; coordinates of equal degree do not see each other
 * @param n       how many numbers each coordinate gets
 * @throws RangeError for a degree, a count or an option out of range
 */
export function masked(degrees: readonly number[], n: number, options: MaskedOptions = {}): Conditioner {
  checkCount('the count of degrees', degrees.length, 'masked');
  for (const degree of degrees) checkCount('every degree', degree, 'masked');
  checkCount('n', n, 'masked');
  checkOptions(options, checks, 'masked');
  const { hidden = [64], activation, contextDim = 0 } = options;
  const dim = degrees.length;
  const blocks = Math.max(...degrees);
  const least = Math.min(contextDim > 0 ? 0 : 1, blocks - 1);
  const layers = [[...degrees], ...hidden.map((width) => spread(width, least, blocks - 1))];
  const masks = layers.slice(1).map((to, i) => maskOf(layers[i]!, to, (from, degree) => from <= degree));
  const outputs = degrees.flatMap((degree) => new Array<number>(n).fill(degree));
  masks.push(maskOf(layers.at(-1)!, outputs, (from, degree) => from < degree));
  const net = network(dim, dim * n, { hidden, activation, contextDim, masks });
  return {
    name: 'masked',
    sizes: net.sizes,
    passes: blocks,
    apply: (z, weights, context) => net.apply(z, weights, context).reshape([z.shape[0], dim, n]),
    initial: net.initial,
  };
}

/**
 * The coupling conditioner: the first `split` coordinates get numbers that depend on nothing (but the context),
 * the others a function of the first; with `reversed` the last `split` coordinates are the first. It is the masked
 * network of two blocks.
 * @param n how many numbers each coordinate gets
 * @throws RangeError for fewer than 2 coordinates, or a count or an option out of range
 */
export function couplingConditioner(
  dim: number,
  n: number,
  { split, reversed = false, ...options }: MaskedOptions & { split: number; reversed?: boolean },
): Conditioner {
  checkCount('dim', dim, 'coupling conditioner', 2);
  checkOptions({ split, reversed }, { split: countBetween(1, dim - 1), reversed: yesOrNo }, 'coupling conditioner');
  const degrees = Array.from({ length: dim }, (_, i) => ((reversed ? dim - 1 - i : i) < split ? 1 : 2));
  return { ...masked(degrees, n, options), name: 'coupling' };
}

/** `count` degrees from least to most, as evenly as they go. */
const spread = (count: number, least: number, most: number): number[] =>
  Array.from({ length: count }, (_, i) => least + Math.floor((i * (most - least + 1)) / count));

const maskOf = (from: readonly number[], to: readonly number[], sees: (from: number, to: number) => boolean) =>
  Float32Array.from(from.flatMap((a) => to.map((b) => (sees(a, b) ? 1 : 0))));
