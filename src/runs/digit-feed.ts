import { batchPixels, type DigitSet } from '../data/index.js';
import { type Annealing, temperature } from '../objectives/index.js';
import type { Arrays } from '../problem/index.js';
import { noise } from '../random/index.js';
import { epochBatches } from '../training/epoch-batches.js';

export interface DigitFeedOptions {
  /** D of the model. */
  latent: number;
  /** Of the order of the images, the noise and dynamic binarisation. Default 0. */
  seed?: number;
  /** Images per update. Default 100. */
  batch?: number;
  /** k, draws for each image. Default 1. */
  draws?: number;
  /** `none` keeps β at 1. Default `energy`. */
  annealing?: Annealing;
  /** Updates until β = 1. Default 10,000. */
  annealingSteps?: number;
}

/**
 * The inputs of `dlgmProblem` for each update: a batch from a fresh order of the images each epoch, noise, and β,
 * all a function of the options and the number of the update.
 * @throws RangeError if there are fewer training images than one batch takes
 */
export function digitFeed(digits: DigitSet, options: DigitFeedOptions): (step: number) => Arrays {
  const { latent, seed = 0, batch = 100, draws = 1, annealing = 'energy', annealingSteps = 10_000 } = options;
  const indices = epochBatches(digits.train.count, { batch, seed, stream: 'order' });
  return (step) => ({
    x: pixels(digits, 'train', indices(step), seed, step),
    noise: noise(seed, 'posterior', step).normal(draws * batch * latent),
    beta: Float32Array.of(annealing === 'none' ? 1 : temperature(step, { steps: annealingSteps })),
  });
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
