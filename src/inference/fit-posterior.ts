import type { Flow } from '../flows/flow.js';
import { reverseKlProblem } from '../objectives/density-problems.js';
import { type MeanEstimate, meanEstimate } from '../objectives/statistics.js';
import { adam, initialState } from '../problem/index.js';
import { noise } from '../random/index.js';
import { type MetricRow, train } from '../training/index.js';
import { progress } from '../training/progress.js';
import { drawPosterior, type NamedDraws } from './draw-posterior.js';
import { gaussianStart } from './gaussian-start.js';
import { guarded } from './guarded.js';
import { type PosteriorModel, type Supports, unconstrained } from './model.js';
import { type FitPosteriorOptions, type PosteriorSettings, posteriorSettings } from './options.js';
import { type Rung, rungOf } from './rungs.js';
import { schedule } from './schedule.js';
import { smoothedWeights } from './smoothed-weights.js';
import { whitened } from './whitened.js';

export interface PosteriorFit {
  draws: Record<string, NamedDraws>;
  weights: Float64Array;
  logJoint: Float64Array;
  logQ: Float64Array;
  elbo: MeanEstimate;
  paretoK: number;
  effectiveSamples: number;
  gaussianElbo: number;
  step: number;
  rows: MetricRow[];
}

export async function fitPosterior<Named extends Supports>(
  model: PosteriorModel<Named>,
  options: FitPosteriorOptions = {},
): Promise<PosteriorFit> {
  const settings = posteriorSettings(options);
  const onReals = unconstrained(model);
  const rung = chosenRung(onReals.dim, settings);
  const { starts, seed, engine, batchSize, draws: count } = settings;
  const safe = guarded(onReals);
  const start = await gaussianStart(onReals, { starts, seed, engine, diagonal: rung.diagonal });
  const target = whitened(safe, start);
  const problem = reverseKlProblem(target, { flow: rung.flow, batchSize, gradient: rung.gradient });
  const { weights, rows, step } = await trained(problem, settings);
  const scored = await drawPosterior(
    { model: model as never, onReals: onReals as never, target, problem, weights },
    { count, seed, engine },
  );
  const logWeights = scored.logJoint.map((l, s) => l - scored.logQ[s]!);
  return {
    ...scored,
    ...smoothedWeights(logWeights),
    elbo: meanEstimate(logWeights),
    gaussianElbo: start.elbo,
    step,
    rows,
  };
}

function chosenRung(dim: number, { flow, diagonal, gradient }: PosteriorSettings): Rung {
  const own = typeof flow === 'string' ? rungOf(flow, dim) : ofFlow(flow!);
  return { ...own, diagonal: diagonal ?? own.diagonal, gradient: gradient ?? own.gradient };
}

const ofFlow = (flow: Flow): Rung => ({
  flow,
  diagonal: false,
  gradient: flow.inverseKind === 'exact' ? 'path' : 'base-path',
});

async function trained(problem: ReturnType<typeof reverseKlProblem>, settings: PosteriorSettings) {
  const { steps, learningRate, batchSize, seed, engine, quiet, onWarning, onRow, signal } = settings;
  if (steps === 0) return { weights: initialState(problem.weights, 0, seed).weights, rows: [], step: 0 };
  const plan = schedule({ learningRate, steps });
  const ended = new AbortController();
  const bar = progress({ total: steps, quiet });
  signal?.addEventListener('abort', () => ended.abort());
  const size = problem.inputs.noise![1]! * batchSize;
  try {
    const { values, rows, step, dispose } = await train(problem, {
      ...{ steps, logEvery: 50, engine, seed, onWarning, clipNorm: 20, signal: ended.signal },
      optimiser: adam({ learningRate: plan.rate }),
      feed: (t) => ({ noise: noise(seed, 'fitPosterior/noise', t).normal(size), beta: Float32Array.of(1) }),
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
    return { weights: values, rows, step };
  } finally {
    bar.end();
  }
}
