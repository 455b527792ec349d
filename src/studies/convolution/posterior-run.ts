import { z } from 'zod';
import type { DigitSet } from '../../data/index.js';
import type { EngineName } from '../../engine/index.js';
import { type Dlgm, dlgmProblem } from '../../models/index.js';
import { meanEstimate } from '../../objectives/index.js';
import type { TrainingStep } from '../../problem/index.js';
import { depthOf, modelOf, optimiserOf } from '../../runs/config.js';
import { digitFeed } from '../../runs/digit-feed.js';
import { boundOf, imageEstimates } from '../../runs/estimates.js';
import { type FitOptions, type MetricRow, train } from '../../training/index.js';
import { updateClock } from '../../training/update-clock.js';
import type { PosteriorConfig } from './config.js';
import { type PosteriorRow, posteriorRowSchema } from './result.js';

/** What is kept of a run. */
export interface PosteriorRun {
  row: PosteriorRow;
  /** Of each test image. */
  bound: number[];
  nll: number[];
  curve: { steps: number[]; bound: number[] };
}

const numbers = z.array(z.number());

/** The schema of a run that is kept. */
export const posteriorRunSchema: z.ZodType<PosteriorRun> = z.object({
  row: posteriorRowSchema,
  ...{ bound: numbers, nll: numbers, curve: z.object({ steps: numbers, bound: numbers }) },
});

export interface PosteriorOptions extends Pick<FitOptions, 'onRow' | 'signal'> {
  engine?: EngineName | undefined;
  onWarning?(message: string): void;
}

/** Trains a DLGM without a run folder and measures it: for comparisons at a small number of updates. */
export async function runPosterior(
  config: PosteriorConfig,
  digits: DigitSet,
  options: PosteriorOptions = {},
): Promise<PosteriorRun> {
  const model = modelOf(config);
  const { trained, ...time } = await trainedModel(model, config, digits, options);
  const images = Math.min(config.testImages, digits.test.count);
  const { samples } = config;
  const estimates = await imageEstimates(model, trained.weights, digits, { images, samples, engine: options.engine });
  trained.dispose();
  const column = (name: 'bound' | 'nll') => estimates.map((one) => Number(one[name].toFixed(4)));
  const [bound, nll] = [column('bound'), column('nll')];
  const { mean, stdErr: nllStdErr } = meanEstimate(nll);
  const boundMean = meanEstimate(bound).mean;
  const { flow: family, seed, steps: updates } = config;
  const row: PosteriorRow = {
    ...{ family, K: depthOf(config), seed, updates },
    ...{ bound: boundMean, nll: mean, nllStdErr, kl: boundMean - mean },
    ess: meanEstimate(estimates.map((one) => one.ess)).mean,
    ...{ flowParams: model.flow.paramCount, params: trained.values.length },
    ...time,
    config,
  };
  return { row, bound, nll, curve: curveOf(trained.rows) };
}

/** The model with its last weights, the seconds of training, and the median time of an update. */
async function trainedModel(model: Dlgm, config: PosteriorConfig, digits: DigitSet, options: PosteriorOptions) {
  const { batch, annealing, seed, steps, validateEvery } = config;
  const run = async (step: TrainingStep) => ({
    validLoss: await boundOf(step, digits, 'valid', { ...config, draws: 1 }),
  });
  const clock = updateClock();
  let started = 0;
  const trained = await train(dlgmProblem(model, batch, { annealing }), {
    ...options,
    ...{ optimiser: optimiserOf(config), seed, threads: 1 },
    ...{ steps, feed: digitFeed(digits, { ...config, draws: 1 }), onStep: clock.tick },
    ...{ validate: { every: validateEvery, run }, keep: 'last' },
    onStart: () => {
      started = performance.now(); // The step is compiled.
    },
  });
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  return { trained, seconds, msPerUpdate: clock.median() };
}

function curveOf(rows: readonly MetricRow[]): PosteriorRun['curve'] {
  const held = rows.filter(({ validLoss }) => validLoss !== undefined);
  return { steps: held.map((row) => row.step), bound: held.map((row) => Number(row.validLoss!.toFixed(3))) };
}
