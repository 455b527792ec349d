import type { Tensor } from '@tensorflow/tfjs';
import { expected } from '../errors.js';

/**
 * Reads a tensor back and complains about the first entry that is NaN or infinite.
 * For results that leave the library (sampling, scoring, evaluation), not for a training step: it waits for the backend.
 * @param what  how the message calls the tensor, such as `params`
 * @param where what the tensor belongs to, such as `planar, dim 2`
 * @throws RangeError with the entry and its position
 */
export function checkFinite(what: string, tensor: Tensor, where?: string): void {
  const values = tensor.dataSync();
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const position: number[] = [];
  let rest = at;
  for (const size of [...tensor.shape].reverse()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  throw new RangeError(expected(`\`${what}\``, 'be finite', `${values[at]} at [${position.join(', ')}]`, where));
}
