import { type DigitSet, loadDigits } from '../../data/index.js';
import { useBackend } from '../../engine/index.js';
import { bootstrapInterval, meanEstimate } from '../../objectives/index.js';
import { noise } from '../../random/index.js';
import { type MnistResult, mnistResultName } from '../mnist/study.js';
import { type ResultMeta, readResult, resultMeta, writeResult } from '../results.js';
import { cachedRow, inProgress, storedRow } from '../row-cache.js';
import { isComplete, partialIf, type StudyHooks, storedRows } from '../study-rows.js';
import {
  type ConvolutionProfileName,
  convolutionProfiles,
  type ImageDensityConfig,
  type PosteriorConfig,
} from './config.js';
import { bitsPerDimension, type ImageDensityData, imageDensityData } from './image-data.js';
import { fittedGaussians } from './image-gaussians.js';
import {
  type ImageDensityCurve,
  type ImageDensityOptions,
  type ImageDensityRow,
  type ImageDensityRun,
  runImageDensity,
} from './image-run.js';
import { densityPairs, posteriorPairs } from './pairs.js';
import { type PosteriorRow, type PosteriorRun, runPosterior } from './posterior-run.js';
import { posteriorsOfMnist } from './posteriors-of-mnist.js';

/** A paired difference of two models over the same test images, first minus second, with a bootstrap interval of 95 %. */
export interface PairedComparison {
  /** `bpd`, bits per dimension, or `nll` and `bound`, nats; less is better in all. */
  quantity: 'bpd' | 'nll' | 'bound';
  first: string;
  second: string;
  mean: number;
  low: number;
  high: number;
  images: number;
}

export interface ConvolutionResult {
  /** `partial` says how many rows are missing, where the study has not come to its end. */
  meta: ResultMeta & { profile: ConvolutionProfileName; data: string; binarisedData: string; partial?: string };
  /** Density models of grey images. */
  rows: ImageDensityRow[];
  /** DLGMs on binarised images. */
  posteriors: PosteriorRow[];
  comparisons: PairedComparison[];
  curves: (ImageDensityCurve & { family: string; msPerUpdate: number })[];
  /** Base64 of the bytes of images drawn from each trained density model. */
  samples: { family: string; images: string }[];
}

export interface ConvolutionStudyOptions extends ImageDensityOptions, Omit<StudyHooks, 'signal'> {
  /** Only models for whose family this holds; the others stay for a later call. */
  only?(family: string): boolean;
}

const study = 'convolution';

/** The result file of a profile, without `.json`. */
export const convolutionResultName = (profile: ConvolutionProfileName): string =>
  profile === 'full' ? study : `${study}-quick`;

/** What decides a result: the models that are trained, on which digits, and those that the MNIST study has measured. */
export function convolutionConfig(
  profile: ConvolutionProfileName,
  { data, binarisedData: digits }: { data: string; binarisedData: string },
  mnist: MnistResult | undefined,
) {
  const { densities, posteriors, ofMnist } = convolutionProfiles[profile];
  return {
    densities: densities.map((cell): ImageDensityConfig => ({ data, ...cell })),
    posteriors: posteriors.map((cell): PosteriorConfig => ({ digits, ...cell })),
    measured: posteriorsOfMnist(mnist, ofMnist).map(({ row: { config, nll } }) => ({ config, nll })),
  };
}

/**
 * What convolutions buy: density models of grey 28×28 images and posteriors of DLGMs on binarised ones, with paired
 * differences. Finished rows are kept, as in `target2dStudy`; the full profile takes its posteriors from the full MNIST
 * study. A result of the same config that nobody has changed is left as it is, and one of MNIST where only synthetic
 * digits can be had now.
 */
export async function convolutionStudy(
  profile: ConvolutionProfileName,
  options: ConvolutionStudyOptions = {},
): Promise<ConvolutionResult> {
  const { images: count } = convolutionProfiles[profile];
  const backend = await useBackend();
  const grey = await loadDigits({ binarisation: 'grey', count });
  const binarised = await loadDigits({ binarisation: 'fixed', count });
  const synthetic = grey.synthetic || binarised.synthetic;
  options.onMessage?.(grey.standInReason ?? grey.description);
  const data = { data: grey.description, binarisedData: binarised.description };
  const mnist = await readResult<MnistResult>(mnistResultName('full'));
  const config = convolutionConfig(profile, data, mnist);
  const name = convolutionResultName(profile);
  const found = await readResult<ConvolutionResult>(name);
  const isBetter = synthetic && found?.meta.synthetic === false && !found.meta.partial;
  if (found && (isBetter || isComplete(found, config))) {
    options.onMessage?.(`report/results/${name}.json is there: ${found.meta.data}`);
    return found;
  }
  const { ofMnist } = convolutionProfiles[profile];
  const done = await allRows(config, grey, binarised, options);
  const meta = { ...resultMeta(config), ...data, synthetic };
  const measured = posteriorsOfMnist(mnist, ofMnist);
  const all = { ...done, posteriors: [...done.posteriors, ...measured] };
  const { partial, ...rest } = assembled(all, 1 + config.densities.length + config.posteriors.length + ofMnist.length);
  const result = { meta: { ...meta, backend, profile, ...(partial && { partial }) }, ...rest };
  await writeResult(name, result);
  return result;
}

