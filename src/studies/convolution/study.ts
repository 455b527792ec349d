import { z } from 'zod';
import { type DigitSet, loadDigits } from '../../data/index.js';
import { checked } from '../../files/checked.js';
import { bootstrapInterval, meanEstimate } from '../../objectives/index.js';
import { noise } from '../../random/index.js';
import { depthOf } from '../../runs/config.js';
import { type MnistResult, mnistSchema } from '../mnist/result.js';
import { mnist } from '../mnist/study.js';
import type { Profile, ResultMeta } from '../results.js';
import { type RowTask, runTasks } from '../rows.js';
import { type OtherResults, resultName, type Study, type StudyOptions, writeAnew } from '../study.js';
import { convolutionProfiles, type ImageDensityConfig, type PosteriorConfig } from './config.js';
import { convolutionBits, convolutionTraining, densityGains, posteriorGains } from './figures.js';
import { bitsPerDimension, type ImageDensityData, imageDensityData } from './image-data.js';
import { fittedGaussians } from './image-gaussians.js';
import { type ImageDensityRun, imageDensityRunSchema, runImageDensity } from './image-run.js';
import { densityPairs, posteriorPairs } from './pairs.js';
import { type PosteriorRun, posteriorRunSchema, runPosterior } from './posterior-run.js';
import { posteriorsOfMnist } from './posteriors-of-mnist.js';
import { type ConvolutionResult, convolutionSchema, type PairedComparison } from './result.js';

/** Grey and binarised digits. */
interface Digits {
  grey: DigitSet;
  binarised: DigitSet;
}

const mnistName = resultName(mnist, 'full');

/**
 * What convolutions buy: density models of grey 28×28 images and posteriors of DLGMs on binarised ones, with paired
 * differences. The full profile takes its posteriors from the full MNIST study.
 */
export const convolution: Study<ConvolutionResult, Digits> = {
  name: 'convolution',
  summary: 'Convolutional flows on images and as posteriors',
  profiles: ['quick', 'full'],
  schema: convolutionSchema,
  words: wordsOf,
  sources: (profile) => (profile === 'full' ? [mnistName] : []),
  config: convolutionConfig,
  loadData,
  async compute({ profile, data: { grey, binarised }, other, options }) {
    const meta = { data: grey.description, binarisedData: binarised.description };
    const { densities, posteriors } = convolutionConfig(profile, meta, other);
    let prepared: ImageDensityData | undefined;
    const data = () => {
      prepared ??= imageDensityData(grey);
      return prepared;
    };
    const groups = {
      gaussians: [gaussianTask(grey, data)],
      densities: densities.map((config) => densityTask(config, data)),
      posteriors: posteriors.map((config) => posteriorTask(config, binarised)),
    };
    const { rows, missing, total } = await runTasks('convolution', groups, options);
    const { ofMnist } = convolutionProfiles[profile];
    const measured = posteriorsOfMnist(mnistResult(profile, other), ofMnist);
    const all = { ...rows, gaussians: rows.gaussians.flat(), posteriors: [...rows.posteriors, ...measured] };
    const unmeasured = ofMnist.length - measured.length;
    return { body: bodyOf(all), missing: missing + unmeasured, total: total + ofMnist.length };
  },
  lines: ({ rows, posteriors }) => [
    ...rows.map(({ family, bpd, params }) => `${family}: ${bpd.toFixed(3)} bits per dimension, ${params} parameters`),
    ...posteriors.map(
      ({ family, K, bound, nll }) => `${family} K=${K}: bound ${bound.toFixed(2)}, −ln p(x) ${nll.toFixed(2)} nats`,
    ),
  ],
  figures: [
    { id: 'convolution-bits', make: convolutionBits },
    { id: 'convolution-gains', make: densityGains },
    { id: 'convolution-training', make: convolutionTraining },
    { id: 'convolution-posteriors', make: posteriorGains },
  ],
};

/** The families that are trained here. */
function wordsOf(profile: Profile): string[] {
  const { densities, posteriors } = convolutionProfiles[profile];
  return ['gaussian', ...densities.map(({ family }) => family), ...posteriors.map(({ flow }) => flow)];
}

