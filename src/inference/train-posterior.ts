import type { DensityProblem } from '../objectives/density-problems.js';
import { adam, initialState } from '../problem/index.js';
import { noise } from '../random/index.js';
import { type MetricRow, train } from '../training/browser.js';
import { progress } from '../training/progress.js';
import type { PosteriorSettings } from './options.js';
import { schedule } from './schedule.js';

/** A flow that has been trained. */
export interface TrainedPosterior {
  readonly weights: Float32Array;
  readonly metrics: MetricRow[];
  readonly step: number;
  /** Whether the updates ended while the ELBO was still rising. */
  readonly unfinished: boolean;
}

/** A gradient beyond it, over all weights, is that of a draw far out. */
const clipNorm = 20;

/** Trains until more does not help, on the schedule of `schedule`. */
export async function trainPosterior(problem: DensityProblem, settings: PosteriorSettings): Promise<TrainedPosterior> {
  const { steps, learningRate, seed, engine, quiet, onWarning, onRow, signal } = settings;
  const start = initialState(problem.weights, 0, seed).weights;
  if (steps === 0) return { weights: start, metrics: [], step: 0, unfinished: false };
  const plan = schedule({ learningRate, steps });
  const ended = new AbortController();
  const bar = progress({ total: steps, quiet });
  const [batch, dim] = problem.inputs.noise as [number, number];
  try {
    const { values, rows, step, dispose } = await train(problem, {
      ...{ steps, logEvery: 50, engine, seed, onWarning, clipNorm },
      signal: signal ? AbortSignal.any([signal, ended.signal]) : ended.signal,
      optimiser: adam({ learningRate: plan.rate }),
      feed: (t) => ({ noise: noise(seed, 'fitPosterior/noise', t).normal(batch * dim), beta: Float32Array.of(1) }),
      onStep(t, { loss }) {
        plan.see(t, loss);
        if (t >= plan.end()) ended.abort();
      },
      onRow(row) {
        bar.update(row.step, `ELBO ${(-row.bound!).toFixed(3)}`);
        onRow?.(row);
      },
    });
    dispose();
    return { weights: values, metrics: rows, step, unfinished: plan.unfinished() };
  } finally {
    bar.end();
  }
}