interface Configs {
  densities: ImageDensityConfig[];
  posteriors: PosteriorConfig[];
}

/** Bits per dimension of each test image by each Gaussian. */
interface GaussianRun {
  family: string;
  params: number;
  perImage: number[];
}

interface Done {
  gaussians: GaussianRun[];
  densities: ImageDensityRun[];
  posteriors: PosteriorRun[];
}

/** Makes the rows that are missing, and reads all that are there. */
async function allRows(
  configs: Configs,
  grey: DigitSet,
  binarised: DigitSet,
  options: ConvolutionStudyOptions,
): Promise<Done> {
  const { only = () => true, onModel, onMessage, ...runOptions } = options;
  let prepared: ImageDensityData | undefined;
  const data = () => {
    prepared ??= imageDensityData(grey);
    return prepared;
  };
  const gaussianConfig = { gaussians: 1, data: grey.description };
  const missing = async <Row>(config: unknown, family: string, steps: number, make: () => Promise<Row>) => {
    if (options.signal?.aborted || !only(family) || (await storedRow(study, config))) return;
    onModel?.(steps > 1 ? `${family}, ${steps} updates` : family, steps);
    const row = await cachedRow(study, config, make);
    onMessage?.(row === inProgress ? '  another process is at it' : '  done');
  };
  await missing(gaussianConfig, 'gaussian', 1, async () => gaussianRuns(data()));
  for (const config of configs.densities) {
    await missing(config, config.family, config.steps, () => runImageDensity(config, data(), runOptions));
  }
  for (const config of configs.posteriors) {
    await missing(config, config.flow, config.steps, () => runPosterior(config, binarised, runOptions));
  }
  return {
    gaussians: (await storedRows<GaussianRun[]>(study, [gaussianConfig])).flat(),
    densities: await storedRows<ImageDensityRun>(study, configs.densities),
    posteriors: await storedRows<PosteriorRun>(study, configs.posteriors),
  };
}

function gaussianRuns(data: ImageDensityData): GaussianRun[] {
  return fittedGaussians(data).map(({ family, params, logProb }) => ({
    family,
    params,
    perImage: Array.from(logProb, (value, i) => Number(bitsPerDimension(value, data.test.logVolume[i]!).toFixed(6))),
  }));
}

/**
 * Everything in the result file but its meta data.
 * @param total how many rows there are when nothing is missing; the Gaussians count as one
 */
function assembled({ gaussians, densities, posteriors }: Done, total: number) {
  const there = Math.min(1, gaussians.length) + densities.length + posteriors.length;
  const closed = { K: 0, seed: 0, updates: 0, seconds: 0, msPerUpdate: 0, config: null };
  const rows = [
    ...gaussians.map(({ family, params, perImage }) => ({ ...closed, family, params, ...summary(perImage) })),
    ...densities.map(({ row, perImage }) => ({ ...row, ...summary(perImage) })),
  ];
  const bits = new Map([
    ...gaussians.map(({ family, perImage }) => [family, perImage] as const),
    ...densities.map(({ row, perImage }) => [row.family, perImage] as const),
  ]);
  const values = (quantity: 'nll' | 'bound') => new Map(posteriors.map((run) => [run.row.family, run[quantity]]));
  return {
    ...partialIf(total - there, total),
    rows,
    posteriors: posteriors.map(({ row }) => row),
    comparisons: [
      ...compared('bpd', bits, densityPairs),
      ...compared('nll', values('nll'), posteriorPairs),
      ...compared('bound', values('bound'), posteriorPairs),
    ],
    curves: densities.map(({ row, curve }) => ({ family: row.family, msPerUpdate: row.msPerUpdate, ...curve })),
    samples: densities.map(({ row, samples }) => ({ family: row.family, images: samples })),
  };
}

/** Of the bootstrap; the order of images is the same everywhere. */
const resampling = { resamples: 1000 };
const resamplingNoise = () => noise(20150711, 'convolution');

function summary(perImage: readonly number[]) {
  const { mean: bpd, stdErr } = meanEstimate(perImage);
  const [low, high] = bootstrapInterval(perImage, resamplingNoise(), resampling);
  return { bpd, stdErr, low, high };
}

/** The pairs of which both models are there. */
function compared(
  quantity: PairedComparison['quantity'],
  values: ReadonlyMap<string, readonly number[]>,
  pairs: readonly (readonly [string, string])[],
): PairedComparison[] {
  return pairs.flatMap(([first, second]) => {
    const [a, b] = [values.get(first), values.get(second)];
    if (!a || !b) return [];
    const differences = a.map((value, i) => value - b[i]!);
    const [low, high] = bootstrapInterval(differences, resamplingNoise(), resampling);
    return [{ quantity, first, second, mean: meanEstimate(differences).mean, low, high, images: a.length }];
  });
}
