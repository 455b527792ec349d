import * as tf from '@tensorflow/tfjs';

/** What tfjs calls a kernel with. */
export type Call = Parameters<tf.KernelFunc>[0];

const replaced = new Set<string>();

/** Registers a kernel in the place of one that is there; once. */
export function replaceKernel(
  backend: string,
  kernelName: string,
  made: (original: tf.KernelFunc) => tf.KernelFunc,
): void {
  const key = `${backend} ${kernelName}`;
  const config = tf.getKernel(kernelName, backend);
  if (!config || replaced.has(key)) return;
  replaced.add(key);
  tf.unregisterKernel(kernelName, backend); // Else tfjs warns.
  tf.registerKernel({ ...config, kernelFunc: made(config.kernelFunc) });
}
