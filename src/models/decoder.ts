import * as tf from '@tensorflow/tfjs';
import type { WeightSpec } from '../problem/problem.js';
import { matMul } from '../tensors/matmul.js';
import { splitColumns } from '../tensors/split.js';
import { maxoutMlp } from './maxout.js';
import { dense, type Net, sequence, weightMatrix } from './net.js';

export interface DecoderOptions {
  dataDim: number;
  /** Sizes of ξ₁ … ξ_L, from the layer next to the data to the top. */
  latents: readonly number[];
  /** Units of each hidden layer of every T_l before the maxout. */
  hidden: readonly number[];
  window: number;
}

/**
 * Generative network of a deep latent Gaussian model:
 * h_L = G_L ξ_L,  h_l = T_l(h_{l+1}) + G_l ξ_l,  logits = T₀(h₁).
 * Source: Rezende, Mohamed & Wierstra 2014, eqs. 1–4; T_l are maxout MLPs, G_l square matrices that start at I.
 * Deviation: with one layer G₁ is left out, because the first affine map of T₀ absorbs it.
 * @returns a net from [ξ₁ | … | ξ_L], [B, Σ latents], to Bernoulli logits [B, dataDim]
 */
export function decoder({ dataDim, latents, hidden, window }: DecoderOptions): Net {
  const block = (name: string, inputs: number, outputs: number) => {
    const trunk = maxoutMlp(name, inputs, hidden, window);
    return sequence([trunk, dense(`${name}/out`, trunk.outputDim, outputs)], inputs);
  };
  const top = latents.length - 1;
  const T = latents.map((d, l) => block(`decoder/T${l}`, d, l === 0 ? dataDim : latents[l - 1]!));
  const G = top === 0 ? [] : latents.map((d, l) => mixingMatrix(`decoder/G${l + 1}`, d));
  return {
    outputDim: dataDim,
    weights: [...T.flatMap((net) => net.weights), ...G],
    apply(weights, xi) {
      if (top === 0) return T[0]!.apply(weights, xi);
      const parts = splitColumns(xi, latents);
      const noiseAt = (l: number) => matMul(parts[l]!, weightMatrix(weights, G[l]!.name));
      let h = noiseAt(top);
      for (let l = top - 1; l >= 0; l--) h = tf.add(T[l + 1]!.apply(weights, h), noiseAt(l));
      return T[0]!.apply(weights, h);
    },
  };
}

function mixingMatrix(name: string, size: number): WeightSpec {
  const identity = () => Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  return { name, shape: [size, size], initial: identity };
}
