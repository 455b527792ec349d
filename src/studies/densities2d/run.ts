import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { sampleSet } from '../../densities/index.js';
import { bootstrapInterval, type DensityProblem, forwardKlProblem, meanEstimate } from '../../objectives/index.js';
import { adam, cosineDecay, type TrainingStep } from '../../problem/index.js';
import { noise } from '../../random/index.js';
import { epochBatches } from '../../training/epoch-batches.js';
import { type Trained, train } from '../../training/index.js';
import { packDensity } from '../packed-grid.js';
import { planeFlow } from '../targets2d/families.js';
import type { PlaneRunOptions } from '../targets2d/run.js';
import { bestBandwidth, fittedGaussian, kernelDensity, scottBandwidth } from './baselines.js';
import type { Density2dConfig } from './config.js';
import { type Advantage, type Density2dComparison, type Density2dRow, density2dRowSchema } from './result.js';
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

const numbers = z.array(z.number());

/** The schema of a run that is kept. */
export const density2dRunSchema: z.ZodType<Density2dRun> = z.object({
  row: density2dRowSchema,
  curve: z.object({ steps: numbers, nll: numbers }),
  density: z.string(),
  logs: z.object({ flow: numbers, truth: numbers, gaussian: numbers, scottKde: numbers, kde: numbers }),
});

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
  const trained = await trainedFlow(problem, config, options);
  const seconds = Number(((performance.now() - started) / 1000).toFixed(2));
  const q = problem.distribution(trained.weights);
  const test = planePoints(config, 'test');
  const flow = tf.tidy(() => q.logProb(tf.tensor2d(test, [config.test, 2])).dataSync<'float32'>());
  const density = packDensity(q, densityHalfWidth);
  trained.dispose();
  const { bandwidth, ...baselines } = baselineLogs(test, config);
  const logs = { flow: rounded(flow), ...baselines };
  const { data, family, layers: K, seed, steps } = config;
  const name = { data, family, K, seed };
  const row = { ...name, ...compared(logs), bandwidth, steps, seconds, params: trained.values.length, config };
  const curve = {
    steps: trained.rows.map((row) => row.step),
    nll: trained.rows.map(({ loss }) => Number(loss!.toFixed(4))),
  };
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

/** The flow whose averaged weights are best on the validation set. */
function trainedFlow(problem: DensityProblem, config: Density2dConfig, options: PlaneRunOptions): Promise<Trained> {
  const { steps, seed, learningRate, averaging } = config;
  const optimiser = adam({ learningRate: cosineDecay({ learningRate, steps }) });
  const logEvery = Math.max(1, Math.floor(steps / 80));
  const run = async (step: TrainingStep) => ({ validLoss: await meanLoss(step, planePoints(config, 'valid'), config) });
  return train(problem, {
    ...options,
    ...{ optimiser, seed, threads: 1, clipNorm: 50, averaging },
    ...{ steps, logEvery, feed: batches(planePoints(config, 'train'), config) },
    validate: { every: 2 * logEvery, run },
  });
}

/** Mean of −ln q over as many whole batches as there are. */
async function meanLoss(step: TrainingStep, points: Float32Array, { batch }: Density2dConfig): Promise<number> {
  const count = Math.floor(points.length / (2 * batch));
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += (await step.evaluate({ x: points.slice(2 * batch * i, 2 * batch * (i + 1)) })).loss;
  }
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
