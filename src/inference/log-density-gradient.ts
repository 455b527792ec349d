import * as tf from '@tensorflow/tfjs';
import type { LogDensity } from '../densities/density.js';
import { type EngineName, tensorFunction } from '../engine/browser.js';

/** ln p̃ and its gradient at points, as plain numbers. */
export interface PointGradients {
  /** [B], nats; NaN or infinite where the density is */
  values: Float32Array;
  /** B rows of D numbers */
  gradients: Float32Array;
}

/** Evaluates a density and its gradient, B points at a time. */
export interface LogDensityGradient {
  at(points: Float32Array): Promise<PointGradients>;
  dispose(): void;
}

/** @param batch B, how many points there are at each call */
export async function logDensityGradient(
  target: LogDensity,
  batch: number,
  engine?: EngineName,
): Promise<LogDensityGradient> {
  const both = ({ z }: { z: tf.Tensor2D }) => {
    let values: tf.Tensor1D | undefined;
    const sum = (points: tf.Tensor): tf.Scalar => {
      values = tf.keep(target.logDensity(points as tf.Tensor2D));
      return tf.sum(values);
    };
    const { grads } = tf.engine().gradients(() => sum(z), [z], undefined, true);
    return { values: values!, gradients: grads[0] ?? tf.zerosLike(z) };
  };
  const fn = await tensorFunction(both, { z: [batch, target.dim] }, engine);
  return {
    async at(z) {
      const { values, gradients } = await fn.run({ z });
      return { values: values!, gradients: gradients! };
    },
    dispose: () => fn.dispose(),
  };
}
