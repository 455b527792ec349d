import { Command } from 'commander';
import { mnistStudy, type ProfileName, profiles } from '../experiments/index.js';
import { engineNames } from '../training/index.js';
import { oneOf } from './options.js';
import { studyProgress } from './progress.js';
import { analysisCommand } from './study-analysis.js';
import { convolutionCommand } from './study-convolution.js';
import { layersCommand } from './study-layers.js';
import { densities2dCommand, targets2dCommand } from './study-plane.js';

/** `vinf study`: the experiments behind the report. */
export function studyCommand(): Command {
  const mnist = new Command('mnist')
    .description('Train and measure DLGMs on binarised MNIST; writes report/results/mnist-<profile>.json')
    .option(
      '--profile <name>',
      Object.keys(profiles).join(', '),
      oneOf(Object.keys(profiles) as ProfileName[]),
      'quick',
    )
    .option('--engine <name>', engineNames.join(', '), oneOf(engineNames), 'auto')
    .action(async ({ profile, engine }) => {
      const { rows } = await mnistStudy(profile, { engine, ...studyProgress(boundNote) });
      for (const { family, K, bound, nll } of rows) {
        process.stdout.write(`${family} K=${K}: bound ${bound.toFixed(2)}, −ln p(x) ${nll.toFixed(2)} nats\n`);
      }
    });
  return new Command('study')
    .description('Run an experiment of the report')
    .addCommand(mnist)
    .addCommand(analysisCommand())
    .addCommand(targets2dCommand())
    .addCommand(densities2dCommand())
    .addCommand(convolutionCommand())
    .addCommand(layersCommand());
}

function boundNote({ bound, validLoss }: Record<string, number>): string {
  const held = validLoss === undefined ? '' : `, validation ${validLoss.toFixed(2)}`;
  return `bound ${bound!.toFixed(2)} nats${held}`;
}