/** What decides a result: the models that are trained, on which digits, and those that the MNIST study has measured. */
function convolutionConfig(
  profile: Profile,
  { data = '', binarisedData: digits = '' }: Partial<ResultMeta> & { binarisedData?: string },
  other: OtherResults,
) {
  const { densities, posteriors, ofMnist } = convolutionProfiles[profile];
  const measured = posteriorsOfMnist(mnistResult(profile, other), ofMnist);
  return {
    densities: densities.map((cell): ImageDensityConfig => ({ data, ...cell })),
    posteriors: posteriors.map((cell): PosteriorConfig => ({ digits, ...cell })),
    measured: measured.map(({ row: { config, nll } }) => ({ config, nll })),
  };
}

function mnistResult(profile: Profile, other: OtherResults): MnistResult | undefined {
  const content = profile === 'full' ? other(mnistName) : undefined;
  return content === undefined
    ? undefined
    : checked(mnistSchema, content, `report/results/${mnistName}.json`, writeAnew);
}

async function loadData(profile: Profile, { onMessage }: StudyOptions) {
  const { images: count } = convolutionProfiles[profile];
  const grey = await loadDigits({ binarisation: 'grey', count });
  const binarised = await loadDigits({ binarisation: 'fixed', count });
  onMessage?.(grey.standInReason ?? grey.description);
  const synthetic = grey.synthetic || binarised.synthetic;
  return { grey, binarised, meta: { data: grey.description, binarisedData: binarised.description, synthetic } };
}

/** Bits per dimension of each test image by each Gaussian. */
interface GaussianRun {
  family: string;
  params: number;
  perImage: number[];
}

const gaussianRunSchema: z.ZodType<GaussianRun> = z.object({
  ...{ family: z.string(), params: z.number(), perImage: z.array(z.number()) },
});

const gaussianTask = (grey: DigitSet, data: () => ImageDensityData): RowTask<GaussianRun[]> => ({
  key: { gaussians: 1, data: grey.description },
  schema: z.array(gaussianRunSchema),
  name: 'gaussian',
  words: ['gaussian'],
  steps: 1,
  make: async () => gaussianRuns(data()),
  outcome: () => 'done',
});

const densityTask = (config: ImageDensityConfig, data: () => ImageDensityData): RowTask<ImageDensityRun> => ({
  key: config,
  schema: imageDensityRunSchema,
  name: `${config.family}, ${config.steps} updates`,
  words: [config.family],
  steps: config.steps,
  make: (hooks) => runImageDensity(config, data(), hooks),
  progress: ({ validLoss }) => (validLoss === undefined ? '' : `validation ${validLoss.toFixed(3)} bits per dimension`),
  outcome: ({ curve }) => `${curve.bpd.at(-1)?.toFixed(3)} bits per dimension of validation images`,
});

const posteriorTask = (config: PosteriorConfig, digits: DigitSet): RowTask<PosteriorRun> => ({
  key: config,
  schema: posteriorRunSchema,
  name: `${config.flow} K=${depthOf(config)}, ${config.steps} updates`,
  words: [config.flow],
  steps: config.steps,
  make: (hooks) => runPosterior(config, digits, hooks),
  progress: ({ bound, validLoss }) =>
    `bound ${bound!.toFixed(2)} nats${validLoss === undefined ? '' : `, validation ${validLoss.toFixed(2)}`}`,
  outcome: ({ row: { nll, bound } }) => `−ln p(x) ${nll.toFixed(2)}, bound ${bound.toFixed(2)} nats`,
});

interface Done {
  gaussians: GaussianRun[];
  densities: ImageDensityRun[];
  posteriors: PosteriorRun[];
}

function gaussianRuns(data: ImageDensityData): GaussianRun[] {
  return fittedGaussians(data).map(({ family, params, logProb }) => ({
    family,
    params,
    perImage: Array.from(logProb, (value, i) => Number(bitsPerDimension(value, data.test.logVolume[i]!).toFixed(6))),
  }));
}

function bodyOf({ gaussians, densities, posteriors }: Done) {
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
