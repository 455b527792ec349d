import * as tf from '@tensorflow/tfjs';
import type { Flow } from '../src/flows/flow.js';
import { dense, type Net, weightMatrix } from '../src/models/net.js';
import { type Arrays, defineProblem, type Problem } from '../src/problem/problem.js';
import { noise } from '../src/random/index.js';

export const batch = 100;
export const pixels = 784;
export const hidden = 400;

export interface VaeOptions {
  /** Whether the encoder emits the flow's parameters, or one learned set serves all images. Default true. */
  amortised?: boolean;
  /** Images per step. Default `batch`. */
  images?: number;
}

/**
 * The optimiser step that all engines are measured with: a VAE 784-400-400-(mean, log std, flow parameters),
 * D-400-400-784, ReLU, Bernoulli, batch 100, with a flow in D dimensions.
 */
export function vae(flow: Flow, { amortised = true, images = batch }: VaeOptions = {}): Problem {
  const D = flow.dim;
  const layer = (name: string, inputs: number, outputs: number) => dense(name, inputs, outputs);
  const encoder = [layer('e1', pixels, hidden), layer('e2', hidden, hidden)];
  const decoder = [layer('d1', D, hidden), layer('d2', hidden, hidden)];
  const [mean, logStd, out] = [layer('mean', hidden, D), layer('logStd', hidden, D), layer('out', hidden, pixels)];
  const params = layer('flow', hidden, flow.paramCount);
  const isEmitted = amortised && flow.paramCount > 0;
  const nets = [...encoder, mean, logStd, ...(isEmitted ? [params] : []), ...decoder, out];
  const free = { name: 'flow', shape: [1, flow.paramCount], initial: flow.initialParams };
  return defineProblem({
    weights: [...nets.flatMap((net) => net.weights), ...(isEmitted || flow.paramCount === 0 ? [] : [free])],
    inputs: { x: [images, pixels], noise: [images, D] },
    loss(weights, { x, noise: eps }) {
      const run = (layers: Net[], h: tf.Tensor2D) => layers.reduce((a, net) => tf.relu(net.apply(weights, a)), h);
      const h = run(encoder, x);
      const [mu, ls] = [mean.apply(weights, h), logStd.apply(weights, h)];
      const z0: tf.Tensor2D = tf.add(mu, tf.mul(eps, tf.exp(ls)));
      const logBase = tf.sum(tf.sub(tf.mul(tf.square(eps), -0.5), ls), 1);
      const shared = (): tf.Tensor2D => (flow.paramCount > 0 ? weightMatrix(weights, free.name) : tf.zeros([1, 0]));
      const flowParams = isEmitted ? params.apply(weights, h) : shared();
      const { z, logDet } = flow.forward(z0, flowParams);
      const logits = out.apply(weights, run(decoder, z));
      const logLikelihood = tf.sum(tf.sub(tf.mul(x, logits), tf.softplus(logits)), 1);
      const logPrior = tf.mul(tf.sum(tf.square(z), 1), -0.5);
      return { loss: tf.mean(tf.sub(tf.sub(logBase, logDet), tf.add(logLikelihood, logPrior))) };
    },
  });
}

/** Random binary images and noise for step number `step`. */
export function vaeInputs(dim: number, step: number, images = batch): Arrays {
  return {
    x: noise(1, 'bench/x', step)
      .uniform(images * pixels)
      .map(Math.round),
    noise: noise(1, 'bench/noise', step).normal(images * dim),
  };
}
