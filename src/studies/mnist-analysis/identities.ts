import * as tf from '@tensorflow/tfjs';
import { logBernoulli } from '../../densities/bernoulli.js';
import { logNormal } from '../../densities/gaussian.js';
import { standardNormal } from '../../densities/index.js';
import { type Flow, flowDistribution, type InvertibleFlow, invert, orthogonal } from '../../flows/index.js';
import { type Dlgm, freeEnergyParts } from '../../models/index.js';
import { freeEnergy } from '../../objectives/index.js';
import type { Tensors } from '../../problem/index.js';
import type { ModelWithWeights } from './posterior-draws.js';

/** Free energies of the same images and draws from two models that should not differ. */
export interface IdentityCheck {
  /** Means over images, nats */
  one: number;
  other: number;
  /** Largest difference for one image */
  difference: number;
}

/** Images and noise: x [B, 784] and ε [B, D]. */
export interface CheckInputs {
  x: tf.Tensor2D;
  epsilon: tf.Tensor2D;
}

/**
 * A flow T on the prior and on the posterior cancels. With z_K = T(z₀), q(z_K) = q₀(z₀)/|T′|, p(z_K) = N(z₀)/|T′| and
 * a generative network that takes T⁻¹(z_K), the free energy is that of the model without a flow, whatever T is.
 * T⁻¹ is computed from z_K, not remembered.
 * @param plain a model whose flow is the identity
 */
export function flowOnBothSides(
  plain: ModelWithWeights,
  flow: InvertibleFlow,
  params: Float32Array,
  { x, epsilon }: CheckInputs,
): IdentityCheck {
  const prior = flowDistribution(standardNormal(flow.dim), flow, params);
  const both = () => {
    const { z0, logBase } = startOf(plain, { x, epsilon });
    const { z: zK, logDet } = flow.forward(z0, tf.tensor2d(params, [1, params.length]));
    const { z0: back, logBase: logNormalBack, logDet: logDetBack } = prior.pull(zK);
    const logPrior = tf.sub<tf.Tensor1D>(logNormalBack, logDetBack);
    const logLikelihood = logBernoulli(x, plain.model.decode(plain.weights, back));
    return freeEnergy({ logLikelihood, logPrior, logBase, logDet }).bound;
  };
  return compare(() => boundOf(plain.model, plain.weights, { x, epsilon }), both);
}

/**
 * A flow T that is the same for all images is a prior in disguise: posterior T(q₀), prior N(0, I) and network p(x|z)
 * have the free energy of posterior q₀, prior T⁻¹(N(0, I)) and network p(x|T(z)).
 * @param plain a model whose flow is the identity
 */
export function flowAsPrior(
  plain: ModelWithWeights,
  flow: InvertibleFlow,
  params: Float32Array,
  { x, epsilon }: CheckInputs,
): IdentityCheck {
  const row = () => tf.tensor2d(params, [1, params.length]);
  const onPosterior = () => boundOf(withFlow(plain.model, flow, row), plain.weights, { x, epsilon });
  const prior = flowDistribution(standardNormal(flow.dim), invert(flow), params);
  const onPrior = () => {
    const { z0, logBase } = startOf(plain, { x, epsilon });
    const logLikelihood = logBernoulli(x, plain.model.decode(plain.weights, flow.forward(z0, row()).z));
    const logDet: tf.Tensor1D = tf.zeros([x.shape[0]]);
    return freeEnergy({ logLikelihood, logPrior: prior.logProb(z0), logBase, logDet }).bound;
  };
  return compare(onPosterior, onPrior);
}

/**
 * A rotation Q of the latents does nothing: N(0, I) looks the same from all sides, and a generative network that
 * undoes Q gives the free energy of the model without a flow.
 * @param plain a model whose flow is the identity
 */
export function rotationDoesNothing(plain: ModelWithWeights, inputs: CheckInputs, seed = 0): IdentityCheck {
  const rotation = orthogonal(plain.model.flow.dim, { seed });
  const none = (): tf.Tensor2D => tf.zeros([1, 0]);
  const rotated = {
    ...withFlow(plain.model, rotation, none),
    decode: (weights: Tensors, z: tf.Tensor2D) => plain.model.decode(weights, rotation.inverse(z, none()).z),
  };
  return compare(
    () => boundOf(plain.model, plain.weights, inputs),
    () => boundOf(rotated, plain.weights, inputs),
  );
}

/** The model with a flow of fixed parameters after its Gaussian. */
const withFlow = (plain: Dlgm, flow: Flow, params: () => tf.Tensor2D): Dlgm => ({
  ...plain,
  flow,
  encode: (weights, x) => ({ ...plain.encode(weights, x), flowParams: params() }),
});

/** z₀ ~ q₀(z|x) and ln q₀(z₀). */
function startOf({ model, weights }: ModelWithWeights, { x, epsilon }: CheckInputs) {
  const { mean, logStd } = model.encode(weights, x);
  const z0 = tf.add<tf.Tensor2D>(mean, tf.mul(tf.exp(logStd), epsilon));
  return { z0, logBase: logNormal(z0, mean, logStd) };
}

const boundOf = (model: Dlgm, weights: Tensors, { x, epsilon }: CheckInputs): tf.Tensor1D =>
  freeEnergy(freeEnergyParts(model, weights, model.encode(weights, x), x, epsilon)).bound;

function compare(first: () => tf.Tensor1D, second: () => tf.Tensor1D): IdentityCheck {
  const [a, b] = [first, second].map((make) => tf.tidy(() => make().dataSync<'float32'>()));
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const difference = Math.max(...Array.from(a!, (value, i) => Math.abs(value - b![i]!)));
  return { one: mean(a!), other: mean(b!), difference };
}
