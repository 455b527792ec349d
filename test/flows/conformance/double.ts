/**
 * Import this first: from then on tfjs computes in float64 on its plain JavaScript backend, whose kernels allocate
 * `Float32Array` by name. The mathematics can then be held to tolerances that rounding does not blur.
 */
import type * as Tf from '@tensorflow/tfjs';

globalThis.Float32Array = Float64Array as unknown as Float32ArrayConstructor;

/** Chooses the backend and lets it accept arrays of doubles. */
export async function useDouble(tf: typeof Tf): Promise<void> {
  tf.env().set('PROD', true);
  await tf.setBackend('cpu');
  const platform = tf.env().platform as unknown as { isTypedArray(value: unknown): boolean };
  platform.isTypedArray = (value) => ArrayBuffer.isView(value) && !(value instanceof DataView);
}
