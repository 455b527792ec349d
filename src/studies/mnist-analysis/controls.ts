import * as tf from '@tensorflow/tfjs';
import type { DigitSet } from '../../data/index.js';
import { planar } from '../../flows/index.js';
import { noise } from '../../random/index.js';
import type { TrainedDlgm } from '../../runs/trained.js';
import { type AggregateDistance, priorDistance } from './aggregate-posterior.js';
import { accuracy } from './classifier.js';
import type { AnalysisConfig } from './config.js';
import { type ImageQuality, imageQuality } from './generations.js';
import { flowAsPrior, flowOnBothSides, type IdentityCheck, rotationDoesNothing } from './identities.js';
import { type AnalysisTools, testImages } from './run-analysis.js';

/** Numbers that belong to no model: what real images and the prior itself give. */
export interface AnalysisControls {
  /** Updates of the classifier, and its share of right answers on labelled test images */
  classifier: { steps: number; accuracy: number };
  /** Test images in place of samples */
  testImages: ImageQuality;
  /** Draws from the prior in place of the aggregate posterior */
  prior: AggregateDistance;
}

/** Measures what the models are to be held against. @param latent D of the models */
export async function analysisControls(
  tools: AnalysisTools,
  config: AnalysisConfig,
  latent: number,
): Promise<AnalysisControls> {
  const { digits, classifier } = tools;
  const images = testImages(digits, config.samples);
  return {
    classifier: {
      steps: config.classifierSteps,
      accuracy: await accuracy(classifier, digits.test, noise(0, 'classifier/test')),
    },
    testImages: await imageQuality(Float32Array.from(images.flatMap((image) => Array.from(image))), tools),
    prior: priorDistance(latent, config.aggregate),
  };
}

/** A statement that two models have equal free energies, tried on test images. */
export interface IdentityRow extends IdentityCheck {
  statement: string;
  images: number;
}

/**
 * The three identities at a trained model without a flow, on the same test images and draws. The flow of the first two
 * is planar with random parameters, far from the identity; the second shows how far it moves the free energy where it
 * is on one side only.
 */
export function identityRows(plain: TrainedDlgm, digits: DigitSet, images = 100): IdentityRow[] {
  const D = plain.config.latent;
  const flow = planar(D, { layers: 8 });
  const shift = noise(0, 'identities/params').normal(flow.paramCount);
  const params = flow.initialParams(0).map((value, i) => value + 0.3 * shift[i]!);
  const chosen = testImages(digits, images);
  const count = chosen.length;
  const x = tf.tensor2d(
    chosen.flatMap((image) => Array.from(image)),
    [count, 784],
  );
  const epsilon = tf.tensor2d(noise(0, 'identities/noise').normal(count * D), [count, D]);
  const rows = [
    { statement: 'a flow on posterior and prior cancels', ...flowOnBothSides(plain, flow, params, { x, epsilon }) },
    { statement: 'one flow for all images is a flow prior', ...flowAsPrior(plain, flow, params, { x, epsilon }) },
    { statement: 'a rotation does nothing', ...rotationDoesNothing(plain, { x, epsilon }) },
  ];
  tf.dispose([x, epsilon]);
  return rows.map((row) => ({ ...row, images: count }));
}
