import * as tf from '@tensorflow/tfjs';
import { sampleSet } from '../densities/index.js';
import { bootstrapInterval, type DensityProblem, forwardKlProblem, meanEstimate } from '../objectives/index.js';
import { noise } from '../random/index.js';
import { createStep, fit, type TrainingStep, weightTensors } from '../training/index.js';
import { bestBandwidth, fittedGaussian, kernelDensity, scottBandwidth } from './baselines2d.js';
import { cosineAdam } from './cosine-adam.js';
import type { Density2dConfig } from './densities2d-config.js';
import { packDensity } from './density-grid.js';
import { planeFlow } from './targets2d-families.js';
import type { PlaneRunOptions } from './targets2d-run.js';

/** A mean over test points with a bootstrap interval of 95 %. */
export interface Advantage {
  mean: number;
  low: number;
  high: number;
}

/** One flow trained on one sample set by maximum likelihood, with the baselines on the same points. */
export interface Density2dRow {
  data: string;
  family: string;
  K: number;
  seed: number;
  /** Mean of ln q over test points, nats, and one standard error. */
  logLikelihood: number;
  stdErr: number;
  /** The same of the baselines: a Gaussian, and KDEs whose width comes from Scott's rule or from the validation set. */
  gaussian: number;
  scottKde: number;
  kde: number;
  bandwidth: number;
  /** Mean of the difference at the same points, flow minus baseline. */
  overGaussian: Advantage;
  overScottKde: Advantage;
  overKde: Advantage;
  steps: number;
  seconds: number;
  params: number;
  config: Density2dConfig;
}

/** What is kept of a run. */
export interface Density2dRun {
  row: Density2dRow;
  /** Training bound −ln q, nats. */
  curve: { steps: number[]; nll: number[] };
  density: string;
}

/** Half-width of the pictures. */
export const densityHalfWidth = 4.5;

/** The points of a part of the data: the same for all flows and seeds. */
export function planePoints({ data, ...config }: Density2dConfig, part: 'train' | 'valid' | 'test'): Float32Array {
  return tf.tidy(() =>
    sampleSet(data, config[part], noise(20150708, `densities2d/${part}`))
      .dataSync<'float32'>()
      .slice(),
  );
}

/** Trains the flow of a config on its sample set by maximum likelihood, and compares held-out log-likelihoods. */
export async function runDensity2d(config: Density2dConfig, options: PlaneRunOptions = {}): Promise<Density2dRun> {
  const problem = forwardKlProblem({ flow: planeFlow(config.family, config), batchSize: config.batch });
  const started = performance.now();
  const { flat, curve } = await train(problem, config, options);
  const seconds = Number(((performance.now() - started) / 1000).toFixed(2));
  const weights = weightTensors(problem.weights, flat);
  const q = problem.distribution(weights);
  const test = planePoints(config, 'test');
  const own = tf.tidy(() =>
    q
      .logProb(tf.tensor2d(test, [config.test, 2]))
      .dataSync<'float32'>()
      .slice(),
  );
  const density = packDensity(q, densityHalfWidth);
  tf.dispose(weights);
  const { data, family, layers: K, seed, steps } = config;
  const name = { data, family, K, seed };
  const row = { ...name, ...comparison(own, test, config), steps, seconds, params: flat.length, config };
  return { row, curve, density };
}

/** The flow's log-likelihoods beside those of the baselines at the same points. */
function comparison(own: Float32Array, test: Float32Array, config: Density2dConfig) {
  const points = planePoints(config, 'train');
  const bandwidth = bestBandwidth(points, planePoints(config, 'valid'));
  const gaussian = fittedGaussian(points)(test);
  const kde = kernelDensity(points, bandwidth)(test);
  const scottKde = kernelDensity(points, scottBandwidth(points))(test);
  const { mean: logLikelihood, stdErr } = meanEstimate(own);
  return {
    ...{ logLikelihood, stdErr, bandwidth },
    gaussian: meanEstimate(gaussian).mean,
    scottKde: meanEstimate(scottKde).mean,
    kde: meanEstimate(kde).mean,
    overGaussian: advantage(own, gaussian),
    overScottKde: advantage(own, scottKde),
    overKde: advantage(own, kde),
  };
}

function advantage(own: ArrayLike<number>, other: Float64Array): Advantage {
  const differences = other.map((value, i) => own[i]! - value);
  const [low, high] = bootstrapInterval(differences, noise(20150709, 'densities2d'), { resamples: 1000 });
  return { mean: meanEstimate(differences).mean, low, high };
}

/** The weights that are best on the validation set, and the loss while training. */
async function train(problem: DensityProblem, config: Density2dConfig, options: PlaneRunOptions) {
  const { steps, batch, seed, learningRate } = config;
  const optimiser = cosineAdam({ learningRate, steps });
  const { engine = 'auto', onWarning, ...hooks } = options;
  const more = { ...(onWarning && { onWarning }) };
  const step = await createStep(problem, { optimiser, seed, engine, threads: 1, clipNorm: 50, ...more });
  const feed = batches(planePoints(config, 'train'), batch, seed);
  const logEvery = Math.max(1, Math.floor(steps / 80));
  let best = { validLoss: Number.POSITIVE_INFINITY, weights: step.state.weights };
  const run = async () => {
    const validLoss = await meanLoss(step, planePoints(config, 'valid'), batch);
    if (validLoss < best.validLoss) best = { validLoss, weights: step.state.weights.slice() };
    return { validLoss };
  };
  try {
    const rows = await fit(problem, step, { ...hooks, steps, feed, logEvery, validate: { every: 4 * logEvery, run } });
    const curve = { steps: rows.map((row) => row.step), nll: rows.map(({ loss }) => Number(loss!.toFixed(4))) };
    return { flat: best.weights, curve };
  } finally {
    step.dispose();
  }
}

/** Mean of −ln q over as many whole batches as there are. */
async function meanLoss(step: TrainingStep, points: Float32Array, batch: number): Promise<number> {
  const count = Math.floor(points.length / (2 * batch));
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += (await step.evaluate({ x: points.slice(2 * batch * i, 2 * batch * (i + 1)) })).loss;
  }
  return sum / count;
}

/** Batches from a fresh order of the points each epoch, a function of the number of the update. */
function batches(points: Float32Array, batch: number, seed: number) {
  const count = points.length / 2;
  const perEpoch = Math.floor(count / batch);
  let order: Uint32Array = new Uint32Array();
  let orderOf = -1;
  return (t: number) => {
    const epoch = Math.floor(t / perEpoch);
    if (epoch !== orderOf) [order, orderOf] = [noise(seed, 'densities2d/order', epoch).permutation(count), epoch];
    const start = (t % perEpoch) * batch;
    const x = new Float32Array(2 * batch);
    order.subarray(start, start + batch).forEach((from, to) => {
      x.set(points.subarray(2 * from, 2 * from + 2), 2 * to);
    });
    return { x };
  };
}
