import { type DigitSet, loadDigits } from '../data/index.js';
import { useBackend } from '../engine/index.js';
import { UserError } from '../errors.js';
import type { DlgmConfig } from './dlgm-config.js';
import type { DlgmRunOptions } from './dlgm-run.js';
import { type MnistProfile, type ProfileName, profiles } from './mnist-config.js';
import { type MnistCurve, type MnistRow, type MnistRun, nameOf, trainAndMeasure } from './mnist-run.js';
import { isCurrent, type ResultMeta, readResult, resultMeta, writeResult } from './results.js';
import { cachedRow, inProgress, storedRow } from './row-cache.js';

export interface MnistResult {
  /** `partial` says how many rows are missing, where the study has not come to its end. */
  meta: ResultMeta & { partial?: string };
  rows: MnistRow[];
  /** Models of the same family, K and seed as others that differ in how they were trained. */
  variants: MnistRow[];
  /** Of rows, then of variants. */
  curves: MnistCurve[];
}

/** The result file of a profile, without `.json`. */
export const mnistResultName = (profile: ProfileName): string => (profile === 'full' ? study : `${study}-${profile}`);

export interface MnistStudyOptions extends Omit<DlgmRunOptions, 'signal'> {
  /** Only models for which this holds; the others stay for a later call. */
  only?(config: DlgmConfig): boolean;
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
  const backend = await useBackend(options.backend);
  const digits = options.digits ?? (await loadDigits({ data: profile === 'full' ? 'mnist' : 'auto' }));
  options.onMessage?.(digits.standInReason ?? digits.description);
  const found = await readResult<MnistResult>(mnistResultName(profile));
  const isComplete = found && isCurrent(found, profiles[profile]) && !found.meta.partial;
  if (isComplete && (digits.synthetic || !found.meta.synthetic)) {
    options.onMessage?.(`report/results/${mnistResultName(profile)}.json is there: ${found.meta.data}`);
    return found;
  }
  await trainAll(profiles[profile], digits, options);
  const result = await resultOf(profiles[profile], digits, backend);
  await writeResult(mnistResultName(profile), result);
  return result;
}

const keyOf = (config: DlgmConfig, { measure }: MnistProfile, { description: data }: DigitSet) => ({
  config,
  measure,
  data,
});

async function trainAll(profile: MnistProfile, digits: DigitSet, options: MnistStudyOptions): Promise<void> {
  const { only = () => true, onModel, onMessage } = options;
  for (const config of [...profile.configs, ...profile.variants].filter(only)) {
    const key = keyOf(config, profile, digits);
    if (await storedRow(study, key)) continue;
    onModel?.(nameOf(config), config.steps);
    const make = () => trainAndMeasure(config, digits, profile.measure, options);
    onMessage?.(`  ${await cachedRow(study, key, make).then(outcome, failure)}`);
  }
}

async function resultOf(profile: MnistProfile, digits: DigitSet, backend: string): Promise<MnistResult> {
  const stored = async (configs: readonly DlgmConfig[]) => {
    const runs = configs.map((config) => storedRow<MnistRun>(study, keyOf(config, profile, digits)));
    return (await Promise.all(runs)).filter((run) => run !== undefined);
  };
  const [rows, variants] = [await stored(profile.configs), await stored(profile.variants)];
  const count = profile.configs.length + profile.variants.length;
  const missing = count - rows.length - variants.length;
  const partial = missing > 0 && { partial: `${missing} of ${count} models are missing` };
  const { description: data, synthetic } = digits;
  return {
    meta: { ...resultMeta(profile), data, synthetic, backend, ...partial },
    rows: rows.map(({ row }) => row),
    variants: variants.map(({ row }) => row),
    curves: [...rows, ...variants].map(({ curve }) => curve),
  };
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
