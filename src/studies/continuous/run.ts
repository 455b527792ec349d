import * as tf from '@tensorflow/tfjs';
import { sampleSet } from '../../densities/index.js';
import { type ContinuousFlow, continuous, splineCoupling } from '../../flows/index.js';
import {
  type DensityProblem,
  flowMatchingProblem,
  forwardKlProblem,
  meanEstimate,
  pairedByTransport,
} from '../../objectives/index.js';
import { type Arrays, adam, cosineDecay, type Tensors } from '../../problem/index.js';
import { noise } from '../../random/index.js';
import { train } from '../../training/index.js';
import { trueLogDensity } from '../densities2d/truth.js';
import type { PlaneRunOptions } from '../targets2d/run.js';
import type { ContinuousConfig } from './config.js';
import type { ContinuousRow } from './result.js';

/** Fits a flow to a sample set as the config says, and scores points that it has not seen. */
export async function runContinuous(config: ContinuousConfig, options: PlaneRunOptions = {}): Promise<ContinuousRow> {
  const { problem, flow } = problemOf(config);
  const { steps, seed, learningRate, averaging, data, method, test } = config;
  const [clock, core] = [performance.now(), process.cpuUsage()];
  const trained = await train(problem, {
    ...options,
    ...{ steps, seed, averaging, threads: 1, clipNorm: 50, logEvery: Math.ceil(steps / 40), feed: feedOf(config) },
    optimiser: adam({ learningRate: cosineDecay({ learningRate, steps }) }),
  });
  const { user, system } = process.cpuUsage(core);
  const spent = { seconds: (performance.now() - clock) / 1000, coreSeconds: (user + system) / 1e6 };
  const points = drawn(config, 'test', 0, test);
  const { logs, ...measured } = scores(config, { problem, flow, weights: trained.weights }, points);
  trained.dispose();
  const truths = trueLogDensity(
    data,
    points.map((x) => x * config.scale),
  );
  const { mean: logLikelihood, stdErr } = meanEstimate(Array.from(logs));
  const likelihoods = { logLikelihood, stdErr, truth: meanEstimate(Array.from(truths)).mean };
  return {
    ...{ data, method, seed, ...likelihoods, ...measured, steps },
    ...{ seconds: rounded(spent.seconds), coreSeconds: rounded(spent.coreSeconds) },
    ...{ params: trained.values.length, config },
  };
}

const rounded = (value: number): number => Number(value.toFixed(2));

function problemOf(config: ContinuousConfig): { problem: DensityProblem; flow: ContinuousFlow | null } {
  const { method, hidden, layers, batch: batchSize, tolerance, scale } = config;
  if (method === 'spline-coupling') {
    const flow = splineCoupling(2, { layers, hidden, activation: 'tanh', bins: 12, bound: 5 / scale });
    return { problem: forwardKlProblem({ flow, batchSize }), flow: null };
  }
  const flow = continuous(2, { hidden, steps: layers, tolerance });
  const make = method === 'likelihood' ? forwardKlProblem : flowMatchingProblem;
  return { problem: make({ flow, batchSize }), flow };
}

/** Points of scale 1, x and y in turn. */
function drawn({ data, scale }: ContinuousConfig, part: string, step: number, count: number): Float32Array {
  return tf.tidy(() =>
    sampleSet(data, count, noise(20181018, `continuous/${part}`, step))
      .div(scale)
      .dataSync<'float32'>()
      .slice(),
  );
}

/** Fresh points for each update, with what the method takes besides; seeds see other points. */
function feedOf(config: ContinuousConfig): (step: number) => Arrays | Promise<Arrays> {
  const { method, seed, batch } = config;
  const x = (t: number) => drawn(config, `train${seed}`, t, batch);
  if (method === 'spline-coupling' || method === 'likelihood') return (t) => ({ x: x(t) });
  return async (t) => {
    const [points, e] = [x(t), noise(seed, 'continuous/noise', t).normal(2 * batch)];
    const paired = method === 'transport' ? await pairedByTransport(e, points, 2) : e;
    return { x: points, noise: paired, time: noise(seed, 'continuous/time', t).uniform(batch) };
  };
}

interface Fitted {
  problem: DensityProblem;
  flow: ContinuousFlow | null;
  weights: Tensors;
}

/** ln q at each point in the units of the sample set, nats, and for continuous flows the mean by their own steps. */
function scores({ scale }: ContinuousConfig, { problem, flow, weights }: Fitted, points: Float32Array): Scores {
  let scored: Scores = { logs: new Float32Array(), fixed: null, evaluations: null };
  tf.tidy(() => {
    const x = tf.tensor2d(points, [points.length / 2, 2]);
    const q = problem.distribution(weights);
    const inUnits = (values: tf.Tensor) => tf.sub(values, 2 * Math.log(scale)).dataSync<'float32'>();
    const own = inUnits(q.logProb(x));
    scored = { ...scored, logs: own };
    if (!flow) return;
    const { z, logDet, evaluations } = flow.solve('inverse', x, weights['flow/params'] as tf.Tensor2D);
    const logs = inUnits(tf.add(q.base.logProb(z), logDet));
    scored = { logs, fixed: meanEstimate(Array.from(own)).mean, evaluations };
  });
  return scored;
}

interface Scores extends Pick<ContinuousRow, 'fixed' | 'evaluations'> {
  logs: Float32Array;
}
