import { thinImages } from '../../data/images.js';
import type { DigitSet } from '../../data/index.js';
import { tensorFunction } from '../../engine/index.js';
import type { MeanEstimate } from '../../objectives/index.js';
import { noise } from '../../random/index.js';
import { pixels } from '../../runs/digit-feed.js';
import { dlgmPart } from '../../runs/parts.js';
import { blockedEnergyDistance } from './energy-distance.js';
import { logVolume, momentsOf, symmetricEigenvalues } from './moments.js';
import type { ModelWithWeights } from './posterior-draws.js';

/** How far the posteriors of all images together, ∫ q(z|x) p(x) dx, are from the prior N(0, I). */
export interface AggregateDistance {
  /** Energy distance over blocks of images, with its standard error */
  energy: MeanEstimate;
  /** KL from the Gaussian of equal moments to the prior, nats: a lower bound of KL(aggregate ‖ prior) */
  gaussianKl: number;
  images: number;
}

const batch = 100;

/**
 * One draw of z_K per image against draws from the prior. Samples of a model begin at the prior, so where the two
 * differ the generative network is asked for what it has never seen.
 * @param images how many test images
 * @param block  of how many images each estimate is made
 */
export async function aggregateDistance(
  { model, weights }: ModelWithWeights,
  digits: DigitSet,
  { images, block, seed = 0 }: { images: number; block: number; seed?: number },
): Promise<AggregateDistance> {
  const D = model.flow.dim;
  const { apply, inputs } = dlgmPart(model, 'posterior', batch);
  const draw = await tensorFunction((given) => ({ z: apply(weights, given).z! }), inputs);
  const chosen = { ...digits, test: thinImages(digits.test, images) };
  const count = Math.floor(chosen.test.count / batch) * batch;
  const z = new Float32Array(count * D);
  const order = noise(seed, 'aggregate/order').permutation(chosen.test.count); // The set may be sorted by class.
  for (let start = 0; start < count; start += batch) {
    const x = pixels(chosen, 'test', order.subarray(start, start + batch), seed, start);
    const epsilon = noise(seed, 'aggregate', start).normal(batch * D);
    z.set((await draw.run({ x, noise: epsilon })).z!, start * D);
  }
  draw.dispose();
  return { ...distanceFromPrior(z, D, { block, seed }), images: count };
}

/** The same numbers for draws from the prior itself: what no difference looks like. */
export function priorDistance(
  D: number,
  { images, block, seed = 0 }: { images: number; block: number; seed?: number },
): AggregateDistance {
  const z = noise(seed, 'aggregate/control').normal(images * D);
  return { ...distanceFromPrior(z, D, { block, seed }), images };
}

function distanceFromPrior(z: Float32Array, D: number, { block, seed }: { block: number; seed: number }) {
  const prior = noise(seed, 'aggregate/prior').normal(z.length);
  return { energy: blockedEnergyDistance(z, prior, D, block), gaussianKl: gaussianKl(z, D) };
}

/** KL(N(m, Σ) ‖ N(0, I)) = ½ (tr Σ + ‖m‖² − D − ln|Σ|) at the moments of points. */
function gaussianKl(z: Float32Array, D: number): number {
  const { mean, covariance } = momentsOf(z, D);
  const trace = covariance.reduce((sum, row, i) => sum + row[i]!, 0);
  const square = mean.reduce((sum, m) => sum + m * m, 0);
  return 0.5 * (trace + square - D) - logVolume(symmetricEigenvalues(covariance));
}
