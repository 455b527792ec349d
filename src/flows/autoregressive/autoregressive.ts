import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';
import type { PlainObject } from '../../problem/plain.js';
import { splitColumns } from '../../tensors/split.js';
import type { Conditioner } from '../conditioners/conditioner.js';
import { couplingConditioner, masked } from '../conditioners/masked.js';
import { type Activation, activationCheck } from '../conditioners/network.js';
import { recurrent } from '../conditioners/recurrent.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow, Transformed } from '../flow.js';
import { checkOptions, countFrom, type OptionChecks, oneOf, widths } from '../options.js';
import { mapCheck, type TransformerName, transformerOf } from '../transformers/index.js';
import { configOf, describedMap, type Transformer } from '../transformers/transformer.js';

export const conditionerNames = ['masked', 'recurrent', 'coupling'] as const;

export type ConditionerName = (typeof conditionerNames)[number];

export interface AutoregressiveOptions {
  /** What is done to each coordinate. Default `affine`. */
  transformer?: Transformer | TransformerName;
  /** Where its numbers come from. Default `masked`. */
  conditioner?: ConditionerName;
  /** K, how many layers are stacked. Default 2. */
  layers?: number;
  /** `alternating` reverses the order of the coordinates in every other layer; `natural` keeps it. Default `alternating`. */
  order?: 'natural' | 'alternating';
  /** Hidden widths of a masked or coupling conditioner; the last one is the width of a recurrent state. Default [64]. */
  hidden?: readonly number[];
  /** Of a masked or coupling conditioner. Default `relu`. */
  activation?: Activation;
  /** C, columns of side information for every conditioner. Default 0. */
  contextDim?: number;
}

const checks: OptionChecks<AutoregressiveOptions> = {
  transformer: mapCheck,
  conditioner: oneOf('conditioner', conditionerNames),
  layers: countFrom(1),
  order: oneOf('order', ['natural', 'alternating']),
  hidden: widths,
  activation: activationCheck,
  contextDim: countFrom(0),
};

/**
 * Autoregressive flow, z'ᵢ = τ(zᵢ; hᵢ(z_<i)), K layers, for any transformer τ and conditioner h.
 * The Jacobian is triangular in the order of the coordinates, so logDet = Σ ln τ'. Forward, base to target, is one
 * pass (inverse autoregressive flow, IAF); the inverse takes D passes per layer, 2 for the coupling conditioner.
 * Inverted, it is the masked autoregressive flow (MAF). The start is the identity.
 * Source: Kingma et al. 2016, section 3; Papamakarios et al. 2017, section 3; the grid after Papamakarios et al. 2021.
 * @returns parameters layer after layer, each as its conditioner lays them out
 * @throws RangeError if a count is out of range, a name unknown, or D = 1 with the coupling conditioner
 * @example
 * ```ts
 * import { autoregressive, invert } from 'vinf';
 *
 * const iaf = autoregressive(8, { transformer: 'affine', layers: 2 }); // one pass to sample
 * const maf = invert(iaf); // one pass to score
 * const splines = autoregressive(8, { transformer: 'rational-quadratic' });
 * console.log(maf.name, splines.inverseKind); // invert(autoregressive-affine-masked) exact
 * ```
 */
export function autoregressive(dim: number, options: AutoregressiveOptions = {}): InvertibleFlow {
  checkOptions(options, checks, 'autoregressive');
  const transformer = transformerOf(options.transformer ?? 'affine');
  const { conditioner = 'masked', layers: K = 2, contextDim = 0 } = options;
  checkCount('dim', dim, 'autoregressive', conditioner === 'coupling' ? 2 : 1);
  if (!transformer.coordinatewise) {
    throw new TypeError(expected('transformer', 'map each coordinate by itself', transformer.name, 'autoregressive'));
  }
  const conditioners = Array.from({ length: K }, (_, k) => conditionerOf(dim, transformer.paramCount, k, options));
  const sizes = conditioners.flatMap((each) => each.sizes);
  const conditionedLayersOf = (params: tf.Tensor2D): Layer[] => {
    const pieces = splitColumns(params, sizes);
    return conditioners.map((each) => ({ conditioner: each, weights: pieces.splice(0, each.sizes.length) }));
  };
  return defineFlow<'exact' | 'numeric'>({
    name: `autoregressive-${transformer.name}-${conditioner}`,
    config: { transformer: configOf(transformer), contextDim, ...optionsOf(options) },
    description: { flow: 'autoregressive', transformer: describedMap(transformer) },
    dim,
    paramCount: sizes.reduce((sum, size) => sum + size, 0),
    contextDim,
    inverseKind: transformer.inverseKind,
    forward: (z, params, context) => forward(transformer, conditionedLayersOf(params), z, context),
    inverse: (z, params, context) => inverse(transformer, conditionedLayersOf(params), z, context),
    initialParams: (seed) =>
      Float32Array.from(conditioners.flatMap((each, k) => [...each.initial(seed, `autoregressive/layer${k}`)])),
  });
}

function optionsOf(options: AutoregressiveOptions): PlainObject {
  const { conditioner = 'masked', layers = 2, order = 'alternating', hidden = [64], activation = 'relu' } = options;
  return { conditioner, layers, order, hidden, ...(conditioner !== 'recurrent' && { activation }) };
}

interface Layer {
  conditioner: Conditioner;
  weights: tf.Tensor2D[];
}

function conditionerOf(dim: number, n: number, layer: number, options: AutoregressiveOptions): Conditioner {
  const { conditioner = 'masked', order = 'alternating', hidden = [64], activation, contextDim } = options;
  const reversed = order === 'alternating' && layer % 2 === 1;
  const places = Array.from({ length: dim }, (_, i) => (reversed ? dim - 1 - i : i));
  switch (conditioner) {
    case 'masked':
      return masked(
        places.map((place) => place + 1),
        n,
        { hidden, activation, contextDim },
      );
    case 'recurrent':
      return recurrent(places, n, { units: hidden.at(-1), contextDim });
    case 'coupling':
      return couplingConditioner(dim, n, { hidden, activation, contextDim, split: Math.floor(dim / 2), reversed });
  }
}

function forward(transformer: Transformer, layers: Layer[], z: tf.Tensor2D, context?: tf.Tensor2D): Transformed {
  const logSlopes: tf.Tensor2D[] = [];
  let zk = z;
  for (const { conditioner, weights } of layers) {
    const step = transformer.forward(zk, conditioner.apply(zk, weights, context));
    zk = step.z;
    logSlopes.push(step.logSlope);
  }
  return { z: zk, logDet: tf.sum(tf.concat(logSlopes, 1), 1) };
}

/** Each pass gets one more coordinate of the order right, from those before it; the last one has them all. */
function inverse(transformer: Transformer, layers: Layer[], z: tf.Tensor2D, context?: tf.Tensor2D): Transformed {
  const logSlopes: tf.Tensor2D[] = [];
  let zk = z;
  for (const { conditioner, weights } of layers.toReversed()) {
    let guess = tf.zerosLike(zk);
    for (let pass = 1; pass <= conditioner.passes; pass++) {
      const step = transformer.inverse(zk, conditioner.apply(guess, weights, context));
      guess = step.z;
      if (pass === conditioner.passes) logSlopes.push(step.logSlope);
    }
    zk = guess;
  }
  return { z: zk, logDet: tf.sum(tf.concat(logSlopes, 1), 1) };
}
