import { type DigitSet, loadDigits } from '../data/index.js';
import { useBackend } from '../engine/index.js';
import { UserError } from '../errors.js';
import type { DlgmConfig } from './dlgm-config.js';
import type { DlgmRunOptions } from './dlgm-run.js';
import { type ProfileName, profiles } from './mnist-config.js';
import { layersOf, type MnistCurve, type MnistRow, type MnistRun, nameOf, trainAndMeasure } from './mnist-run.js';
import { isCurrent, type ResultMeta, readResult, resultMeta, writeResult } from './results.js';
import { cachedRow, inProgress, storedRow } from './row-cache.js';

export interface MnistResult {
  /** `partial` says how many rows are missing, where the study has not come to its end. */
  meta: ResultMeta & { partial?: string };
  rows: MnistRow[];
  curves: MnistCurve[];
}

/** The result file of a profile, without `.json`. */
export const mnistResultName = (profile: ProfileName): string => (profile === 'full' ? study : `${study}-${profile}`);

export interface MnistStudyOptions extends Omit<DlgmRunOptions, 'signal'> {
  /** Only models for which this holds; the others stay for a later call. */
  only?(model: { family: string; K: number; seed: number }): boolean;
  /** Called before each model with its name and its number of updates. */
  onModel?(name: string, steps: number): void;
}

const study = 'mnist';

/**
 * Trains and measures every model of a profile and writes `report/results/mnist….json`, unless it is there, complete and
 * of the same config, and not of synthetic digits while MNIST can be had.
 * Runs and finished rows are kept in the data folder: a study that was killed goes on where it was, and processes that
 * run the same profile share the models. The file holds all rows that are finished, and says in `meta.partial` if some
 * are not.
 */
export async function mnistStudy(profile: ProfileName, options: MnistStudyOptions = {}): Promise<MnistResult> {
  const { only = () => true, onModel, onMessage } = options;
  const { configs, measure } = profiles[profile];
  const backend = await useBackend(options.backend);
  const digits = options.digits ?? (await loadDigits({ data: profile === 'full' ? 'mnist' : 'auto' }));
  onMessage?.(digits.standInReason ?? digits.description);
  const found = await readResult<MnistResult>(mnistResultName(profile));
  if (
    found &&
    isCurrent(found, profiles[profile]) &&
    !found.meta.partial &&
    (digits.synthetic || !found.meta.synthetic)
  ) {
    onMessage?.(`report/results/${mnistResultName(profile)}.json is there: ${found.meta.data}`);
    return found;
  }
  const keyOf = (config: DlgmConfig) => ({ config, measure, data: digits.description });
  for (const config of configs.filter((one) => only({ family: one.flow, K: layersOf(one), seed: one.seed }))) {
    if (await storedRow(study, keyOf(config))) continue;
    onModel?.(nameOf(config), config.steps);
    const make = () => trainAndMeasure(config, digits, measure, options);
    onMessage?.(`  ${await cachedRow(study, keyOf(config), make).then(outcome, failure)}`);
  }
  const runs = await Promise.all(configs.map((config) => storedRow<MnistRun>(study, keyOf(config))));
  const result = resultOf(profile, runs, digits, backend);
  await writeResult(mnistResultName(profile), result);
  return result;
}

const outcome = (run: MnistRun | typeof inProgress): string =>
  run === inProgress
    ? 'another process is at it'
    : `−ln p(x) ${run.row.nll.toFixed(2)}, bound ${run.row.bound.toFixed(2)} nats`;

/** A model that breaks down is told of, and the others go on. */
function failure(error: unknown): string {
  if (error instanceof UserError) return error.message;
  throw error;
}

function resultOf(
  profile: ProfileName,
  runs: readonly (MnistRun | undefined)[],
  { description: data, synthetic }: DigitSet,
  backend: string,
): MnistResult {
  const done = runs.filter((run) => run !== undefined);
  const missing = runs.length - done.length;
  const partial = missing > 0 && { partial: `${missing} of ${runs.length} rows are missing` };
  return {
    meta: { ...resultMeta(profiles[profile]), data, synthetic, backend, ...partial },
    rows: done.map(({ row }) => row),
    curves: done.map(({ curve }) => curve),
  };
}
