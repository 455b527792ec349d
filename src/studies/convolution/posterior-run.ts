import * as tf from '@tensorflow/tfjs';
import type { DigitSet } from '../../data/index.js';
import { createStep, type EngineName } from '../../engine/index.js';
import { type Dlgm, dlgmProblem } from '../../models/index.js';
import { meanEstimate } from '../../objectives/index.js';
import { weightTensors } from '../../problem/index.js';
import { depthOf, modelOf, optimiserOf } from '../../runs/config.js';
import { digitFeed } from '../../runs/digit-feed.js';
import { boundOf, imageEstimates } from '../../runs/estimates.js';
import { type FitOptions, fit } from '../../training/index.js';
import { updateClock } from '../../training/update-clock.js';
import type { PosteriorConfig } from './config.js';
import type { PosteriorRow } from './result.js';

/** What is kept of a run. */
export interface PosteriorRun {
  row: PosteriorRow;
  /** Of each test image. */
  bound: number[];
  nll: number[];
  curve: { steps: number[]; bound: number[] };
}

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
  const { flat, curve, ...time } = await train(model, config, digits, options);
  const weights = weightTensors(model.weights, flat);
  const images = Math.min(config.testImages, digits.test.count);
  const { samples } = config;
  const estimates = await imageEstimates(model, weights, digits, { images, samples, engine: options.engine });
  tf.dispose(weights);
  const column = (name: 'bound' | 'nll') => estimates.map((one) => Number(one[name].toFixed(4)));
  const [bound, nll] = [column('bound'), column('nll')];
  const { mean, stdErr: nllStdErr } = meanEstimate(nll);
  const boundMean = meanEstimate(bound).mean;
  const { flow: family, seed, steps: updates } = config;
  const row: PosteriorRow = {
    ...{ family, K: depthOf(config), seed, updates },
    ...{ bound: boundMean, nll: mean, nllStdErr, kl: boundMean - mean },
    ess: meanEstimate(estimates.map((one) => one.ess)).mean,
    ...{ flowParams: model.flow.paramCount, params: flat.length },
    ...time,
    config,
  };
  return { row, bound, nll, curve };
}

async function train(
  model: Dlgm,
  config: PosteriorConfig,
  digits: DigitSet,
  { engine = 'auto', onWarning, ...hooks }: PosteriorOptions,
) {
  const { batch, annealing, seed, steps } = config;
  const problem = dlgmProblem(model, batch, annealing);
  const more = { ...(onWarning && { onWarning }) };
  const step = await createStep(problem, { optimiser: optimiserOf(config), seed, engine, threads: 1, ...more });
  const run = async () => ({ validLoss: await boundOf(step, digits, 'valid', config) });
  const validate = { every: config.validateEvery, run };
  const started = performance.now();
  const clock = updateClock();
  try {
    const rows = await fit(problem, step, {
      ...hooks,
      steps,
      feed: digitFeed(digits, config),
      validate,
      onStep: clock.tick,
    });
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    const held = rows.filter(({ validLoss }) => validLoss !== undefined);
    const curve = { steps: held.map((row) => row.step), bound: held.map((row) => Number(row.validLoss!.toFixed(3))) };
    return { flat: step.state.weights.slice(), curve, seconds, msPerUpdate: clock.median() };
  } finally {
    step.dispose();
  }
}
