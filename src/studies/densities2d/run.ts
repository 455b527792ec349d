import * as tf from '@tensorflow/tfjs';
import { sampleSet } from '../../densities/index.js';
import { createStep } from '../../engine/index.js';
import { bootstrapInterval, type DensityProblem, forwardKlProblem, meanEstimate } from '../../objectives/index.js';
import { adam, cosineDecay, type TrainingStep, weightTensors } from '../../problem/index.js';
import { noise } from '../../random/index.js';
import { epochBatches } from '../../training/epoch-batches.js';
import { fit } from '../../training/index.js';
import { packDensity } from '../packed-grid.js';
import { planeFlow } from '../targets2d/families.js';
import type { PlaneRunOptions } from '../targets2d/run.js';
import { bestBandwidth, fittedGaussian, kernelDensity, scottBandwidth } from './baselines.js';
import type { Density2dConfig } from './config.js';
import type { Advantage, Density2dComparison, Density2dRow } from './result.js';
import { trueLogDensity } from './truth.js';

/** ln of each density at each test point. */
export interface TestLogs {
  flow: number[];
  truth: number[];
  gaussian: number[];
  scottKde: number[];
  kde: number[];
}

/** What is kept of a run. */
export interface Density2dRun {
  row: Density2dRow;
  /** Training bound −ln q, nats. */
  curve: { steps: number[]; nll: number[] };
  density: string;
  logs: TestLogs;
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
  const flow = tf.tidy(() => q.logProb(tf.tensor2d(test, [config.test, 2])).dataSync<'float32'>());
  const density = packDensity(q, densityHalfWidth);
  tf.dispose(weights);
  const { bandwidth, ...baselines } = baselineLogs(test, config);
  const logs = { flow: rounded(flow), ...baselines };
  const { data, family, layers: K, seed, steps } = config;
  const name = { data, family, K, seed };
  const row = { ...name, ...compared(logs), bandwidth, steps, seconds, params: flat.length, config };
  return { row, curve, density, logs };
}

/** ln of the true density and of the baselines at the test points. */
function baselineLogs(test: Float32Array, config: Density2dConfig) {
  const points = planePoints(config, 'train');
  const bandwidth = bestBandwidth(points, planePoints(config, 'valid'));
  return {
    bandwidth,
    truth: rounded(trueLogDensity(config.data, test)),
    gaussian: rounded(fittedGaussian(points)(test)),
    scottKde: rounded(kernelDensity(points, scottBandwidth(points))(test)),
    kde: rounded(kernelDensity(points, bandwidth)(test)),
  };
}

const rounded = (values: ArrayLike<number>): number[] => Array.from(values, (value) => Number(value.toFixed(5)));

/** Means over test points, and what the flow is ahead of each baseline. */
export function compared({ flow, truth, gaussian, scottKde, kde }: TestLogs): Density2dComparison {
  const mean = (values: number[]) => meanEstimate(values).mean;
  const { mean: logLikelihood, stdErr } = meanEstimate(flow);
  return {
    ...{ logLikelihood, stdErr },
    ...{ truth: mean(truth), gaussian: mean(gaussian), scottKde: mean(scottKde), kde: mean(kde) },
    overGaussian: advantage(flow, gaussian),
    overScottKde: advantage(flow, scottKde),
    overKde: advantage(flow, kde),
  };
}

function advantage(own: readonly number[], other: readonly number[]): Advantage {
  const differences = other.map((value, i) => own[i]! - value);
  const [low, high] = bootstrapInterval(differences, noise(20150709, 'densities2d'), { resamples: 1000 });
  return { mean: meanEstimate(differences).mean, low, high };
}

/** The averaged weights that are best on the validation set, and the loss while training. */
async function train(problem: DensityProblem, config: Density2dConfig, options: PlaneRunOptions) {
  const { steps, seed, learningRate } = config;
  const optimiser = adam({ learningRate: cosineDecay({ learningRate, steps }) });
  const { engine = 'auto', onWarning, onStep, ...hooks } = options;
  const more = { ...(onWarning && { onWarning }) };
  const step = await createStep(problem, { optimiser, seed, engine, threads: 1, clipNorm: 50, ...more });
  const average = step.state.weights.slice();
  const logEvery = Math.max(1, Math.floor(steps / 80));
  let best = { validLoss: Number.POSITIVE_INFINITY, weights: average };
  const run = async () => {
    const validLoss = await meanLoss(step, average, planePoints(config, 'valid'), config.batch);
    if (validLoss < best.validLoss) best = { validLoss, weights: average.slice() };
    return { validLoss };
  };
  try {
    const rows = await fit(problem, step, {
      ...hooks,
      ...{ steps, logEvery, feed: batches(planePoints(config, 'train'), config) },
      validate: { every: 2 * logEvery, run },
      onStep(t, metrics) {
        follow(average, step.state.weights, Math.min(config.averaging, (1 + t) / (10 + t)));
        onStep?.(t, metrics);
      },
    });
    const curve = { steps: rows.map((row) => row.step), nll: rows.map(({ loss }) => Number(loss!.toFixed(4))) };
    return { flat: best.weights, curve };
  } finally {
    step.dispose();
  }
}

/** average ← decay·average + (1 − decay)·weights. Source: Polyak & Juditsky 1992, with weights that forget. */
function follow(average: Float32Array, weights: Float32Array, decay: number): void {
  for (const [i, weight] of weights.entries()) average[i] = decay * average[i]! + (1 - decay) * weight;
}

/** Mean of −ln q under other weights than the current ones, over as many whole batches as there are. */
async function meanLoss(step: TrainingStep, weights: Float32Array, points: Float32Array, batch: number) {
  const current = step.state.weights.slice();
  step.state.weights.set(weights);
  const count = Math.floor(points.length / (2 * batch));
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += (await step.evaluate({ x: points.slice(2 * batch * i, 2 * batch * (i + 1)) })).loss;
  }
  step.state.weights.set(current);
  return sum / count;
}

/** Batches of points with fresh noise on them, a function of the number of the update. */
function batches(points: Float32Array, { batch, seed, jitter }: Density2dConfig) {
  const indices = epochBatches(points.length / 2, { batch, seed, stream: 'densities2d/order' });
  return (t: number) => {
    const x = noise(seed, 'densities2d/jitter', t).normal(2 * batch);
    indices(t).forEach((from, to) => {
      for (const axis of [0, 1]) x[2 * to + axis] = points[2 * from + axis]! + jitter * x[2 * to + axis]!;
    });
    return { x };
  };
}
