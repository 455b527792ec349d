import { createHash } from 'node:crypto';
import type { TrainingState } from '../../../src/problem/step.js';

/** A number of the bits of weights and slots, to compare millions at once. */
export function bitsOf({ weights, slots }: TrainingState): string {
  const hash = createHash('sha256');
  for (const values of [weights, ...slots]) hash.update(Float32Array.from(values));
  return hash.digest('hex');
}
