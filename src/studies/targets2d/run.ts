import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { energy } from '../../densities/index.js';
import type { EngineName } from '../../engine/index.js';
import { type DensityProblem, estimateKl, gridKl, reverseKlProblem, temperature } from '../../objectives/index.js';
import { adam, cosineDecay, layout, type Tensors } from '../../problem/index.js';
import { noise } from '../../random/index.js';
import { type FitOptions, type MetricRow, NotFiniteError, type Trained, train } from '../../training/index.js';
import { packDensity } from '../packed-grid.js';
import type { Target2dConfig } from './config.js';
import { planeFlow } from './families.js';
import { type Target2dCurve, type Target2dRow, target2dRowSchema } from './result.js';

/** What is kept of a run. */
export interface Target2dRun {
  row: Target2dRow;
  curve: Target2dCurve;
  /** q on a grid; see `packDensity`. */
  density: string | null;
}

/** The schema of a run that is kept. */
export const target2dRunSchema: z.ZodType<Target2dRun> = z.object({
  row: target2dRowSchema,
  curve: z.object({ steps: z.array(z.number()), kl: z.array(z.number()) }),
  density: z.string().nullable(),
});

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
  const trained = await trainedFlow(problem, config, options);
  const curve = curveOf(trained?.rows ?? [], target.logZ());
  const { target: name, family, layers: K, seed } = config;
  const row: Target2dRow = {
    ...{ target: name, family, K, seed, kl: null, klStdErr: null, gridKl: null, gridMass: null, rightShare: null },
    steps,
    seconds: Number(((performance.now() - started) / 1000).toFixed(2)),
    params: layout(problem.weights).at(-1)!.end,
    config,
  };
  const measured = trained?.values.every(Number.isFinite) ? measure(row, problem, trained.weights) : undefined;
  trained?.dispose();
  return measured ? { ...measured, curve } : { row, curve, density: null };
}

/** The trained flow; undefined where training broke down. */
async function trainedFlow(
  problem: DensityProblem,
  config: Target2dConfig,
  options: PlaneRunOptions,
): Promise<Trained | undefined> {
  const { steps, batch, seed, learningRate, annealingSteps } = config;
  const optimiser = adam({ learningRate: cosineDecay({ learningRate, steps }) });
  const feed = (t: number) => ({
    noise: noise(seed, 'targets2d', t).normal(2 * batch),
    beta: Float32Array.of(temperature(t, { steps: annealingSteps })),
  });
  const logEvery = Math.max(1, Math.floor(steps / 80));
  try {
    return await train(problem, { ...options, optimiser, seed, steps, feed, logEvery, threads: 1, clipNorm: 50 });
  } catch (error) {
    if (!(error instanceof NotFiniteError)) throw error;
    options.onWarning?.(error.message);
    return undefined;
  }
}

const curveOf = (rows: readonly MetricRow[], logZ: number): Target2dCurve => ({
  steps: rows.map((row) => row.step),
  kl: rows.map(({ bound }) => Number((bound! + logZ).toFixed(4))),
});

function measure(row: Target2dRow, problem: DensityProblem, weights: Tensors) {
  const { config } = row;
  const target = energy(config.target, { halfWidth: config.halfWidth, penalty: config.penalty });
  const q = problem.distribution(weights);
  const { kl, stdErr } = estimateKl(q, target, noise(evaluationSeed, 'kl'), { samples: evaluationSamples });
  const grid = q.flow.inverseKind === 'exact' ? gridKl(q, target, quadrature) : { kl: null, mass: null };
  const rightShare = tf.tidy(() => {
    const x1 = tf.slice(q.sample(4000, noise(evaluationSeed, 'modes')), [0, 0], [-1, 1]);
    return tf.mean(tf.step(x1)).dataSync()[0]!;
  });
  const measured = { kl, klStdErr: stdErr, gridKl: grid.kl, gridMass: grid.mass, rightShare };
  const density = packDensity(q, config.halfWidth);
  return { row: { ...row, ...measured }, density };
}
