import { Command } from 'commander';
import { type EngineName, engineNames } from '../engine/index.js';
import { type DlgmConfig, layersOf } from '../runs/index.js';
import { type ProfileName, profiles } from '../studies/mnist/config.js';
import { mnistResultName, mnistStudy } from '../studies/mnist/study.js';
import { runJobs } from './jobs.js';
import { oneOf, onlyThose, wholeNumber } from './options.js';
import { studyProgress } from './progress.js';

interface MnistFlags {
  profile: ProfileName;
  engine: EngineName;
  only: string[];
  jobs: number;
}

/** `vinf study mnist`: deep latent Gaussian models with many flows. */
export function mnistCommand(): Command {
  const names = Object.keys(profiles) as ProfileName[];
  return new Command('mnist')
    .description('Train and measure DLGMs on binarised MNIST; writes report/results/mnist.json or -quick.json')
    .option('--profile <name>', names.join(', '), oneOf(names), 'quick')
    .option('--engine <name>', engineNames.join(', '), oneOf(engineNames), 'auto')
    .option('--only <words...>', 'only models to which all words apply, such as: planar K80 seed0', [])
    .option(
      '--jobs <count>',
      'processes that train at the same time, with a share of the cores each',
      wholeNumber(1),
      1,
    )
    .action(async ({ profile, engine, only, jobs }: MnistFlags) => {
      const { configs, variants } = profiles[profile];
      const isWanted = onlyThose(only, [...configs, ...variants], wordsOf);
      const words = only.length > 0 ? ['--only', ...only] : [];
      if (jobs > 1) await runJobs(jobs, ['study', 'mnist', '--profile', profile, '--engine', engine, ...words]);
      const { rows, meta } = await mnistStudy(profile, {
        engine,
        only: isWanted,
        ...studyProgress(boundNote),
      });
      for (const { family, K, seed, bound, nll } of rows) {
        const name = `${family} K=${K}, seed ${seed}`;
        process.stdout.write(`${name}: bound ${bound.toFixed(2)}, −ln p(x) ${nll.toFixed(2)} nats\n`);
      }
      if (meta.partial) process.stdout.write(`report/results/${mnistResultName(profile)}.json: ${meta.partial}\n`);
    });
}

const wordsOf = (config: DlgmConfig): string[] => {
  const { flow, seed, optimiser, annealing } = config;
  return [flow, `K${layersOf(config)}`, `seed${seed}`, optimiser, annealing];
};

function boundNote({ bound, validLoss }: Record<string, number>): string {
  const held = validLoss === undefined ? '' : `, validation ${validLoss.toFixed(2)}`;
  return `bound ${bound!.toFixed(2)} nats${held}`;
}
