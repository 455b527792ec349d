import { batchPixels, type DigitSet } from '../data/index.js';
import { temperature } from '../objectives/annealing.js';
import { noise } from '../random/index.js';
import type { Arrays } from '../training/index.js';
import type { DlgmConfig } from './dlgm-config.js';

/**
 * The inputs of a DLGM update: a batch from a fresh order of the images each epoch, noise, and β,
 * all a function of the config and the number of the update.
 */
export function digitFeed(digits: DigitSet, config: DlgmConfig): (step: number) => Arrays {
  const { seed, batch, latent, annealing, annealingSteps } = config;
  const perEpoch = Math.floor(digits.train.count / batch);
  let order: Uint32Array = new Uint32Array();
  let orderOf = -1;
  return (step) => {
    const epoch = Math.floor(step / perEpoch);
    if (epoch !== orderOf) order = noise(seed, 'order', epoch).permutation(digits.train.count);
    orderOf = epoch;
    const start = (step % perEpoch) * batch;
    return {
      x: pixels(digits, 'train', order.subarray(start, start + batch), seed, step),
      noise: noise(seed, 'posterior', step).normal(batch * latent),
      beta: Float32Array.of(annealing === 'none' ? 1 : temperature(step, { steps: annealingSteps })),
    };
  };
}

/** Pixels of a part of the digits, binarised afresh from `seed` and `step` where the set is dynamic. */
export function pixels(
  digits: DigitSet,
  part: 'train' | 'valid' | 'test',
  indices: Uint32Array,
  seed: number,
  step: number,
) {
  const binarise = digits.binarisation === 'dynamic' ? noise(seed, `binarise/${part}`, step) : undefined;
  return batchPixels(digits[part], indices, { ...(binarise && { binarise }) });
}
