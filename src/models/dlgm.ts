import * as tf from '@tensorflow/tfjs';
import type { Reparametrised } from '../densities/density.js';
import { diagonalGaussian } from '../densities/diagonal-gaussian.js';
import { checkCount, expected } from '../errors.js';
import type { Flow } from '../flows/flow.js';
import { type FlowDistribution, flowDistribution } from '../flows/flow-distribution.js';
import type { Tensors, WeightSpec } from '../problem/problem.js';
import { decoder } from './decoder.js';
import { type Encoder, encoder, type Posterior } from './encoder.js';

export interface DlgmOptions {
  /** The flow of the approximate posterior over all latents; `identity(D)` gives the plain VAE. */
  flow: Flow;
  /** Pixels. Default 784. */
  dataDim?: number;
  /** Sizes of ξ₁ … ξ_L, adding up to the flow's D. Default one layer of D. */
  latents?: readonly number[];
  /** Units of each hidden layer before the maxout. Default [400]. */
  hidden?: readonly number[];
  /** Units per maxout. Default 4. */
  window?: number;
  /** Whether the inference network emits the flow's parameters for each image. Default true. */
  amortised?: boolean;
}

/** A deep latent Gaussian model with its inference network. */
export interface Dlgm {
  readonly flow: Flow;
  readonly dataDim: number;
  readonly weights: readonly WeightSpec[];
  readonly encode: Encoder['apply'];
  /** @param z [B, D] → Bernoulli logits [B, dataDim] */
  decode(weights: Tensors, z: tf.Tensor2D): tf.Tensor2D;
}

const maxoutWindow = 4; // Rezende & Mohamed 2015, §6.2

/**
 * Deep latent Gaussian model: z ~ N(0, I), x ~ Bernoulli(decoder(z)),
 * with the posterior q(z|x) of an inference network and a normalizing flow.
 * Source: Rezende & Mohamed 2015, sections 2.3, 4 and 6.2.
 * @throws RangeError for a count out of range, or latents that do not add up to the flow's dimension
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { dlgm, initialState, planar, weightTensors } from 'vinf';
 *
 * const model = dlgm({ flow: planar(8, { layers: 10 }), dataDim: 784, hidden: [32] });
 * const weights = weightTensors(model.weights, initialState(model.weights, 0, 0).weights);
 * const { mean, flowParams } = model.encode(weights, tf.zeros([5, 784])); // the posteriors of five images
 * console.log(mean.shape, flowParams.shape); // [ 5, 8 ] [ 5, 170 ]
 * ```
 */
export function dlgm(options: DlgmOptions): Dlgm {
  const {
    flow,
    dataDim = 784,
    latents = [flow.dim],
    hidden = [400],
    window = maxoutWindow,
    amortised = true,
  } = options;
  for (const [name, counts] of Object.entries({ dataDim: [dataDim], latents, hidden, window: [window] })) {
    for (const count of counts) checkCount(name, count, 'dlgm');
  }
  const total = latents.reduce((sum, d) => sum + d, 0);
  if (total !== flow.dim) {
    throw new RangeError(expected('latents', `add up to the flow's dimension ${flow.dim}`, latents, 'dlgm'));
  }
  const inference = encoder({ dataDim, flow, hidden, window, amortised });
  const generator = decoder({ dataDim, latents, hidden, window });
  return {
    flow,
    dataDim,
    weights: [...inference.weights, ...generator.weights],
    encode: inference.apply,
    decode: generator.apply,
  };
}

/** q(z|x) of each row of a posterior as a distribution: z₀ ~ N(mean, diag std²), then the flow. */
export function posteriorDistribution(
  { flow }: Pick<Dlgm, 'flow'>,
  { mean, logStd, flowParams, context }: Posterior,
): FlowDistribution<Reparametrised> {
  return flowDistribution(diagonalGaussian(mean, logStd), flow, flowParams, context);
}

/** A batch of latents drawn from q(z|x). */
export interface PosteriorDraw {
  /** Before the flow, [B, D] */
  z0: tf.Tensor2D;
  /** After the flow, [B, D] */
  zK: tf.Tensor2D;
  /** [B], Σ ln|det| of the flow in nats */
  logDet: tf.Tensor1D;
}

/**
 * Draws z_K ~ q(z|x): z₀ = mean + std·ε, then the flow.
 * Source: Rezende & Mohamed 2015, algorithm 1.
 * @param noise ε, [B, D] standard normal
 */
export function drawPosterior(
  { flow }: Dlgm,
  { mean, logStd, flowParams, context }: Posterior,
  noise: tf.Tensor2D,
): PosteriorDraw {
  const z0: tf.Tensor2D = tf.add(mean, tf.mul(tf.exp(logStd), noise));
  const { z: zK, logDet } = flow.forward(z0, flowParams, context);
  return { z0, zK, logDet };
}
