import type { DigitSet } from '../data/index.js';
import { type EngineName, useBackend } from '../engine/index.js';
import { environment } from '../environment.js';
import { dlgmProblem } from '../models/index.js';
import type { TrainingStep } from '../problem/index.js';
import { createRun, type FitOptions, type MetricRow, openRun, type RunFolder, train } from '../training/index.js';
import { type DlgmConfig, modelOf, optimiserOf, type Phase, phasesOf, runRecord } from './config.js';
import { digitFeed } from './digit-feed.js';
import { boundOf } from './estimates.js';
import { digitsOf, digitsOfRun, type RunDigitsOptions, recordOf, sizedBy } from './run-digits.js';

export interface DlgmRunOptions
  extends RunDigitsOptions,
    Pick<FitOptions, 'onRow' | 'onStep' | 'onWarning' | 'signal'> {
  engine?: EngineName | undefined;
  /** Of eager tensors; see `useBackend`. */
  backend?: string | undefined;
}

/** A run that has come to its end. */
export interface DlgmRun {
  path: string;
  config: DlgmConfig;
  digits: DigitSet;
  rows: MetricRow[];
}

/**
 * Trains a DLGM on digits, or on images of one's own and of their size, in a new run folder.
 * @throws UserError if the folder holds a run, the config is out of range, or training breaks down
 */
export async function trainDlgm(path: string, config: DlgmConfig, options: DlgmRunOptions = {}): Promise<DlgmRun> {
  modelOf(config);
  const backend = await useBackend(options.backend);
  const digits = await digitsOf(config, options);
  const sized = sizedBy(config, digits);
  modelOf({ ...sized, images: Math.min(config.images, digits.train.count) });
  const { data, ...origin } = recordOf(digits);
  const run = await createRun(path, { ...sized, data, backend, ...origin, ...environment() });
  return trainIn(run, sized, digits, options);
}

export interface ResumeOptions extends DlgmRunOptions {
  /** Updates in all. Default those of the config. */
  steps?: number;
  /** Where images of one's own are now. Default where they were. */
  data?: string | undefined;
}

/**
 * Goes on with a run where its last checkpoint is, up to the updates of its config or to `steps` in all.
 * @throws UserError if the folder holds no run, its images are other ones by now, another process is at it, or training
 *   breaks down
 */
export async function resumeDlgm(path: string, options: ResumeOptions = {}): Promise<DlgmRun> {
  const config = await dlgmConfigOf(path);
  await useBackend(options.backend);
  const run = await openRun(path, options.onWarning);
  const digits = await digitsOfRun(path, options).catch(async (error) => {
    await run.close();
    throw error;
  });
  return trainIn(run, { ...config, steps: options.steps ?? config.steps }, digits, options);
}

/** The config of a DLGM run folder, checked. */
export async function dlgmConfigOf(path: string): Promise<DlgmConfig> {
  const config = await runRecord(path);
  modelOf(config);
  return config;
}

async function trainIn(
  run: RunFolder,
  config: DlgmConfig,
  digits: DigitSet,
  options: DlgmRunOptions,
): Promise<DlgmRun> {
  try {
    let rows: MetricRow[] = [];
    for (const [i, phase] of phasesOf(config).entries()) {
      // The first in any case: it leaves a checkpoint of the start where the signal came before it.
      if (i === 0 || !options.signal?.aborted) rows = await trainPhase(run, config, phase, digits, options);
    }
    return { path: run.path, config, digits, rows };
  } finally {
    await run.close();
  }
}

async function trainPhase(
  run: RunFolder,
  config: DlgmConfig,
  phase: Phase,
  digits: DigitSet,
  options: DlgmRunOptions,
): Promise<MetricRow[]> {
  const { seed, annealing, gradient, averaging, checkpointEvery, validateEvery: every, patience } = config;
  const { steps, batch, draws } = phase;
  const problem = dlgmProblem(modelOf(config), batch, { annealing, draws, gradient });
  const validate = { every, run: validation(digits, { ...config, ...phase }), ...(patience > 0 && { patience }) };
  const { rows, dispose } = await train(problem, {
    ...options,
    ...{ optimiser: optimiserOf(config), seed, feed: digitFeed(digits, { ...config, ...phase }) },
    ...{ steps, checkpointEvery, run, validate, keep: 'last', ...(averaging && { averaging }) },
    onStart: ({ engine, state }) =>
      options.onMessage?.(
        `Engine: ${engine}; ${state.weights.length.toLocaleString('en')} weights` +
          (draws > 1 ? `; ${draws} draws for each of ${batch} images` : ''),
      ),
  });
  dispose();
  return rows;
}

/** The mean bound of the validation images at β = 1, with the same noise each time. */
function validation(digits: DigitSet, config: DlgmConfig & Phase) {
  return async (step: TrainingStep) => ({ validLoss: await boundOf(step, digits, 'valid', config) });
}
