import * as tf from '@tensorflow/tfjs';
import { fourier } from './fourier.js';

/** A linear map with few entries in each row: output i is the sum, over the terms, of scale[i]·input[from[i]]. */
export type SparseMap = readonly { from: Int32Array; scale: Float64Array }[];

/**
 * A linear map of N real numbers by a discrete Fourier transform: `before` makes N complex numbers of them, re and im in
 * turn, then X_k = Σₙ xₙ·e^{−2πikn/N}, and `after` makes N real numbers of the result.
 */
export interface DftMap {
  before: SparseMap;
  after: SparseMap;
}

/** The name of the map as a tfjs kernel, by which the compiler knows it. */
export const rowDftKernel = 'VinfRowDft';

/** Teaches a tfjs backend the map; it is computed in JavaScript, in O(N log N) per row. */
export function registerRowDft(backendName: string): void {
  if (tf.getKernel(rowDftKernel, backendName)) return;
  const kernelFunc: tf.KernelFunc = ({ inputs, backend, attrs }) => {
    const { shape, dataId } = inputs.x as tf.TensorInfo;
    const { readSync, write } = backend as tf.KernelBackend;
    const { map }: Record<string, unknown> = attrs!; // As `rowDft` gave it.
    const values = mapRows(readSync.call(backend, dataId) as Float32Array, shape[1]!, map as DftMap);
    return { dataId: write.call(backend, values, shape, 'float32') as object, shape, dtype: 'float32' };
  };
  tf.registerKernel({ kernelName: rowDftKernel, backendName, kernelFunc });
}

/** The map of each row of x, [B, N] → [B, N]; it has no gradient of its own. */
export function rowDft(x: tf.Tensor2D, map: DftMap): tf.Tensor2D {
  registerRowDft(tf.getBackend());
  return tf.engine().runKernel(rowDftKernel, { x }, { map } as unknown as tf.NamedAttrMap);
}

/** The map of each row of N numbers, one row after the other. */
export function mapRows(values: Float32Array, n: number, { before, after }: DftMap): Float32Array {
  const transform = fourier(n);
  const [input, output] = [new Float64Array(2 * n), new Float64Array(2 * n)];
  const out = new Float32Array(values.length);
  for (let at = 0; at < values.length; at += n) {
    apply(before, values.subarray(at, at + n), input);
    transform(input, output);
    apply(after, output, out.subarray(at, at + n));
  }
  return out;
}

function apply(map: SparseMap, input: ArrayLike<number>, output: Float64Array | Float32Array): void {
  for (let i = 0; i < output.length; i++) {
    let sum = 0;
    for (const { from, scale } of map) sum += scale[i]! * input[from[i]!]!;
    output[i] = sum;
  }
}
