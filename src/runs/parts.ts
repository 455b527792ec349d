import * as tf from '@tensorflow/tfjs';
import { logNormal } from '../densities/gaussian.js';
import type { Exportable } from '../engine/index.js';
import { type Dlgm, drawPosterior, freeEnergyParts, type Posterior } from '../models/index.js';
import type { Tensors } from '../problem/index.js';

export type DlgmPart = 'encoder' | 'flow' | 'decoder' | 'posterior' | 'logweight';

/** What each part of a DLGM takes and gives. */
export const dlgmParts: Readonly<Record<DlgmPart, string>> = {
  encoder: 'x → mean, logStd and what the flow needs',
  flow: 'z0, flowParams → z, logDet',
  decoder: 'z → logits, probabilities',
  posterior: 'x, noise → z drawn from q(z|x), logQ = ln q(z|x) in nats',
  logweight: 'x, noise → ln p(x, z) − ln q(z|x) of one draw, whose log-mean-exp estimates ln p(x)',
};

/** A part of a DLGM as a function of weights and inputs at a fixed batch size, to be exported. */
export function dlgmPart(model: Dlgm, part: DlgmPart, batch: number): Exportable {
  const { flow, dataDim } = model;
  const [x, noise, z] = [
    [batch, dataDim],
    [batch, flow.dim],
    [batch, flow.dim],
  ];
  const params = flow.paramCount > 0 ? { flowParams: [batch, flow.paramCount] } : undefined;
  const context = flow.contextDim > 0 ? { context: [batch, flow.contextDim] } : undefined;
  const makers: Record<DlgmPart, Exportable> = {
    encoder: {
      inputs: { x },
      apply: (weights, inputs) => posteriorTensors(model.encode(weights, inputs.x as tf.Tensor2D)),
    },
    flow: {
      inputs: { z0: z, ...params, ...context },
      apply: (_, inputs) => {
        const flowParams = (inputs.flowParams ?? tf.zeros([1, 0])) as tf.Tensor2D;
        return { ...flow.forward(inputs.z0 as tf.Tensor2D, flowParams, inputs.context as tf.Tensor2D | undefined) };
      },
    },
    decoder: {
      inputs: { z },
      apply: (weights, inputs) => {
        const logits = model.decode(weights, inputs.z as tf.Tensor2D);
        return { logits, probabilities: tf.sigmoid(logits) };
      },
    },
    posterior: {
      inputs: { x, noise },
      apply: (weights, inputs) => {
        const given = model.encode(weights, inputs.x as tf.Tensor2D);
        const { z0, zK, logDet } = drawPosterior(model, given, inputs.noise as tf.Tensor2D);
        return { z: zK, logQ: tf.sub(logNormal(z0, given.mean, given.logStd), logDet) };
      },
    },
    logweight: { inputs: { x, noise }, apply: (weights, inputs) => logWeight(model, weights, inputs) },
  };
  return makers[part];
}

function logWeight(model: Dlgm, weights: Tensors, inputs: Tensors): Tensors {
  const [x, noise] = [inputs.x, inputs.noise] as [tf.Tensor2D, tf.Tensor2D];
  const parts = freeEnergyParts(model, weights, model.encode(weights, x), x, noise);
  return { logWeight: logWeightOf(parts) };
}

/** ln p(x|z_K) + ln p(z_K) − ln q₀(z₀) + Σ ln|det|, [B] */
export function logWeightOf({
  logLikelihood,
  logPrior,
  logBase,
  logDet,
}: ReturnType<typeof freeEnergyParts>): tf.Tensor {
  return tf.sub(tf.add(logLikelihood, logPrior), tf.sub(logBase, logDet));
}

/** Graphs have no empty tensors, so the parameters of a flow that has none are left out. */
export function posteriorTensors({ flowParams, ...rest }: Posterior): Tensors {
  return flowParams.size > 0 ? { ...rest, flowParams } : rest;
}
