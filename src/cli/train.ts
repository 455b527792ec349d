import { join } from 'node:path';
import { Command } from 'commander';
import { backendNames } from '../engine/index.js';
import { type DlgmConfig, defaultConfig, families, runsFolder, trainDlgm } from '../experiments/index.js';
import { type EngineName, engineNames } from '../training/index.js';
import { oneOf, positiveNumber, wholeNumber } from './options.js';
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
  const d = defaultConfig;
  return new Command('train')
    .description('Train a deep latent Gaussian model on binarised digits; Ctrl-C keeps a checkpoint')
    .option(
      '--data <name>',
      'mnist, synthetic, or auto: MNIST where it can be had',
      oneOf(['auto', 'mnist', 'synthetic']),
      d.data,
    )
    .option('--binarisation <kind>', 'fixed or dynamic', oneOf(['fixed', 'dynamic']), d.binarisation)
    .option('--folder <path>', 'folder that holds the data files')
    .option(
      '--flow <name>',
      `flow of the posterior: ${Object.keys(families).join(', ')}`,
      oneOf(Object.keys(families)),
      d.flow,
    )
    .option('--layers <count>', 'K, how many flow layers', wholeNumber(1, 1000), d.layers)
    .option('--latent <count>', 'D, how many latents', wholeNumber(1, 10_000), d.latent)
    .option('--hidden <list>', 'units of the hidden layers before the maxout, such as 400,400', widths, d.hidden)
    .option('--batch <count>', 'images per update', wholeNumber(1, 10_000), d.batch)
    .option('--steps <count>', 'updates', wholeNumber(1), d.steps)
    .option('--seed <number>', 'of everything random', wholeNumber(0, 2 ** 32 - 1), d.seed)
    .option('--optimiser <name>', 'adam or rmsprop', oneOf(['adam', 'rmsprop']), d.optimiser)
    .option('--learning-rate <number>', 'step size', positiveNumber(1), d.learningRate)
    .option('--annealing <kind>', 'energy (2015 paper), kl or none', oneOf(['energy', 'kl', 'none']), d.annealing)
    .option(
      '--annealing-steps <count>',
      'updates until β = 1 (default: 10000, or half of --steps if that is less)',
      wholeNumber(1),
    )
    .option('--validate-every <count>', 'updates between validations', wholeNumber(1), d.validateEvery)
    .option('--engine <name>', engineNames.join(', '), oneOf(engineNames), 'auto')
    .option(
      '--backend <name>',
      `of eager tensors: ${backendNames.join(', ')} (default: the fastest that loads)`,
      oneOf(backendNames),
    )
    .option('--name <name>', 'name of the run (default: made from flow, layers and seed)')
    .option('--json', 'print the result as JSON, no progress')
    .action(async ({ name, folder, engine, backend, json, ...flags }: Flags) => {
      const annealingSteps = flags.annealingSteps ?? Math.min(d.annealingSteps, Math.ceil(flags.steps / 2));
      const config: DlgmConfig = { ...flags, annealingSteps };
      const path = join(runsFolder(), name ?? `${config.flow}-${config.layers}-seed${config.seed}`);
      await train({ steps: config.steps, json }, (job) => trainDlgm(path, config, { ...job, engine, folder, backend }));
    });
}

function widths(text: string): number[] {
  return text.split(',').map(wholeNumber(4, 100_000));
}
