import { type MeanEstimate, meanEstimate } from '../../objectives/index.js';
import { noise } from '../../random/index.js';
import { priorSamples } from '../../runs/trained.js';
import { type Classifier, classOf } from './classifier.js';
import { nearestIn, type PackedImages, packImages } from './nearest.js';
import type { ModelWithWeights } from './posterior-draws.js';

/** What can be said of images without a model of them: of samples, or of test images for comparison. */
export interface ImageQuality {
  images: number;
  /** Probability that the classifier gives to the class it chooses */
  confidence: MeanEstimate;
  /** Share of images of which it is sure: at least 0.9 */
  sure: number;
  /** Share of each class among its choices */
  classShares: number[];
  /** Effective number of classes, exp of the entropy of the shares: 10 where all are equally frequent */
  effectiveClasses: number;
  /** Pixels in which an image differs from the nearest training image */
  nearest: MeanEstimate;
}

const sure = 0.9;

/** Classifier's confidence, class balance and distance to the training set. @param pixels count · 784, zeros and ones */
export async function imageQuality(
  pixels: Float32Array,
  { classifier, train }: { classifier: Classifier; train: PackedImages },
): Promise<ImageQuality> {
  const found = await classifier.classify(pixels);
  const confidences = found.map((shares) => Math.max(...shares));
  const classShares = new Array<number>(10).fill(0);
  for (const shares of found) classShares[classOf(shares)]! += 1 / found.length;
  const entropy = classShares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
  return {
    images: found.length,
    confidence: meanEstimate(confidences),
    sure: confidences.filter((confidence) => confidence >= sure).length / found.length,
    classShares,
    effectiveClasses: Math.exp(entropy),
    nearest: meanEstimate(nearestIn(train, packImages(pixels)).map(({ distance }) => distance)),
  };
}

/** Pixel probabilities of digits drawn from the model, z ~ N(0, I), and images of zeros and ones drawn from those. */
export interface Generated {
  /** count · 784 each */
  probabilities: Float32Array;
  pixels: Float32Array;
}

/** Images from `priorSamples`: models of equal D begin at the same z for the same seed. */
export function generate(model: ModelWithWeights, count: number, seed = 0): Generated {
  const probabilities = priorSamples(model, count, seed);
  const uniform = noise(seed, 'pixels').uniform(probabilities.length);
  return { probabilities, pixels: probabilities.map((p, i) => (uniform[i]! < p ? 1 : 0)) };
}
