import * as tf from '@tensorflow/tfjs';
import { energy } from '../../densities/index.js';
import { createStep, type EngineName } from '../../engine/index.js';
import { UserError } from '../../errors.js';
import { type DensityProblem, estimateKl, gridKl, reverseKlProblem, temperature } from '../../objectives/index.js';
import { adam, cosineDecay, weightTensors } from '../../problem/index.js';
import { noise } from '../../random/index.js';
import { type FitOptions, fit } from '../../training/index.js';
import { packDensity } from '../packed-grid.js';
import type { Target2dConfig } from './config.js';
import { planeFlow } from './families.js';
import type { Target2dCurve, Target2dRow } from './result.js';

/** What is kept of a run. */
export interface Target2dRun {
  row: Target2dRow;
  curve: Target2dCurve;
  /** q on a grid; see `packDensity`. */
  density: string | null;
}

export interface PlaneRunOptions extends Pick<FitOptions, 'onRow' | 'onStep' | 'signal'> {
  engine?: EngineName | undefined;
  onWarning?(message: string): void;
}

/** Evaluation noise has its own seed: all flows are measured with the same draws of their bases. */
const evaluationSeed = 20150707;
const evaluationSamples = 50_000;

/** Half-width and points of the quadrature of q ln(q/p): room for the tails that flows send beyond the wall at 4. */
const quadrature = { halfWidth: 8, points: 401 };

/** Trains the flow of a config on its target by annealed reverse KL, and measures it. */
export async function runTarget2d(config: Target2dConfig, options: PlaneRunOptions = {}): Promise<Target2dRun> {
  const target = energy(config.target, { halfWidth: config.halfWidth, penalty: config.penalty });
  const flow = planeFlow(config.family, config);
  const { batch, initialLogStd, steps } = config;
  const problem = reverseKlProblem(target, { flow, batchSize: batch, initialLogStd });
  const started = performance.now();
  const { weights, curve } = await train(problem, config, target.logZ(), options);
  const { target: name, family, layers: K, seed } = config;
  const row: Target2dRow = {
    ...{ target: name, family, K, seed, kl: null, klStdErr: null, gridKl: null, gridMass: null, rightShare: null },
    steps,
    seconds: Number(((performance.now() - started) / 1000).toFixed(2)),
    params: weights.length,
    config,
  };
  if (!weights.every(Number.isFinite)) return { row, curve, density: null };
  return { ...measure(row, problem, weights), curve };
}

/** The trained weights; whatever they are where training broke down, NaN among them. */
async function train(problem: DensityProblem, config: Target2dConfig, logZ: number, options: PlaneRunOptions) {
  const { steps, batch, seed, learningRate, annealingSteps } = config;
  const optimiser = adam({ learningRate: cosineDecay({ learningRate, steps }) });
  const { engine = 'auto', onWarning, ...hooks } = options;
  const step = await createStep(problem, {
    optimiser,
    seed,
    engine,
    threads: 1,
    clipNorm: 50,
    ...(onWarning && { onWarning }),
  });
  const feed = (t: number) => ({
    noise: noise(seed, 'targets2d', t).normal(2 * batch),
    beta: Float32Array.of(temperature(t, { steps: annealingSteps })),
  });
  const logEvery = Math.max(1, Math.floor(steps / 80));
  try {
    const rows = await fit(problem, step, { ...hooks, steps, feed, logEvery });
    const curve = {
      steps: rows.map((row) => row.step),
      kl: rows.map(({ bound }) => Number((bound! + logZ).toFixed(4))),
    };
    return { weights: step.state.weights.slice(), curve };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    onWarning?.(error.message);
    return { weights: step.state.weights.slice().fill(Number.NaN), curve: { steps: [], kl: [] } };
  } finally {
    step.dispose();
  }
}

function measure(row: Target2dRow, problem: DensityProblem, flat: Float32Array) {
  const { config } = row;
  const target = energy(config.target, { halfWidth: config.halfWidth, penalty: config.penalty });
  const weights = weightTensors(problem.weights, flat);
  const q = problem.distribution(weights);
  const { kl, stdErr } = estimateKl(q, target, noise(evaluationSeed, 'kl'), { samples: evaluationSamples });
  const grid = q.flow.inverseKind === 'exact' ? gridKl(q, target, quadrature) : { kl: null, mass: null };
  const rightShare = tf.tidy(() => {
    const x1 = tf.slice(q.sample(4000, noise(evaluationSeed, 'modes')), [0, 0], [-1, 1]);
    return tf.mean(tf.step(x1)).dataSync()[0]!;
  });
  const measured = { kl, klStdErr: stdErr, gridKl: grid.kl, gridMass: grid.mass, rightShare };
  const density = packDensity(q, config.halfWidth);
  tf.dispose(weights);
  return { row: { ...row, ...measured }, density };
}
