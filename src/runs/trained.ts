import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { type ExportReport, exportOnnx, useBackend } from '../engine/index.js';
import { checkCount, UserError } from '../errors.js';
import type { Dlgm } from '../models/index.js';
import { meanEstimate } from '../objectives/index.js';
import { type Tensors, weightTensors } from '../problem/index.js';
import { noise } from '../random/index.js';
import { loadBest, loadLatest } from '../training/index.js';
import { type DlgmConfig, modelOf } from './config.js';
import { type EstimateOptions, imageEstimates } from './estimates.js';
import { type DlgmPart, dlgmPart } from './parts.js';
import { digitsOfRun, type RunDigitsOptions } from './run-digits.js';
import { dlgmConfigOf } from './train-run.js';

/** A trained model: its weights are the best on validation images, or the newest if none were validated. */
export interface TrainedDlgm {
  config: DlgmConfig;
  model: Dlgm;
  weights: Tensors;
  /** The same, one after the other. */
  values: Float32Array;
  /** Updates behind the weights. */
  step: number;
  dispose(): void;
}

/**
 * Loads the model of a run folder, onto the tfjs backend in use; where there is none yet, `useBackend` chooses one.
 * @param onWarning told when the newest checkpoint is damaged and an older one is taken; default `console.warn`
 * @throws UserError if it has no checkpoint, or damaged ones only
 */
export async function loadTrained(
  path: string,
  onWarning: (message: string) => void = console.warn,
): Promise<TrainedDlgm> {
  const config = await dlgmConfigOf(path);
  const model = modelOf(config);
  if (!tf.getBackend()) await useBackend();
  const folder = join(path, 'checkpoints');
  const best = await loadBest(folder, model.weights);
  const state = best ?? (await loadLatest(folder, model.weights, 0, onWarning))?.state;
  if (!state) throw new UserError(`${path} has no checkpoint yet; train it first with \`vinf resume ${path}\``);
  const { step, weights: flat } = state;
  const weights = weightTensors(model.weights, flat);
  return { config, model, weights, values: flat, step, dispose: () => tf.dispose(weights) };
}

export interface EvaluateOptions extends Omit<EstimateOptions, 'images'>, Omit<RunDigitsOptions, 'onMessage'> {
  /** So many images, evenly spread over the set; all if it has fewer. Default all. */
  images?: number;
  /** Where images of one's own are now. Default where they were. */
  data?: string | undefined;
  /** Of eager tensors; see `useBackend`. Default the one in use. */
  backend?: string | undefined;
}

/** Bound, importance-sampled NLL and their gap, means over images in nats, with one standard error over images. */
export interface Evaluation {
  bound: number;
  boundStdErr: number;
  nll: number;
  nllStdErr: number;
  /** bound − nll, an estimate of KL(q(z|x) || p(z|x)) */
  kl: number;
  /** Mean effective number of the S samples. */
  ess: number;
  images: number;
  samples: number;
  /** Updates behind the weights. */
  step: number;
  data: string;
  synthetic: boolean;
}

/**
 * Measures a run on held-out images: see `importanceNll`.
 * @throws UserError if they are not of the images that it was trained on
 */
export async function evaluateDlgm(path: string, options: EvaluateOptions): Promise<Evaluation> {
  if (options.backend) await useBackend(options.backend);
  const digits = await digitsOfRun(path, options);
  const trained = await loadTrained(path);
  const images = Math.min(options.images ?? Number.POSITIVE_INFINITY, digits[options.part ?? 'test'].count);
  const estimates = await imageEstimates(trained.model, trained.weights, digits, { ...options, images });
  trained.dispose();
  const bound = meanEstimate(estimates.map((image) => image.bound));
  const nll = meanEstimate(estimates.map((image) => image.nll));
  return {
    bound: bound.mean,
    boundStdErr: bound.stdErr,
    nll: nll.mean,
    nllStdErr: nll.stdErr,
    kl: bound.mean - nll.mean,
    ess: meanEstimate(estimates.map((image) => image.ess)).mean,
    images,
    samples: options.samples,
    step: trained.step,
    data: digits.description,
    synthetic: digits.synthetic,
  };
}

/** Pixel probabilities of digits drawn from the model of a run folder, z ~ N(0, I), [count · height · width]. */
export async function sampleDlgm(
  path: string,
  { count, seed }: { count: number; seed: number },
): Promise<Float32Array> {
  const trained = await loadTrained(path);
  const probabilities = priorSamples(trained, count, seed);
  trained.dispose();
  return probabilities;
}

/** Pixel probabilities p(x|z) for z ~ N(0, I), [count · height · width]. */
export function priorSamples(
  { model, weights }: Pick<TrainedDlgm, 'model' | 'weights'>,
  count: number,
  seed: number,
): Float32Array {
  checkCount('count', count, 'priorSamples');
  const { dim } = model.flow;
  const z = noise(seed, 'prior').normal(count * dim);
  return tf.tidy(() => tf.sigmoid(model.decode(weights, tf.tensor2d(z, [count, dim]))).dataSync<'float32'>());
}

export interface ExportDlgmOptions {
  part: DlgmPart;
  /** Rows that the file takes at a time. Default: any number. */
  batch?: number | undefined;
}

/**
 * Writes a part of a trained model as a standard ONNX file, checked by running it. Its metadata has the run, the part, the
 * number of updates and the description of the flow.
 */
export async function exportDlgm(path: string, out: string, { part, batch }: ExportDlgmOptions): Promise<ExportReport> {
  const { config, model, values, step, dispose } = await loadTrained(path);
  try {
    const size = config.imageSize && { imageSize: config.imageSize.join(' × ') };
    const flow = JSON.stringify(model.flow.description);
    const notes = { run: basename(path), part, step: String(step), flow, ...size };
    return await exportOnnx(out, dlgmPart(model, part), { weights: model.weights, values, batch, notes });
  } finally {
    dispose();
  }
}
