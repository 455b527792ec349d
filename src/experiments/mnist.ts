import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DigitSet, loadDigits } from '../data/index.js';
import { useBackend } from '../engine/index.js';
import { type MetricRow, readMetrics } from '../training/index.js';
import { type DlgmConfig, defaultConfig } from './dlgm-config.js';
import { type DlgmRunOptions, resumeDlgm, trainDlgm } from './dlgm-run.js';
import { configHash, isCurrent, type ResultMeta, readResult, resultMeta, writeResult } from './results.js';
import { runsFolder } from './runs.js';
import { evaluateDlgm } from './trained.js';

/** One trained and measured model of the study. */
export interface MnistRow {
  family: string;
  K: number;
  seed: number;
  updates: number;
  /** Mean free energy at β = 1 over test images, nats. */
  bound: number;
  /** −ln p(x) by importance sampling, nats, and one standard error over images. */
  nll: number;
  nllStdErr: number;
  /** Mean effective number of importance samples. */
  ess: number;
  /** bound − nll */
  kl: number;
  seconds: number;
  updatesPerSecond: number;
  config: DlgmConfig;
}

export interface MnistCurve {
  family: string;
  K: number;
  seed: number;
  points: { step: number; trainBound: number; validBound: number | null }[];
}

export interface MnistResult {
  meta: ResultMeta;
  rows: MnistRow[];
  curves: MnistCurve[];
}

/** What a profile trains and how it is measured. */
interface Profile {
  configs: DlgmConfig[];
  /** Importance samples per image, and how many test images. */
  samples: number;
  images: number;
}

export type ProfileName = 'quick';

const quickConfig: DlgmConfig = { ...defaultConfig, steps: 2000, annealingSteps: 1000, validateEvery: 500 };

/** `quick` shows that everything works, in minutes; its numbers are those of models that are far from trained. */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  quick: {
    configs: [
      { ...quickConfig, flow: 'identity', layers: 1 },
      { ...quickConfig, flow: 'planar', layers: 10 },
    ],
    samples: 50,
    images: 500,
  },
};

/** The result file of a profile, without `.json`. */
export const mnistResultName = (profile: ProfileName): string => `mnist-${profile}`;

export interface MnistStudyOptions extends DlgmRunOptions {
  /** Called before each model with its name and its number of updates. */
  onModel?(name: string, steps: number): void;
}

/**
 * Trains and measures every model of a profile and writes `report/results/mnist-….json`.
 * Runs are kept in the data folder and taken up where they are. A result of the same config is left as it is,
 * unless it is of synthetic digits and MNIST can be had now.
 */
export async function mnistStudy(profile: ProfileName, options: MnistStudyOptions = {}): Promise<MnistResult> {
  const { configs, samples, images } = profiles[profile];
  const backend = await useBackend(options.backend);
  const digits = options.digits ?? (await loadDigits({ data: 'auto' }));
  options.onMessage?.(digits.standInReason ?? digits.description);
  const found = await readResult<MnistResult>(mnistResultName(profile));
  if (found && isCurrent(found, profiles[profile]) && (digits.synthetic || !found.meta.synthetic)) {
    options.onMessage?.(`report/results/${mnistResultName(profile)}.json is there: ${found.meta.data}`);
    return found;
  }

  const rows: MnistRow[] = [];
  const curves: MnistCurve[] = [];
  for (const config of configs) {
    options.onModel?.(`${config.flow} K=${kOf(config)}, seed ${config.seed}`, config.steps);
    const { row, curve } = await trainAndMeasure(config, digits, { samples, images }, options);
    rows.push(row);
    curves.push(curve);
  }
  const { description: data, synthetic } = digits;
  const result = { meta: { ...resultMeta(profiles[profile]), data, synthetic, backend }, rows, curves };
  await writeResult(mnistResultName(profile), result);
  return result;
}

async function trainAndMeasure(
  config: DlgmConfig,
  digits: DigitSet,
  measure: { samples: number; images: number },
  options: DlgmRunOptions,
): Promise<{ row: MnistRow; curve: MnistCurve }> {
  const path = join(runsFolder(), `study-${configHash({ config, data: digits.description })}`);
  const given = { ...options, digits };
  await (existsSync(join(path, 'config.json')) ? resumeDlgm(path, given) : trainDlgm(path, config, given));
  const { bound, nll, nllStdErr, ess, kl } = await evaluateDlgm(path, { ...measure, digits, engine: options.engine });
  const seconds = await secondsOf(path);
  const { flow: family, seed, steps: updates } = config;
  const name = { family, K: kOf(config), seed };
  const row = {
    ...name,
    updates,
    bound,
    nll,
    nllStdErr,
    ess,
    kl,
    seconds,
    updatesPerSecond: updates / seconds,
    config,
  };
  return { row, curve: { ...name, points: (await readMetrics(path)).map(pointOf) } };
}

const kOf = ({ flow, layers }: DlgmConfig): number => (flow === 'identity' ? 0 : layers);

const pointOf = ({ step, bound, validLoss }: MetricRow) => ({
  step,
  trainBound: bound!,
  validBound: validLoss ?? null,
});

/** Time spent on updates, without set-up and evaluation. */
async function secondsOf(path: string): Promise<number> {
  const lines = (await readFile(join(path, 'timings.jsonl'), 'utf8')).trim().split('\n');
  return lines.reduce((sum, line) => sum + (JSON.parse(line) as { seconds: number }).seconds, 0);
}
