import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { DigitSet } from '../../data/index.js';
import { UserError } from '../../errors.js';
import { meanEstimate } from '../../objectives/index.js';
import { type DlgmConfig, depthOf } from '../../runs/config.js';
import { imageEstimates } from '../../runs/estimates.js';
import { runsFolder } from '../../runs/list.js';
import { type DlgmRunOptions, resumeDlgm, trainDlgm } from '../../runs/train-run.js';
import { loadTrained } from '../../runs/trained.js';
import { type MetricRow, readMetrics, readTimings } from '../../training/index.js';
import { configHash } from '../results.js';
import type { MnistMeasure } from './config.js';
import { type PackedScores, packScores } from './image-scores.js';
import { type MnistCurve, type MnistRow, mnistCurveSchema, mnistRowSchema, packedScoresSchema } from './result.js';

/** A row with the curve of its training and the scores of all test images behind `bound` and `nll`. */
export interface MnistRun {
  row: MnistRow;
  curve: MnistCurve;
  scores: PackedScores;
}

/** The schema of a run that is kept. */
export const mnistRunSchema: z.ZodType<MnistRun> = z.object({
  ...{ row: mnistRowSchema, curve: mnistCurveSchema, scores: packedScoresSchema },
});

/** `planar K=10, seed 0` */
export const nameOf = (config: DlgmConfig): string => `${config.flow} K=${depthOf(config)}, seed ${config.seed}`;

/** The words that choose a model. */
export const wordsOf = (config: DlgmConfig): string[] => {
  const { flow, hidden, seed, optimiser, annealing, draws = 1 } = config;
  return [flow, `K${depthOf(config)}`, `seed${seed}`, hidden.join('x'), optimiser, annealing, `draws${draws}`];
};

/** The run folder in which the study trains a model. */
export function mnistRunPath(config: DlgmConfig, { description: data }: DigitSet): string {
  const name = `mnist-${config.flow}-${depthOf(config)}-seed${config.seed}`;
  return join(runsFolder(), `${name}-${configHash({ config, data }).slice(0, 8)}`);
}

/** Trains a model, or goes on with it, and measures it. @throws the signal's reason if that ends the training early */
export async function trainAndMeasure(
  config: DlgmConfig,
  digits: DigitSet,
  measure: MnistMeasure,
  options: DlgmRunOptions,
): Promise<MnistRun> {
  const path = mnistRunPath(config, digits);
  const given = { ...options, digits };
  const { rows } = await (existsSync(join(path, 'config.json'))
    ? resumeDlgm(path, given)
    : trainDlgm(path, config, given));
  options.signal?.throwIfAborted();
  options.onMessage?.('  measuring');
  const name = { family: config.flow, K: depthOf(config), seed: config.seed };
  const updates = rows.at(-1)?.step;
  if (updates === undefined) throw new UserError(nothingIn(path, 'metrics.jsonl'));
  const times = await timesOf(path, options.onWarning);
  const { scores, ...measures } = await measured(path, digits, measure, options);
  const row = { ...name, updates, ...measures, ...times, updatesPerSecond: updates / times.processorSeconds, config };
  return { row, curve: { ...name, points: pointsOf(await readMetrics(path, options.onWarning), config) }, scores };
}

async function measured(path: string, digits: DigitSet, measure: MnistMeasure, { engine }: DlgmRunOptions) {
  const { model, weights, step: bestUpdate, dispose } = await loadTrained(path);
  const estimate = ({ samples, images }: { samples: number; images: number }) =>
    imageEstimates(model, weights, digits, { samples, images: Math.min(images, digits.test.count), engine });
  const all = await estimate(measure);
  const many = measure.many && (await estimate(measure.many));
  const few = measure.many && (await estimate({ samples: measure.samples, images: measure.many.images }));
  dispose();
  const nll = meanEstimate(all.map((image) => image.nll));
  const bound = mean(all.map((image) => image.bound));
  return {
    bestUpdate,
    bound,
    nll: nll.mean,
    nllStdErr: nll.stdErr,
    nll5000: many ? mean(many.map((image) => image.nll)) : null,
    nllFew: few ? mean(few.map((image) => image.nll)) : null,
    ess: mean(all.map((image) => image.ess)),
    kl: bound - nll.mean,
    scores: packScores(all),
  };
}

const mean = (values: readonly number[]): number => meanEstimate(values).mean;

/** Time spent on updates and validation, without set-up and measuring. @throws UserError if nothing is known of it */
async function timesOf(path: string, onWarning?: (message: string) => void) {
  const times = await readTimings(path, onWarning);
  if (times.length === 0) throw new UserError(nothingIn(path, 'timings.jsonl'));
  const sum = (key: 'seconds' | 'processorSeconds') => times.reduce((total, time) => total + time[key], 0);
  return { seconds: sum('seconds'), processorSeconds: sum('processorSeconds') };
}

const nothingIn = (path: string, file: string): string =>
  `${join(path, file)}: expected a line for every 100 updates, got none; restore it from a copy, or remove ${path} to ` +
  'have the model trained anew';

/** Every validation, or 20 points of a short run. */
function pointsOf(rows: readonly MetricRow[], { validateEvery, steps }: DlgmConfig): MnistCurve['points'] {
  const every = Math.min(validateEvery, Math.ceil(steps / 20));
  return rows
    .filter(({ step }) => step % every === 0)
    .map(({ step, bound, validLoss }) => ({ step, trainBound: bound!, validBound: validLoss ?? null }));
}
