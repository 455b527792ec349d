import * as tf from '@tensorflow/tfjs';
import { type Flow, planar, radial } from '../../flows/index.js';
import { drawPosterior } from '../../models/index.js';
import { noise } from '../../random/index.js';
import type { DlgmConfig } from '../../runs/config.js';
import type { ModelWithWeights } from './posterior-draws.js';

/** ln|det| of one layer over images and draws, nats. */
export interface LayerVolume {
  layer: number;
  mean: number;
  /** Standard deviation over images and draws */
  std: number;
}

/** How the families whose parameters lie part by part, and within a part layer by layer, are cut into layers. */
const layered: Readonly<Record<string, { one: (dim: number) => Flow; parts: (dim: number) => number[] }>> = {
  planar: { one: (dim) => planar(dim), parts: (dim) => [dim, dim, 1] },
  radial: { one: (dim) => radial(dim), parts: (dim) => [dim, 1, 1] },
};

/**
 * ln|det| of each layer of a planar or radial flow, at draws from the posteriors of some images.
 * @param images 784 pixels each
 * @returns undefined for other families
 */
export function layerVolumes(
  { model, weights, config }: ModelWithWeights & { config: Pick<DlgmConfig, 'flow' | 'layers'> },
  images: readonly Float32Array[],
  { draws = 10, seed = 0 }: { draws?: number; seed?: number } = {},
): LayerVolume[] | undefined {
  const family = Object.hasOwn(layered, config.flow) ? layered[config.flow]! : undefined;
  if (!family) return undefined;
  const [B, D, K] = [images.length, model.flow.dim, config.layers];
  return tf.tidy(() => {
    const x = tf.tensor2d(
      images.flatMap((image) => Array.from(image)),
      [B, model.dataDim],
    );
    const posterior = model.encode(weights, x);
    const layer = family.one(D);
    const found = Array.from({ length: K }, () => [] as number[]);
    for (let s = 0; s < draws; s++) {
      const epsilon = tf.tensor2d(noise(seed, 'layers', s).normal(B * D), [B, D]);
      let { z0: z } = drawPosterior(model, posterior, epsilon);
      for (let k = 0; k < K; k++) {
        const out = layer.forward(z, layerParams(posterior.flowParams, family.parts(D), k, K));
        found[k]!.push(...out.logDet.dataSync());
        z = out.z;
      }
    }
    return found.map((values, k) => ({ layer: k + 1, ...spreadOf(values) }));
  });
}

/** Columns of layer k: from each part, K blocks of the same size, the k-th. */
function layerParams(params: tf.Tensor2D, sizes: readonly number[], k: number, K: number): tf.Tensor2D {
  let start = 0;
  const blocks = sizes.map((size) => {
    const block = tf.slice(params, [0, start + k * size], [params.shape[0], size]);
    start += K * size;
    return block;
  });
  return tf.concat(blocks, 1);
}

function spreadOf(values: readonly number[]): { mean: number; std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}
