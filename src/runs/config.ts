import { join } from 'node:path';
import { z } from 'zod';
import { expected, UserError } from '../errors.js';
import { checked, restoreFromCopy } from '../files/checked.js';
import { type Dlgm, dlgm } from '../models/index.js';
import { type Annealing, type GradientKind, gradientKinds } from '../objectives/index.js';
import { cosineDecay } from '../problem/cosine-decay.js';
import { adam, type Optimiser, rmsprop } from '../problem/index.js';
import { readConfig } from '../training/index.js';
import { familyOf } from './families.js';

/** Everything that decides a DLGM run; written to the run's `config.json`. */
export interface DlgmConfig {
  /** `auto`, `mnist`, `synthetic`, or the path of images of one's own; see `loadDigits`. */
  data: string;
  binarisation: 'fixed' | 'dynamic';
  /** Training images at most; a fifth as many for validation and for test. */
  images: number;
  /** Name of a family. */
  flow: string;
  /** K */
  layers: number;
  /** D */
  latent: number;
  /** Units of each hidden layer before the maxout. */
  hidden: number[];
  batch: number;
  steps: number;
  seed: number;
  optimiser: 'adam' | 'rmsprop';
  learningRate: number;
  /** `cosine`: the rate falls to a hundredth over the second half of the updates; for Adam. */
  schedule: 'constant' | 'cosine';
  annealing: Annealing;
  /** Updates until β = 1. */
  annealingSteps: number;
  /** Sizes of the stochastic layers, from the one next to the data, adding up to D. Default one layer of D. */
  latents?: number[] | undefined;
  /** k, draws for each image: with more than one the importance-weighted bound is minimised. Default 1. */
  draws?: number | undefined;
  /** Updates by the plain bound before there are k draws. Default 0. */
  drawsFrom?: number | undefined;
  /** Images per update with k draws. Default ⌈2·batch/(k + 1)⌉, at about the cost of an update with one. */
  drawsBatch?: number | undefined;
  /** How the gradient of the posterior's log-density is taken. Default `total`. */
  gradient?: GradientKind | undefined;
  /** Share of the old in a moving average of the weights, which is then the model. Default: no averaging. */
  averaging?: number | undefined;
  validateEvery: number;
  /** Validations without a better bound after which training stops; 0 for never. */
  patience: number;
  checkpointEvery: number;
  /** Height and width of the images in pixels, which training takes from the data. Default 28 × 28. */
  imageSize?: readonly [height: number, width: number] | undefined;
}

/** What a run's `config.json` holds: its config, and what it was begun with. */
export interface RunRecord extends DlgmConfig {
  /** The digits, as their description says. */
  digits: string;
  /** Of images of one's own: SHA-256 of their content. */
  dataSha256?: string | undefined;
}

const configShape = {
  ...{ data: z.string(), binarisation: z.enum(['fixed', 'dynamic']), images: z.number() },
  ...{ flow: z.string(), layers: z.number(), latent: z.number(), hidden: z.array(z.number()) },
  ...{ batch: z.number(), steps: z.number(), seed: z.number() },
  ...{ optimiser: z.enum(['adam', 'rmsprop']), learningRate: z.number(), schedule: z.enum(['constant', 'cosine']) },
  ...{ annealing: z.enum(['energy', 'kl', 'none']), annealingSteps: z.number() },
  ...{ latents: z.array(z.number()).optional(), draws: z.number().optional(), drawsFrom: z.number().optional() },
  ...{
    drawsBatch: z.number().optional(),
    gradient: z.enum(gradientKinds).optional(),
    averaging: z.number().optional(),
  },
  ...{ validateEvery: z.number(), patience: z.number(), checkpointEvery: z.number() },
  imageSize: z.tuple([z.number(), z.number()]).optional(),
};

/** The shape of a config; `modelOf` checks the ranges of its numbers. */
export const dlgmConfigSchema: z.ZodType<DlgmConfig> = z.object(configShape);
const runRecordSchema: z.ZodType<RunRecord> = z.object({
  ...configShape,
  digits: z.string(),
  dataSha256: z.string().optional(),
});

// Deviation: Adam at 1e-3 in place of RMSprop at 1e-5, which needs 500,000 updates; `--optimiser rmsprop` is the paper's setting.
/** What `vinf train` trains if nothing is asked for. */
export const defaultConfig: DlgmConfig = {
  data: 'auto',
  binarisation: 'fixed',
  images: 50_000,
  flow: 'planar',
  layers: 10,
  latent: 40, // §6.2
  hidden: [400], // §6.2
  batch: 100, // §6.2
  steps: 10_000,
  seed: 0,
  optimiser: 'adam',
  learningRate: 1e-3,
  schedule: 'constant',
  annealing: 'energy',
  annealingSteps: 10_000, // eq. 20
  validateEvery: 1000,
  patience: 0,
  checkpointEvery: 250,
};

