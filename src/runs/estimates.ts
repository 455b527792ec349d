import * as tf from '@tensorflow/tfjs';
import type { DigitSet } from '../data/index.js';
import type { EngineName } from '../engine/index.js';
import { type TensorFunction, tensorFunction } from '../engine/index.js';
import { checkCount, expected } from '../errors.js';
import { type Dlgm, freeEnergyParts, type Posterior } from '../models/index.js';
import { type ImportanceEstimate, importanceSums } from '../objectives/index.js';
import type { Arrays, Tensors, TrainingStep } from '../problem/index.js';
import { noise } from '../random/index.js';
import type { DlgmConfig, Phase } from './config.js';
import { pixels } from './digit-feed.js';
import { logWeightOf, type PosteriorTensors, posteriorTensors } from './parts.js';

/** Evaluation noise has its own seed, so that all runs are measured with the same draws. */
const evaluationSeed = 20150706;

/**
 * Mean free energy at β = 1 over as many whole batches as a part of the digits has, one draw per image, in nats: an upper
 * bound of −ln p(x). With k draws the importance-weighted bound, which is a tighter one.
 */
export async function boundOf(
  step: TrainingStep,
  digits: DigitSet,
  part: Part,
  { latent, batch, draws }: Pick<DlgmConfig, 'latent'> & Phase,
): Promise<number> {
  const count = Math.max(1, Math.floor(digits[part].count / batch));
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const indices = batchIndices(i * batch, batch, digits[part].count);
    const draw = noise(evaluationSeed, `bound/${part}`, i).normal(draws * batch * latent);
    const x = pixels(digits, part, indices, evaluationSeed, i);
    const { bound, loss } = await step.evaluate({ x, noise: draw, beta: Float32Array.of(1) });
    sum += draws > 1 ? loss : bound!;
  }
  return sum / count;
}

type Part = 'train' | 'valid' | 'test';

export interface EstimateOptions {
  part?: Part;
  /** So many images, evenly spread over the set, which may be sorted by class. */
  images: number;
  /** S, draws per image. */
  samples: number;
  engine?: EngineName | undefined;
  /** Called after each batch with the number of images done. */
  onImages?(done: number): void;
}

/** Images per call while evaluating. */
const evaluationBatch = 100;

/**
 * Bound and importance-sampled −ln p(x) of each image, with the log-weights ln p(x, z_K) − ln q(z_K|x).
 * @returns one estimate per image, nats
 * @throws RangeError for a count of images or samples that is none, and for images of another size than the model's
 * @example
 * ```ts
 * import { loadDigits, runs } from 'vinf';
 *
 * const { model, weights } = await runs.loadModel('notebooks/models/planar-10-latent-2.safetensors');
 * const digits = await loadDigits({ data: 'synthetic', count: 50 });
 * const estimates = await runs.imageEstimates(model, weights, digits, { images: 10, samples: 20 });
 * console.log(estimates.length, estimates[0].nll < estimates[0].bound); // 10 true
 * ```
 */
export async function imageEstimates(
  model: Dlgm,
  weights: Tensors,
  digits: DigitSet,
  { part = 'test', images, samples, engine, onImages }: EstimateOptions,
): Promise<ImportanceEstimate[]> {
  checkCount('images', images, 'imageEstimates');
  checkCount('samples', samples, 'imageEstimates');
  const { height, width } = digits[part];
  if (height * width !== model.dataDim) {
    throw new RangeError(expected('images', `have ${model.dataDim} pixels`, `${height} × ${width}`, 'imageEstimates'));
  }
  const functions = await evaluationFunctions(model, weights, engine);
  const all: ImportanceEstimate[] = [];
  for (let start = 0; start < images; start += evaluationBatch) {
    const chosen = batchIndices(start, evaluationBatch, images);
    const indices = chosen.map((i) => Math.floor((i * digits[part].count) / images));
    const x = pixels(digits, part, indices, evaluationSeed, start);
    const estimates = await batchEstimates(functions, x, model.flow.dim, samples, start);
    all.push(...estimates.slice(0, images - start));
    onImages?.(all.length);
  }
  for (const each of Object.values(functions)) each.dispose();
  return all;
}

interface EvaluationFunctions {
  encode: TensorFunction;
  weigh: TensorFunction;
}

/** The inference network runs once per image, the flow and the generative network once per draw. */
async function evaluationFunctions(model: Dlgm, weights: Tensors, engine?: EngineName): Promise<EvaluationFunctions> {
  const [B, D] = [evaluationBatch, model.flow.dim];
  const encode = ({ x }: { x: tf.Tensor2D }) => posteriorTensors(model.encode(weights, x));
  const shapes = tf.tidy(() => shapesOf(encode({ x: tf.zeros([B, model.dataDim]) })));
  const weigh = ({ x, draw, ...rest }: PosteriorTensors & { x: tf.Tensor2D; draw: tf.Tensor2D }) => {
    const given: Posterior = { flowParams: tf.zeros([1, 0]), ...rest };
    return { logWeight: logWeightOf(freeEnergyParts(model, weights, given, x, draw)) };
  };
  return {
    encode: await tensorFunction(encode, { x: [B, model.dataDim] }, engine),
    weigh: await tensorFunction(weigh, { x: [B, model.dataDim], draw: [B, D], ...shapes }, engine),
  };
}

async function batchEstimates(
  { encode, weigh }: EvaluationFunctions,
  x: Float32Array,
  D: number,
  S: number,
  start: number,
): Promise<ImportanceEstimate[]> {
  const posterior = await encode.run({ x });
  const kept: Arrays = Object.fromEntries(Object.entries(posterior).map(([name, values]) => [name, values.slice()]));
  const sums = importanceSums(evaluationBatch);
  for (let s = 0; s < S; s++) {
    const draw = noise(evaluationSeed, `draw/${start}`, s).normal(evaluationBatch * D);
    sums.add((await weigh.run({ x, draw, ...kept })).logWeight!);
  }
  return sums.estimates();
}

const shapesOf = ({ mean, logStd, flowParams, context }: PosteriorTensors) => ({
  mean: mean.shape,
  logStd: logStd.shape,
  ...(flowParams && { flowParams: flowParams.shape }),
  ...(context && { context: context.shape }),
});

/** Consecutive images; past the last one it goes on from the first, to keep the shape. */
const batchIndices = (start: number, size: number, count: number): Uint32Array =>
  Uint32Array.from({ length: size }, (_, i) => (start + i) % count);
