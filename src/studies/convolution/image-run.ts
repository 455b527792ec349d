import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { type EngineName, tensorFunction } from '../../engine/index.js';
import { type DensityProblem, forwardKlProblem, meanEstimate } from '../../objectives/index.js';
import { adam, cosineDecay, type TrainingStep } from '../../problem/index.js';
import { noise } from '../../random/index.js';
import { type FitOptions, type MetricRow, train } from '../../training/index.js';
import { updateClock } from '../../training/update-clock.js';
import type { ImageDensityConfig } from './config.js';
import { bitsPerDimension, bytesOf, type ImageDensityData, imageBatches, type LogitImages } from './image-data.js';
import { imageFlow, pixelCount } from './image-flows.js';
import { type ImageDensityCurve, type ImageDensityRow, trainedImageRowSchema } from './result.js';

/** What is kept of a run. */
export interface ImageDensityRun {
  row: Omit<ImageDensityRow, 'bpd' | 'stdErr' | 'low' | 'high'>;
  /** Bits per dimension of each test image. */
  perImage: number[];
  curve: ImageDensityCurve;
  /** Images drawn from the model, base64 of their bytes. */
  samples: string;
}

/** The schema of a run that is kept. */
export const imageDensityRunSchema: z.ZodType<ImageDensityRun> = z.object({
  row: trainedImageRowSchema,
  perImage: z.array(z.number()),
  curve: z.object({ steps: z.array(z.number()), bpd: z.array(z.number()) }),
  samples: z.string(),
});

export interface ImageDensityOptions extends Pick<FitOptions, 'onRow' | 'signal'> {
  engine?: EngineName | undefined;
  onWarning?(message: string): void;
}

/** Images drawn from each model. */
const drawnImages = 10;

/** Trains a flow on grey images by maximum likelihood, and measures it on the test images. */
export async function runImageDensity(
  config: ImageDensityConfig,
  data: ImageDensityData,
  options: ImageDensityOptions = {},
): Promise<ImageDensityRun> {
  const flow = imageFlow(config.family, config);
  const problem = forwardKlProblem({ flow, batchSize: config.batch, learnBase: false });
  const started = performance.now();
  const { trained, msPerUpdate } = await trainedFlow(problem, config, data, options);
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  const { weights, values, rows } = trained;
  const perImage = await bitsOf(problem, weights, data.test, config.batch, options.engine);
  const { family, layers: K, seed, steps: updates } = config;
  const samples = drawn(problem, weights, data);
  trained.dispose();
  return {
    row: { family, K, seed, updates, params: values.length, seconds, msPerUpdate, config },
    perImage,
    curve: curveOf(rows),
    samples,
  };
}

/** The flow whose weights are best on the validation images, and the median time of an update. */
async function trainedFlow(
  problem: DensityProblem,
  config: ImageDensityConfig,
  data: ImageDensityData,
  options: ImageDensityOptions,
) {
  const { steps, batch, seed, learningRate, validateEvery } = config;
  const optimiser = adam({ learningRate: cosineDecay({ learningRate, steps }) });
  const run = async (step: TrainingStep) => ({ validLoss: await meanBits(step, data.valid, batch) });
  const clock = updateClock();
  const trained = await train(problem, {
    ...options,
    ...{ optimiser, seed, threads: 1, clipNorm: 50 },
    ...{ steps, feed: imageBatches(data, batch, seed), onStep: clock.tick },
    ...{ logEvery: validateEvery, validate: { every: validateEvery, run } },
  });
  return { trained, msPerUpdate: clock.median() };
}

const curveOf = (rows: readonly MetricRow[]): ImageDensityCurve => ({
  steps: rows.map((row) => row.step),
  bpd: rows.map(({ validLoss }) => Number(validLoss!.toFixed(5))),
});

/** Mean bits per dimension over as many whole batches as there are. */
async function meanBits(step: TrainingStep, images: LogitImages, batch: number): Promise<number> {
  const count = Math.max(1, Math.floor(images.count / batch));
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (await step.evaluate({ x: rowsOf(images, i * batch, batch) })).loss;
  const volume = images.logVolume.subarray(0, count * batch);
  return bitsPerDimension(-sum / count, meanEstimate(volume).mean);
}

/** Bits per dimension of each image. */
async function bitsOf(
  problem: DensityProblem,
  weights: tf.NamedTensorMap,
  images: LogitImages,
  batch: number,
  engine: EngineName = 'auto',
): Promise<number[]> {
  const { logProb } = problem.distribution(weights);
  const scorer = await tensorFunction(({ x }) => ({ logProb: logProb(x) }), { x: [batch, pixelCount] }, engine);
  const bits: number[] = [];
  for (let start = 0; start < images.count; start += batch) {
    const { logProb } = await scorer.run({ x: rowsOf(images, start, batch) });
    for (let i = 0; i < Math.min(batch, images.count - start); i++) {
      bits.push(Number(bitsPerDimension(logProb![i]!, images.logVolume[start + i]!).toFixed(6)));
    }
  }
  scorer.dispose();
  return bits;
}

/** Images `start` and on; past the last one it goes on from the first, to keep the shape. */
function rowsOf({ v, count }: LogitImages, start: number, batch: number): Float32Array {
  if (start + batch <= count) return v.slice(start * pixelCount, (start + batch) * pixelCount);
  const rows = new Float32Array(batch * pixelCount);
  for (let i = 0; i < batch; i++) {
    const from = (start + i) % count;
    rows.set(v.subarray(from * pixelCount, (from + 1) * pixelCount), i * pixelCount);
  }
  return rows;
}

function drawn(problem: DensityProblem, weights: tf.NamedTensorMap, { scale }: ImageDensityData): string {
  const values = tf.tidy(() => problem.distribution(weights).sample(drawnImages, noise(1, 'images/drawn')).dataSync());
  return Buffer.from(bytesOf(values, scale)).toString('base64');
}
