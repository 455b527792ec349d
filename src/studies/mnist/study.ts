import { type DigitSet, loadDigits } from '../../data/index.js';
import { useBackend } from '../../engine/index.js';
import { UserError } from '../../errors.js';
import type { DlgmConfig } from '../../runs/config.js';
import { families } from '../../runs/families.js';
import type { DlgmRunOptions } from '../../runs/train-run.js';
import { configHash, isCurrent, isIntact, type ResultMeta, readResult, resultMeta, writeResult } from '../results.js';
import { cachedRow, inProgress, storedRow } from '../row-cache.js';
import { type MnistProfile, type ProfileName, profiles } from './config.js';
import type { PackedScores } from './image-scores.js';
import { type MnistCurve, type MnistRow, type MnistRun, nameOf, trainAndMeasure } from './run.js';

export interface MnistResult {
  /** `partial` says how many rows are missing, where the study has not come to its end. */
  meta: ResultMeta & { partial?: string };
  /** By family, K and seed. */
  rows: MnistRow[];
  /** Models of the same family, K and seed as others that differ in how they were trained. */
  variants: MnistRow[];
  /** Of rows, then of variants. */
  curves: MnistCurve[];
  /** Of each test image, in the same order. */
  scores: PackedScores[];
}

/** The result file of a profile, without `.json`. */
export const mnistResultName = (profile: ProfileName): string =>
  profile === 'full' ? studyName : `${studyName}-${profile}`;

export interface MnistStudyOptions extends Omit<DlgmRunOptions, 'signal'> {
  /** Only models for which this holds; the others stay for a later call. */
  only?(config: DlgmConfig): boolean;
  /** Called before each model with its name and its number of updates. */
  onModel?(name: string, steps: number): void;
}

const studyName = 'mnist';

/**
 * Trains and measures every model of a profile and writes `report/results/mnist….json`, unless it is there, complete and
 * of the same config, and not of synthetic digits while MNIST can be had.
 * Runs and finished rows are kept in the data folder: a study that was killed goes on where it was, and processes that
 * run the same profile share the models. Rows that the file has from another machine are taken as they are. The file
 * holds all rows that are finished, and says in `meta.partial` if some are not.
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
  const known = { profile: profiles[profile], digits, found };
  await trainAll(known, options);
  const result = await resultOf(known, backend);
  await writeResult(mnistResultName(profile), result);
  return result;
}

/** What is to be trained on which digits, and the result file as it was found. */
interface Study {
  profile: MnistProfile;
  digits: DigitSet;
  found: MnistResult | undefined;
}

const keyOf = (config: DlgmConfig, { profile: { measure }, digits: { description: data } }: Study) => ({
  config,
  measure,
  data,
});

/** The finished run of a config, of this machine or of the one that wrote the result file. */
async function finishedRun(config: DlgmConfig, study: Study): Promise<MnistRun | undefined> {
  return (await storedRow<MnistRun>(studyName, keyOf(config, study))) ?? publishedRun(config, study);
}

function publishedRun(config: DlgmConfig, { profile, digits, found }: Study): MnistRun | undefined {
  if (!found || !isIntact(found) || found.meta.data !== digits.description) return undefined;
  const { measure } = found.meta.config as MnistProfile;
  const rows = [...found.rows, ...found.variants];
  const i = rows.findIndex((row) => configHash([row.config, measure]) === configHash([config, profile.measure]));
  return i < 0 ? undefined : { row: rows[i]!, curve: found.curves[i]!, scores: found.scores[i]! };
}

async function trainAll(study: Study, options: MnistStudyOptions): Promise<void> {
  const { profile, digits } = study;
  const { only = () => true, onModel, onMessage } = options;
  for (const config of [...profile.configs, ...profile.variants].filter(only)) {
    if (await finishedRun(config, study)) continue;
    onModel?.(nameOf(config), config.steps);
    const make = () => trainAndMeasure(config, digits, profile.measure, options);
    onMessage?.(`  ${await cachedRow(studyName, keyOf(config, study), make).then(outcome, failure)}`);
  }
}

async function resultOf(study: Study, backend: string): Promise<MnistResult> {
  const { profile, digits } = study;
  const finished = async (configs: readonly DlgmConfig[]) => {
    const runs = await Promise.all(configs.map((config) => finishedRun(config, study)));
    return inOrder(runs.filter((run) => run !== undefined));
  };
  const [rows, variants] = [await finished(profile.configs), await finished(profile.variants)];
  const all = [...rows, ...variants];
  const count = profile.configs.length + profile.variants.length;
  const missing = count - all.length;
  const partial = missing > 0 && { partial: `${missing} of ${count} models are missing` };
  const { description: data, synthetic } = digits;
  return {
    meta: { ...resultMeta(profile), data, synthetic, backend, ...partial },
    rows: rows.map(({ row }) => row),
    variants: variants.map(({ row }) => row),
    curves: all.map(({ curve }) => curve),
    scores: all.map(({ scores }) => scores),
  };
}

/** By family, in the order of `families`, then by K, then by seed. */
function inOrder(runs: readonly MnistRun[]): MnistRun[] {
  const names = Object.keys(families);
  return [...runs].sort(
    ({ row: a }, { row: b }) => names.indexOf(a.family) - names.indexOf(b.family) || a.K - b.K || a.seed - b.seed,
  );
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
