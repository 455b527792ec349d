import { energy, energyNames } from '../../densities/index.js';
import { useBackend } from '../../engine/index.js';
import { packDensity } from '../density-grid.js';
import { configHash, type ResultMeta, readResult, resultMeta, writeResult } from '../results.js';
import { isComplete, makeRows, partialIf, type StudyHooks, storedRows } from '../study-rows.js';
import { collapseConfigs, type PlaneProfileName, type Target2dConfig, target2dConfigs } from './config.js';
import { runsOfResult } from './known.js';
import { type PlaneRunOptions, runTarget2d, type Target2dCurve, type Target2dRow, type Target2dRun } from './run.js';

/** A target with its domain: ln Z of exp(−U(z) − κ Σ relu(|z_j| − c)²), and the density for pictures. */
export interface Target2dTruth {
  target: string;
  halfWidth: number;
  penalty: number;
  logZ: number;
  density: string;
}

/** The best seed of a cell, as a picture and as a curve. */
export interface Target2dBest extends Target2dCurve {
  target: string;
  family: string;
  K: number;
  params: number;
  seed: number;
  density: string | null;
}

export interface Target2dResult {
  /** `partial` says how many rows are missing, where the study has not come to its end. */
  meta: ResultMeta & { profile: PlaneProfileName; partial?: string };
  targets: Target2dTruth[];
  rows: Target2dRow[];
  best: Target2dBest[];
  /** One flow on U1 with several starts, annealings and lengths; see `collapseConfigs`. */
  collapse: Target2dRow[];
}

export interface Target2dStudyOptions extends PlaneRunOptions, Omit<StudyHooks, 'signal'> {
  /** Only configs for which this holds; the others stay for a later call. */
  only?(config: Target2dConfig): boolean;
}

const study = 'targets2d';

/** The result file of a profile, without `.json`. */
export const target2dResultName = (profile: PlaneProfileName): string =>
  profile === 'full' ? study : `${study}-quick`;

/** `U1, planar K=8, seed 0` */
const nameOf = ({ target, family, layers, seed }: Target2dConfig) => `${target}, ${family} K=${layers}, seed ${seed}`;

const stepsOf = ({ steps }: Target2dConfig) => steps;

/** `KL 0.0123 nats, 4.5 s` */
const told = ({ row: { kl, seconds } }: Target2dRun) =>
  `KL ${kl?.toFixed(4) ?? 'not finite'} nats, ${seconds.toFixed(1)} s`;

/**
 * Trains and measures the flows of a profile on U1–U4 (Rezende & Mohamed 2015, section 6.1) and writes the result file,
 * unless it is there, complete and of the same configs.
 * Finished rows are kept in the data folder: a study that was killed goes on where it was, and two processes that run
 * the same profile share the rows. Rows that the file has already, from whatever machine, are not made again as long as
 * their configs are what they were. The file holds all rows that are finished, and says in `meta.partial` if some are not.
 */
export async function target2dStudy(
  profile: PlaneProfileName,
  options: Target2dStudyOptions = {},
): Promise<Target2dResult> {
  const { only = () => true, onModel, onMessage, ...runOptions } = options;
  const backend = await useBackend();
  const configs = [...target2dConfigs(profile), ...collapseConfigs(profile)];
  const found = await readResult<Target2dResult>(target2dResultName(profile));
  if (isComplete(found, configs)) {
    onMessage?.(`report/results/${target2dResultName(profile)}.json is there`);
    return found;
  }
  const known = runsOfResult(found);
  const missing = configs.filter((config) => !known.has(configHash(config)));
  const maker = {
    name: nameOf,
    steps: stepsOf,
    make: (config: Target2dConfig) => runTarget2d(config, runOptions),
    told,
  };
  await makeRows(study, missing.filter(only), maker, { onModel, onMessage, signal: runOptions.signal });
  const done = await storedRows<Target2dRun>(study, target2dConfigs(profile), known);
  const collapse = await storedRows<Target2dRun>(study, collapseConfigs(profile), known);
  const meta = { ...resultMeta(configs[0]), configHash: configHash(configs), backend, profile };
  const result: Target2dResult = {
    meta: { ...meta, ...partialIf(configs.length - done.length - collapse.length, configs.length) },
    targets: truths(configs),
    rows: done.map(({ row }) => row),
    best: bestOf(done),
    collapse: collapse.map(({ row }) => row),
  };
  await writeResult(target2dResultName(profile), result);
  return result;
}

function truths(configs: readonly Target2dConfig[]): Target2dTruth[] {
  return energyNames.flatMap((target) => {
    const config = configs.find((one) => one.target === target);
    if (!config) return [];
    const { halfWidth, penalty } = config;
    const p = energy(target, { halfWidth, penalty });
    const logZ = p.logZ();
    const density = packDensity({ logProb: (x) => p.logDensity(x).sub(logZ) }, halfWidth);
    return [{ target, halfWidth, penalty, logZ, density }];
  });
}

/** The run with the least KL of each cell. */
function bestOf(runs: readonly Target2dRun[]): Target2dBest[] {
  const best = new Map<string, Target2dRun>();
  const klOf = (run: Target2dRun) => run.row.kl ?? Number.POSITIVE_INFINITY;
  for (const run of runs) {
    const { target, family, K, params } = run.row;
    const key = `${target} ${family} ${K} ${params}`;
    const known = best.get(key);
    if (!known || klOf(run) < klOf(known)) best.set(key, run);
  }
  return [...best.values()].map(({ row: { target, family, K, params, seed }, curve, density }) => ({
    ...{ target, family, K, params, seed, density },
    ...curve,
  }));
}
