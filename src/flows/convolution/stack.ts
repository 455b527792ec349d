import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';
import { rowSums } from '../../tensors/rows.js';
import { splitColumns } from '../../tensors/split.js';
import { chain } from '../chain.js';
import { checkCount, defineFlow } from '../define.js';
import { slog } from '../elementwise/slog.js';
import type { InvertibleFlow } from '../flow.js';
import { invert } from '../invert.js';
import { permutation } from '../linear/permutation.js';
import { checkOptions, countFrom, type OptionCheck, type OptionChecks, seedCheck, yesOrNo } from '../options.js';
import { softBound } from '../transformers/transformer.js';
import { type ConvolutionKind, type ConvolutionOptions, convolutionChecks, kindCheck } from './convolution.js';
import { circularConvolution, symmetricConvolution } from './flows.js';
import { imageConvolution } from './image.js';

export interface ConvolutionStackOptions extends ConvolutionOptions {
  /** Softly bounds every ρ and log-scale between −bound and bound: the exponents of a deep stack add up. Default 3. */
  bound?: number;
  /** K. Default 2. */
  layers?: number;
  /** Default `circular`. */
  kind?: ConvolutionKind;
  /** Height and width, N = height·width: images, convolved along rows and along columns. Default one line of N. */
  grid?: readonly [height: number, width: number];
  /** A diagonal affine map after each convolution; without it and S-Log the stack is one convolution. Default true. */
  scale?: boolean;
  /** Whether each convolution sees the coordinates in a fixed random order of its own, by `seed`. Default false. */
  permute?: boolean;
  /** Default 0; part of the map, so it belongs in every checkpoint's config. */
  seed?: number;
  /** The S-Log function of each coordinate at the end of each layer; without it the stack is linear. Default true. */
  slog?: boolean;
}

const checks: OptionChecks<Omit<ConvolutionStackOptions, 'grid'>> = {
  ...convolutionChecks,
  layers: countFrom(1),
  kind: kindCheck,
  scale: yesOrNo,
  permute: yesOrNo,
  seed: seedCheck,
  slog: yesOrNo,
};

/** Two whole numbers that make N points. */
const gridOf =
  (points: number): OptionCheck =>
  (name, value, where) => {
    const sides: unknown[] = Array.isArray(value) ? value : [];
    const fits = sides.length === 2 && sides.every((n) => Number.isInteger(n) && Number(n) > 0);
    const wanted = `be a height and a width that have ${points} points`;
    return fits && Number(sides[0]) * Number(sides[1]) === points ? undefined : expected(name, wanted, value, where);
  };

const kinds: Record<ConvolutionKind, (dim: number, options: ConvolutionOptions) => InvertibleFlow<'exact'>> = {
  circular: circularConvolution,
  symmetric: symmetricConvolution,
};

/**
 * K layers of convolution, diagonal affine map and S-Log. A permuted layer is Pᵀ·C·P, the convolution in another order
 * of the coordinates: the other steps treat coordinates alike, so P need not be carried on, and the start is that without.
 * Source: Karami et al. 2019 for the parts. The start is the identity, apart from S-Log (see `slog`).
 * @param dim N
 * @throws RangeError for an option out of range, such as a grid that does not have N points, or an unknown kind
 */
export function convolutionStack(dim: number, options: ConvolutionStackOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, 'convolution-stack');
  checkOptions(options, { ...checks, grid: gridOf(dim) }, 'convolution-stack');
  const { layers = 2, kind = 'circular', scale = true, permute = false, seed = 0, slog: bend = true } = options;
  const { method = 'auto', grid, bound = 3 } = options;
  const flows = Array.from({ length: layers }, (_, k) => {
    const convolution = grid ? imageConvolution(...grid, { kind, method, bound }) : kinds[kind](dim, { method, bound });
    const order = permute ? permutation(dim, { seed: seed + k }) : null;
    return [
      ...(order ? [order, convolution, invert(order)] : [convolution]),
      ...(scale ? [boundedAffine(dim, bound)] : []),
      ...(bend ? [slog(dim)] : []),
    ];
  });
  const settings = { layers, kind, ...(grid && { grid }), method, bound, scale, permute, seed, slog: bend };
  const description = { flow: 'convolution-stack', dim, ...settings };
  return { ...chain(flows.flat()), name: `convolution-stack-${kind}`, description };
}

/** z' = t + z ⊙ eˢ with softly bounded s; parameters t | s. */
function boundedAffine(dim: number, bound: number): InvertibleFlow<'exact'> {
  const parts = (params: tf.Tensor2D) => {
    const [t, a] = splitColumns(params, [dim, dim]);
    return { t, s: softBound(a, bound) };
  };
  return defineFlow({
    name: 'bounded-affine',
    config: { bound },
    dim,
    paramCount: 2 * dim,
    inverseKind: 'exact',
    forward(z, params) {
      const { t, s } = parts(params);
      return { z: tf.add(t, tf.mul(z, tf.exp(s))), logDet: rowSums(s, z.shape[0]) };
    },
    inverse(z, params) {
      const { t, s } = parts(params);
      const back = tf.neg(s);
      return { z: tf.mul(tf.sub(z, t), tf.exp(back)), logDet: rowSums(back, z.shape[0]) };
    },
  });
}
