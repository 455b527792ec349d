import { noise } from '../../random/index.js';
import { symmetricEigenvalues } from './moments.js';
import { type ModelWithWeights, posteriorSampler } from './posterior-draws.js';

/** How many latents the model uses. */
export interface ActiveUnits {
  /** Coordinates of z₀ and of z_K whose posterior mean varies over images by more than `threshold` */
  before: number;
  after: number;
  /** The same for directions instead of coordinates of z_K: eigenvalues of the covariance of the posterior mean */
  directions: number;
  images: number;
  threshold: number;
}

const activity = 0.01; // Burda, Grosse & Salakhutdinov 2016, section 5.2

/**
 * Active units: Var_x(E[z_d | x]) > 0.01. The posterior mean is an average of draws, so its variance over images has a
 * part that is mere noise; the covariance of two independent averages has not.
 * @param images 784 pixels each
 * @param draws  per image and average
 */
export async function activeUnits(
  trained: ModelWithWeights,
  images: readonly Float32Array[],
  { draws = 100, seed = 0 }: { draws?: number; seed?: number } = {},
): Promise<ActiveUnits> {
  const D = trained.model.flow.dim;
  const sampler = await posteriorSampler(trained, 2 * draws);
  const means = { z0: [] as Halves[], zK: [] as Halves[] };
  for (const [i, x] of images.entries()) {
    const { z0, zK } = await sampler.draw(x, noise(seed, 'active', i).normal(2 * draws * D));
    means.z0.push(halves(z0, D));
    means.zK.push(halves(zK, D));
  }
  sampler.dispose();
  const [before, after] = [crossCovariance(means.z0, D), crossCovariance(means.zK, D)];
  const active = (values: readonly number[]) => values.filter((value) => value > activity).length;
  const diagonal = (matrix: readonly (readonly number[])[]) => matrix.map((row, i) => row[i]!);
  return {
    before: active(diagonal(before)),
    after: active(diagonal(after)),
    directions: active(symmetricEigenvalues(after)),
    images: images.length,
    threshold: activity,
  };
}

/** Means of the first and of the second half of the draws. */
type Halves = [Float64Array, Float64Array];

function halves(points: Float32Array, D: number): Halves {
  const half = points.length / 2;
  const meanOf = (part: Float32Array) => {
    const mean = new Float64Array(D);
    part.forEach((value, i) => {
      mean[i % D]! += (value * D) / half;
    });
    return mean;
  };
  return [meanOf(points.subarray(0, half)), meanOf(points.subarray(half))];
}

/** Covariance over images of the two means, symmetrised. */
function crossCovariance(pairs: readonly Halves[], D: number): number[][] {
  const centre = (side: 0 | 1) =>
    Array.from({ length: D }, (_, d) => pairs.reduce((sum, pair) => sum + pair[side][d]! / pairs.length, 0));
  const [first, second] = [centre(0), centre(1)];
  const covariance = first.map(() => new Array<number>(D).fill(0));
  for (const [a, b] of pairs) {
    for (let i = 0; i < D; i++) {
      for (let j = 0; j < D; j++) {
        const product = (a[i]! - first[i]!) * (b[j]! - second[j]!);
        covariance[i]![j]! += product / 2 / (pairs.length - 1);
        covariance[j]![i]! += product / 2 / (pairs.length - 1);
      }
    }
  }
  return covariance;
}
