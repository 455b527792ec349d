import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { dataNames } from '../data/digit-set.js';
import type { EngineName } from '../engine/index.js';
import { gradientKinds } from '../objectives/index.js';
import { type DlgmConfig, defaultConfig, families, runsFolder, trainDlgm } from '../runs/index.js';
import { dataHelp, dataPlace, folderName, oneOf, positiveNumber, runOptions, share, wholeNumber } from './options.js';
import { outlined } from './outlines.js';
import { train } from './train-job.js';

type Flags = Omit<DlgmConfig, 'annealingSteps'> & {
  annealingSteps?: number;
  name?: string;
  folder?: string;
  engine: EngineName;
  backend?: string;
  json?: boolean;
};

/** `vinf train`: a new run. */
export function trainCommand(): Command {
  const command = outlined('train');
  return runOptions(trainingOptions(modelOptions(dataOptions(command))))
    .option(
      '--name <name>',
      'name of the run (default: made from flow, layers and seed, and of images of your own their folder)',
      folderName,
    )
    .action(async ({ name, folder, engine, backend, json, ...flags }: Flags) => {
      const annealingSteps = flags.annealingSteps ?? Math.min(d.annealingSteps, Math.ceil(flags.steps / 2));
      const latent = flags.latents?.reduce((sum, size) => sum + size, 0) ?? flags.latent;
      const config: DlgmConfig = { ...flags, latent, annealingSteps };
      const path = join(runsFolder(), name ?? defaultName(config));
      await train({ steps: config.steps, json }, (job) => trainDlgm(path, config, { ...job, engine, folder, backend }));
    });
}

const d = defaultConfig;

/** With the last part of the path of images of one's own, in letters that every file system takes. */
function defaultName({ data, flow, layers, seed }: DlgmConfig): string {
  const model = `${flow}-${layers}-seed${seed}`;
  if ((dataNames as readonly string[]).includes(data)) return model;
  return `${basename(data)
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 50)}-${model}`;
}

const dataOptions = (command: Command): Command =>
  command
    .option('--data <place>', dataHelp, dataPlace, d.data)
    .option('--binarisation <kind>', 'fixed or dynamic', oneOf(['fixed', 'dynamic']), d.binarisation)
    .option('--images <count>', 'training images at most', wholeNumber(1), d.images);

function modelOptions(command: Command): Command {
  const names = Object.keys(families);
  return command
    .option('--flow <name>', `flow of the posterior: ${names.join(', ')}`, oneOf(names), d.flow)
    .option('--layers <count>', 'K, how many flow layers', wholeNumber(1, 1000), d.layers)
    .option('--latent <count>', 'D, how many latents', wholeNumber(1, 10_000), d.latent)
    .option('--latents <list>', 'sizes of several stochastic layers, such as 30,10; D is their sum', listFrom(1))
    .option('--hidden <list>', 'units of the hidden layers before the maxout, such as 400,400', listFrom(4), d.hidden);
}

const trainingOptions = (command: Command): Command =>
  command
    .option('--batch <count>', 'images per update', wholeNumber(1, 10_000), d.batch)
    .option('--steps <count>', 'updates', wholeNumber(1), d.steps)
    .option('--seed <number>', 'of everything random', wholeNumber(0, 2 ** 32 - 1), d.seed)
    .option('--optimiser <name>', 'adam or rmsprop', oneOf(['adam', 'rmsprop']), d.optimiser)
    .option('--learning-rate <number>', 'step size', positiveNumber(1), d.learningRate)
    .option('--schedule <kind>', 'of the step size: constant or cosine', oneOf(['constant', 'cosine']), d.schedule)
    .option('--annealing <kind>', 'energy (2015 paper), kl or none', oneOf(['energy', 'kl', 'none']), d.annealing)
    .option('--annealing-steps <count>', annealingHelp, wholeNumber(1))
    .option('--draws <count>', 'k, draws for each image; above 1: importance-weighted bound', wholeNumber(1, 1000), 1)
    .option('--draws-from <count>', 'updates by the plain bound before there are k draws', wholeNumber(0), 0)
    .option('--draws-batch <count>', drawsBatchHelp, wholeNumber(1, 10_000))
    .option('--gradient <kind>', `of ln q: ${gradientKinds.join(', ')}`, oneOf(gradientKinds), 'total')
    .option('--averaging <share>', 'of the old in a moving average of the weights, 0: none', share, 0)
    .option('--validate-every <count>', 'updates between validations', wholeNumber(1), d.validateEvery)
    .option('--patience <count>', 'validations without progress until it stops, 0: never', wholeNumber(0), d.patience)
    .option('--checkpoint-every <count>', 'updates between checkpoints', wholeNumber(1), d.checkpointEvery);

const drawsBatchHelp = 'images per update with k draws (default: so many that an update takes as long as with one)';
const annealingHelp = 'updates until β = 1 (default: 10000, or half of --steps if that is less)';

const listFrom = (least: number) => (text: string) => text.split(',').map(wholeNumber(least, 100_000));
