import { thinImages } from '../../data/images.js';
import { batchPixels, type DigitSet } from '../../data/index.js';
import { packPixels } from '../../data/packed-pixels.js';
import type { ImportancePoint } from '../../objectives/index.js';
import { digitFeed, pixels } from '../../runs/digit-feed.js';
import type { TrainedDlgm } from '../../runs/trained.js';
import { type ActiveUnits, activeUnits } from './active-units.js';
import { type AggregateDistance, aggregateDistance } from './aggregate-posterior.js';
import type { Classifier } from './classifier.js';
import { generate, type ImageQuality, imageQuality } from './generations.js';
import { type GradientNoise, gradientNoise } from './gradient-noise.js';
import { type LayerVolume, layerVolumes } from './layer-volumes.js';
import { nearestIn, type PackedImages, packImages } from './nearest.js';
import { type PosteriorShape, posteriorShape } from './posterior-shape.js';
import { sampleCurve } from './sample-curve.js';

/** How much of everything is measured. */
export interface AnalysisSize {
  /** Images of the S-curve, and its S */
  curve: { images: number; sizes: readonly number[] };
  shape: { images: number; draws: number };
  /** `draws` per image and average */
  active: { images: number; draws: number };
  gradient: { repeats: number };
  aggregate: { images: number; block: number };
  samples: number;
  /** Samples that are kept as pictures */
  pictures: number;
}

/** One trained model looked at from all sides. */
export interface RunAnalysis {
  /** Updates behind the weights that were chosen */
  step: number;
  curve: ImportancePoint[];
  shape: PosteriorShape;
  active: ActiveUnits;
  /** ln|det| per layer; null for families whose layers cannot be told apart */
  layers: LayerVolume[] | null;
  /** Noise of the gradient with the same images each time, and with fresh ones */
  gradient: { sameImages: GradientNoise[]; freshImages: GradientNoise[] };
  aggregate: AggregateDistance;
  samples: ImageQuality;
  /** Pixel probabilities of the first samples, and the training images nearest to them: `unpackPixels` */
  pictures: { samples: string; nearest: string };
}

/** What the looking needs besides the model. */
export interface AnalysisTools {
  digits: DigitSet;
  classifier: Classifier;
  /** Training images, black and white */
  train: PackedImages;
}

/** Looks at a trained model; a function of model, digits and sizes. */
export async function analyseRun(
  trained: TrainedDlgm,
  { digits, classifier, train }: AnalysisTools,
  size: AnalysisSize,
): Promise<RunAnalysis> {
  const test = (count: number) => testImages(digits, count);
  const feed = digitFeed(digits, { latent: trained.config.latent, batch: trained.config.batch, annealing: 'none' });
  const gradient = (sameImages: boolean) => gradientNoise(trained, { ...size.gradient, feed, sameImages });
  const generated = generate(trained, size.samples);
  const { curve, shape, active, aggregate } = size;
  return {
    step: trained.step,
    curve: await sampleCurve(trained, test(curve.images), curve.sizes),
    shape: await posteriorShape(trained, test(shape.images), shape),
    active: await activeUnits(trained, test(active.images), active),
    layers: layerVolumes(trained, test(shape.images)) ?? null,
    gradient: { sameImages: await gradient(true), freshImages: await gradient(false) },
    aggregate: await aggregateDistance(trained, digits, aggregate),
    samples: await imageQuality(generated.pixels, { classifier, train }),
    pictures: picturesOf(generated, digits, train, size.pictures),
  };
}

function picturesOf(
  { probabilities, pixels: drawn }: { probabilities: Float32Array; pixels: Float32Array },
  digits: DigitSet,
  train: PackedImages,
  count: number,
): RunAnalysis['pictures'] {
  const found = nearestIn(train, packImages(drawn.subarray(0, 784 * count)));
  const indices = found.map(({ index }) => index);
  return {
    samples: packPixels(probabilities.subarray(0, 784 * count)),
    nearest: packPixels(batchPixels(digits.train, indices)),
  };
}

/** Test images one by one, evenly spread over the set; grey ones are binarised the same way each time. */
export function testImages(digits: DigitSet, count: number): Float32Array[] {
  const chosen = { ...digits, test: thinImages(digits.test, count) };
  const all = Uint32Array.from({ length: chosen.test.count }, (_, i) => i);
  const x = pixels(chosen, 'test', all, 0, 0);
  return Array.from(all, (i) => x.slice(784 * i, 784 * (i + 1)));
}
