import { useBackend } from '../../engine/index.js';
import { configHash, type ResultMeta, readResult, resultMeta, writeResult } from '../results.js';
import { isComplete, makeRows, partialIf, type StudyHooks, storedRows } from '../study-rows.js';
import type { PlaneProfileName } from '../targets2d/config.js';
import type { PlaneRunOptions } from '../targets2d/run.js';
import { type Density2dConfig, density2dConfigs } from './config.js';
import {
  compared,
  type Density2dComparison,
  type Density2dRow,
  type Density2dRun,
  densityHalfWidth,
  planePoints,
  runDensity2d,
} from './run.js';

/** The best seed of a data set, as a picture and as a curve. */
export interface Density2dBest {
  data: string;
  family: string;
  K: number;
  seed: number;
  halfWidth: number;
  /** Some training points, x and y in turn. */
  points: number[];
  density: string;
  steps: number[];
  nll: number[];
}

/** The mean of the densities that the seeds of a data set have learned: what each gets wrong on its own averages out. */
export interface Density2dMixture extends Density2dComparison {
  data: string;
  /** How many flows it is the mean of. */
  flows: number;
}

export interface Density2dResult {
  /** `partial` says how many rows are missing, where the study has not come to its end. */
  meta: ResultMeta & { profile: PlaneProfileName; partial?: string };
  rows: Density2dRow[];
  mixtures: Density2dMixture[];
  best: Density2dBest[];
}

export interface Density2dStudyOptions extends PlaneRunOptions, Omit<StudyHooks, 'signal'> {
  /** Only configs for which this holds; the others stay for a later call. */
  only?(config: Density2dConfig): boolean;
}

const study = 'densities2d';

/** Training points in the gallery. */
const shownPoints = 600;

/** The result file of a profile, without `.json`. */
export const density2dResultName = (profile: PlaneProfileName): string =>
  profile === 'full' ? study : `${study}-quick`;

/**
 * Trains flows on 2-D sample sets by maximum likelihood, compares them with a Gaussian and a kernel density estimate on
 * held-out points, and writes the result file. Finished rows are kept, as in `target2dStudy`.
 */
export async function density2dStudy(
  profile: PlaneProfileName,
  options: Density2dStudyOptions = {},
): Promise<Density2dResult> {
  const { only = () => true, onModel, onMessage, ...runOptions } = options;
  const backend = await useBackend();
  const configs = density2dConfigs(profile);
  const found = await readResult<Density2dResult>(density2dResultName(profile));
  if (isComplete(found, configs)) {
    onMessage?.(`report/results/${density2dResultName(profile)}.json is there`);
    return found;
  }
  const maker = {
    name: nameOf,
    steps: stepsOf,
    make: (config: Density2dConfig) => runDensity2d(config, runOptions),
    told,
  };
  await makeRows(study, configs.filter(only), maker, { onModel, onMessage, signal: runOptions.signal });
  const done = await storedRows<Density2dRun>(study, configs);
  const meta = { ...resultMeta(configs[0]), configHash: configHash(configs), backend, profile };
  const result = {
    meta: { ...meta, ...partialIf(configs.length - done.length, configs.length) },
    rows: done.map(({ row }) => row),
    mixtures: mixturesOf(done),
    best: bestOf(done),
  };
  await writeResult(density2dResultName(profile), result);
  return result;
}

/** `twoMoons, spline-coupling K=8, seed 0` */
const nameOf = ({ data, family, layers, seed }: Density2dConfig) => `${data}, ${family} K=${layers}, seed ${seed}`;

const stepsOf = ({ steps }: Density2dConfig) => steps;

/** `ln q −2.314, truth −2.290, Gaussian −3.207, KDE −2.371 nats` */
const told = ({ row: { logLikelihood, truth, gaussian, kde } }: Density2dRun) =>
  `ln q ${logLikelihood.toFixed(3)}, truth ${truth.toFixed(3)}, Gaussian ${gaussian.toFixed(3)}, KDE ${kde.toFixed(3)} nats`;

function mixturesOf(runs: readonly Density2dRun[]): Density2dMixture[] {
  return [...new Set(runs.map(({ row }) => row.data))].map((data) => {
    const own = runs.filter(({ row }) => row.data === data);
    const flow = own[0]!.logs.flow.map((_, i) => logMeanExp(own.map(({ logs }) => logs.flow[i]!)));
    return { data, flows: own.length, ...compared({ ...own[0]!.logs, flow }) };
  });
}

function logMeanExp(values: readonly number[]): number {
  const top = Math.max(...values);
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0) / values.length);
}

/** The run with the highest held-out log-likelihood of each data set. */
function bestOf(runs: readonly Density2dRun[]): Density2dBest[] {
  const best = new Map<string, Density2dRun>();
  for (const run of runs) {
    const known = best.get(run.row.data);
    if (!known || run.row.logLikelihood > known.row.logLikelihood) best.set(run.row.data, run);
  }
  return [...best.values()].map(({ row: { data, family, K, seed, config }, curve, density }) => ({
    ...{ data, family, K, seed, halfWidth: densityHalfWidth, density },
    points: Array.from(planePoints(config, 'train').subarray(0, 2 * shownPoints), (x) => Number(x.toFixed(2))),
    ...curve,
  }));
}
