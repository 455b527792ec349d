import { type MeanEstimate, meanEstimate } from '../../objectives/index.js';
import { noise } from '../../random/index.js';
import { logVolume, momentsOf, symmetricEigenvalues } from './moments.js';
import { type ModelWithWeights, type PosteriorDraws, posteriorSampler } from './posterior-draws.js';

/** What the flow makes of q(z|x), means over images with standard errors. */
export interface PosteriorShape {
  images: number;
  draws: number;
  /** E ln|det| of the flow: by how much it raises the entropy, nats */
  logDet: MeanEstimate;
  /** Largest over smallest standard deviation along any direction, before and after the flow */
  anisotropyBefore: MeanEstimate;
  anisotropyAfter: MeanEstimate;
  /** KL from the Gaussian of equal moments to the product of its marginals, ½(Σ ln Σ_ii − ln|Σ|): nats in correlations */
  correlation: MeanEstimate;
  /** KL from q_K to the Gaussian of equal mean and covariance: nats in what no Gaussian has */
  nonGaussian: MeanEstimate;
}

/**
 * Spread of q(z|x) before and after the flow. The last two numbers add up to the divergence of q_K from the nearest
 * Gaussian with independent coordinates, hence from anything that a model without a flow can say.
 * Covariances are those of draws. Their bias is the same before the flow, where both numbers are 0, and is taken off.
 * @param images 784 pixels each
 */
export async function posteriorShape(
  trained: ModelWithWeights,
  images: readonly Float32Array[],
  { draws = 1000, seed = 0 }: { draws?: number; seed?: number } = {},
): Promise<PosteriorShape> {
  const D = trained.model.flow.dim;
  const sampler = await posteriorSampler(trained, draws);
  const shapes: ReturnType<typeof shapeOf>[] = [];
  for (const [i, x] of images.entries()) {
    shapes.push(shapeOf(await sampler.draw(x, noise(seed, 'shape', i).normal(draws * D)), D));
  }
  sampler.dispose();
  const mean = (key: keyof (typeof shapes)[number]) => meanEstimate(shapes.map((shape) => shape[key]));
  return {
    images: images.length,
    draws,
    logDet: mean('logDet'),
    anisotropyBefore: mean('anisotropyBefore'),
    anisotropyAfter: mean('anisotropyAfter'),
    correlation: mean('correlation'),
    nonGaussian: mean('nonGaussian'),
  };
}

function shapeOf({ z0, zK, logDet }: PosteriorDraws, D: number) {
  const [before, after] = [spread(z0, D), spread(zK, D)];
  const entropyGained = meanEstimate(logDet).mean;
  return {
    logDet: entropyGained,
    anisotropyBefore: before.anisotropy,
    anisotropyAfter: after.anisotropy,
    correlation: after.correlation - before.correlation,
    nonGaussian: after.volume - before.volume - entropyGained,
  };
}

function spread(points: Float32Array, D: number) {
  const { covariance } = momentsOf(points, D);
  const eigenvalues = symmetricEigenvalues(covariance);
  const volume = logVolume(eigenvalues);
  const marginals = logVolume(covariance.map((row, i) => row[i]!));
  return { volume, correlation: marginals - volume, anisotropy: Math.sqrt(eigenvalues.at(-1)! / eigenvalues[0]!) };
}
