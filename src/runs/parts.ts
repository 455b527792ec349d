import * as tf from '@tensorflow/tfjs';
import { logNormal } from '../densities/gaussian.js';
import { defineExportable, type Exportable } from '../engine/index.js';
import { type Dlgm, drawPosterior, freeEnergyParts, type Posterior } from '../models/index.js';

export type DlgmPart = 'encoder' | 'flow' | 'decoder' | 'posterior' | 'logweight';

/** What each part of a DLGM takes and gives. */
export const dlgmParts: Readonly<Record<DlgmPart, string>> = {
  encoder: 'x → mean, logStd and what the flow needs',
  flow: 'z0, flowParams → z, logDet',
  decoder: 'z → logits, probabilities',
  posterior: 'x, noise → z drawn from q(z|x), logQ = ln q(z|x) in nats',
  logweight: 'x, noise → ln p(x, z) − ln q(z|x) of one draw, whose log-mean-exp estimates ln p(x)',
};

/**
 * A part of a DLGM as a function of weights and inputs, to be exported.
 * @param batch rows of its inputs; −1, the default, for any number
 */
export function dlgmPart(model: Dlgm, part: DlgmPart, batch = -1): Exportable {
  const { flow, dataDim } = model;
  const rowsOf = (columns: number): [number, number] => [batch, columns];
  const [x, z] = [rowsOf(dataDim), rowsOf(flow.dim)];
  const params = flow.paramCount > 0 ? { flowParams: rowsOf(flow.paramCount) } : undefined;
  const context = flow.contextDim > 0 ? { context: rowsOf(flow.contextDim) } : undefined;
  const makers: Record<DlgmPart, Exportable> = {
    encoder: defineExportable({
      inputs: { x },
      apply: (weights, inputs) => posteriorTensors(model.encode(weights, inputs.x)),
    }),
    flow: defineExportable({
      units: { logDet: 'nats' },
      inputs: { z0: z, ...params, ...context },
      apply(_, inputs) {
        const { z0, flowParams = tf.zeros([1, 0]), context: given } = inputs;
        return { ...flow.forward(z0, flowParams, given) };
      },
    }),
    decoder: defineExportable({
      units: { logits: 'nats' },
      inputs: { z },
      apply(weights, inputs) {
        const logits = model.decode(weights, inputs.z);
        return { logits, probabilities: tf.sigmoid(logits) };
      },
    }),
    posterior: defineExportable({
      units: { logQ: 'nats' },
      inputs: { x, noise: z },
      apply(weights, inputs) {
        const given = model.encode(weights, inputs.x);
        const { z0, zK, logDet } = drawPosterior(model, given, inputs.noise);
        return { z: zK, logQ: tf.sub(logNormal(z0, given.mean, given.logStd), logDet) };
      },
    }),
    logweight: defineExportable({
      units: { logWeight: 'nats' },
      inputs: { x, noise: z },
      apply(weights, inputs) {
        const given = model.encode(weights, inputs.x);
        return { logWeight: logWeightOf(freeEnergyParts(model, weights, given, inputs.x, inputs.noise)) };
      },
    }),
  };
  return { ...makers[part], description: dlgmParts[part] };
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

/** A posterior as tensors by name, without the parameters of a flow that has none. */
export type PosteriorTensors = Omit<Posterior, 'flowParams'> & Partial<Posterior>;

/** Graphs have no empty tensors, so the parameters of a flow that has none are left out. */
export function posteriorTensors({ flowParams, ...rest }: Posterior): PosteriorTensors {
  return flowParams.size > 0 ? { ...rest, flowParams } : rest;
}