/** K of a config: a model without a flow has no layers. */
export const depthOf = ({ flow, layers }: Pick<DlgmConfig, 'flow' | 'layers'>): number =>
  flow === 'identity' ? 0 : layers;

/** Height and width of the images of a config, in pixels. */
export const imageSizeOf = ({ imageSize = [28, 28] }: Pick<DlgmConfig, 'imageSize'>): readonly [number, number] =>
  imageSize;

/** A config from a file, with the defaults for what it does not say. @throws UserError naming file and place */
export function configFrom(content: unknown, path: string): DlgmConfig {
  const own = checked(z.record(z.string(), z.unknown()), content, path, restoreFromCopy);
  return checked(dlgmConfigSchema, { ...defaultConfig, ...own }, path, restoreFromCopy);
}

/** What runs did that were begun before there were these options. */
const laterOptions = { digits: '', schedule: 'constant', patience: 0 };

/** What the `config.json` of a run folder holds. @throws UserError if there is none or it is not one */
export const runRecord = async (path: string): Promise<RunRecord> =>
  checked(
    runRecordSchema,
    { ...laterOptions, ...(await readConfig(path)) },
    join(path, 'config.json'),
    restoreFromCopy,
  );

/** A part of a training: one objective up to some update. */
export interface Phase {
  /** Updates in all when it ends. */
  steps: number;
  /** Images per update. */
  batch: number;
  /** k, draws for each image. */
  draws: number;
}

/** What a config trains by, one after the other. */
export function phasesOf({ steps, batch, draws = 1, drawsFrom = 0, drawsBatch }: DlgmConfig): Phase[] {
  const plain = { steps: draws > 1 ? Math.min(drawsFrom, steps) : steps, batch, draws: 1 };
  const weighted = { steps, batch: drawsBatch ?? Math.ceil((2 * batch) / (draws + 1)), draws };
  return [plain, weighted].filter((phase, i, all) => phase.steps > (all[i - 1]?.steps ?? 0));
}

/** The model of a config. @throws UserError for an unknown flow or a number out of range */
export function modelOf(config: DlgmConfig): Dlgm {
  checkConfig(config);
  const { latents, hidden } = config;
  const family = familyOf(config.flow);
  try {
    const flow = family.make(config.latent, config.layers, config.seed);
    const [height, width] = imageSizeOf(config);
    return dlgm({ flow, dataDim: height * width, hidden, amortised: family.amortised, ...(latents && { latents }) });
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(error.message); // A number of the config is out of range.
    throw error;
  }
}

/** The optimiser of a config, with its schedule. */
export function optimiserOf({ optimiser, learningRate, schedule, steps }: DlgmConfig): Optimiser {
  if (optimiser === 'rmsprop') return rmsprop({ learningRate });
  return adam({ learningRate: schedule === 'cosine' ? cosineDecay({ learningRate, steps }) : learningRate });
}

/** What is a whole number in a config, and from what on. */
const counts = {
  ...{ images: 1, layers: 1, latent: 1, batch: 1, steps: 1, annealingSteps: 1, validateEvery: 1, checkpointEvery: 1 },
  ...{ patience: 0, draws: 1, drawsFrom: 0, drawsBatch: 1 },
} as const satisfies Partial<Record<keyof DlgmConfig, number>>;

function checkConfig(config: DlgmConfig): void {
  familyOf(config.flow);
  for (const [name, least] of Object.entries(counts)) {
    const value = config[name as keyof typeof counts];
    if (value === undefined || (Number.isInteger(value) && value >= least)) continue;
    throw new UserError(expected(name, `be a whole number of at least ${least}`, value));
  }
  for (const length of imageSizeOf(config)) {
    if (Number.isInteger(length) && length >= 1) continue;
    throw new UserError(expected('imageSize', 'be two whole numbers of at least 1', config.imageSize));
  }
  for (const { batch, draws } of phasesOf(config)) {
    if (batch <= config.images) continue;
    const wanted = `be at most the ${config.images} training images`;
    throw new UserError(expected(draws > 1 ? 'drawsBatch' : 'batch', wanted, batch));
  }
  if (config.optimiser === 'rmsprop' && config.schedule !== 'constant') {
    throw new UserError(expected('schedule of rmsprop', 'be constant', config.schedule));
  }
  if (!(config.learningRate > 0 && config.learningRate <= 1)) {
    throw new UserError(expected('learningRate', 'be above 0 and at most 1', config.learningRate));
  }
  const { averaging = 0 } = config;
  if (!(averaging >= 0 && averaging < 1)) throw new UserError(expected('averaging', 'be from 0 to below 1', averaging));
}
