import * as tf from '@tensorflow/tfjs';
import { logNormal } from '../densities/gaussian.js';
import type { Exportable } from '../engine/export.js';
import { type Dlgm, drawPosterior } from './dlgm.js';

/** The parts of a model that stand on their own. */
export const partNames = ['encoder', 'decoder', 'flow', 'posterior', 'sampler'] as const;
export type PartName = (typeof partNames)[number];

/**
 * A part of a deep latent Gaussian model as a function of named inputs, `batch` rows each:
 * - `encoder`: `x` → `mean`, `logStd`, `flowParams` (and `context`)
 * - `decoder`: `z` → `logits`
 * - `flow`: `z0`, `params` (and `context`) → `z`, `logDet`
 * - `posterior`: `x`, `noise` → `z` ~ q(z|x) and `logQ`, its log-density in nats
 * - `sampler`: `noise` → `probabilities` of the pixels of a draw from the model
 */
export function modelPart(model: Dlgm, name: PartName, batch = 1): Exportable {
  const { dataDim, flow } = model;
  const [x, z, noise] = [{ x: [batch, dataDim] }, { z: [batch, flow.dim] }, { noise: [batch, flow.dim] }];
  const parts: Record<PartName, () => Exportable> = {
    encoder: () => ({ inputs: x, apply: (weights, inputs) => ({ ...model.encode(weights, two(inputs.x)) }) }),
    decoder: () => ({ inputs: z, apply: (weights, inputs) => ({ logits: model.decode(weights, two(inputs.z)) }) }),
    flow: () => flowPart(model, batch),
    posterior: () => ({ inputs: { ...x, ...noise }, apply: (w, i) => posterior(model, w, two(i.x), two(i.noise)) }),
    sampler: () => ({
      inputs: noise,
      apply: (weights, inputs) => ({ probabilities: tf.sigmoid(model.decode(weights, two(inputs.noise))) }),
    }),
  };
  return parts[name]();
}

const two = (tensor: tf.Tensor | undefined) => tensor as tf.Tensor2D;

function flowPart({ flow }: Dlgm, batch: number): Exportable {
  const widths = { z0: flow.dim, params: flow.paramCount, context: flow.contextDim };
  const inputs = Object.entries(widths).filter(([, width]) => width > 0);
  return {
    inputs: Object.fromEntries(inputs.map(([name, width]) => [name, [batch, width]])),
    apply: (_, { z0, params, context }) => ({
      ...flow.forward(two(z0), (params ?? tf.zeros([1, 0])) as tf.Tensor2D, context && two(context)),
    }),
  };
}

function posterior(model: Dlgm, weights: Record<string, tf.Tensor>, x: tf.Tensor2D, noise: tf.Tensor2D) {
  const said = model.encode(weights, x);
  const { z0, zK, logDet } = drawPosterior(model, said, noise);
  return { z: zK, logQ: tf.sub(logNormal(z0, said.mean, said.logStd), logDet) };
}
