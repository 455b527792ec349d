import { Command } from 'commander';
import { type MnistStudyOptions, mnistStudy, type ProfileName, profiles } from '../experiments/index.js';
import { engineNames } from '../training/index.js';
import { oneOf } from './options.js';
import { progress } from './progress.js';
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
      const { rows } = await mnistStudy(profile, { engine, ...studyProgress() });
      for (const { family, K, bound, nll } of rows) {
        process.stdout.write(`${family} K=${K}: bound ${bound.toFixed(2)}, −ln p(x) ${nll.toFixed(2)} nats\n`);
      }
    });
  return new Command('study')
    .description('Run an experiment of the report')
    .addCommand(mnist)
    .addCommand(targets2dCommand())
    .addCommand(densities2dCommand())
    .addCommand(layersCommand());
}

/** One bar per model. */
function studyProgress(): MnistStudyOptions {
  let bar = progress({ total: 1 });
  const say = (message: string) => bar.say(message);
  return {
    onMessage: say,
    onWarning: say,
    onModel(name, steps) {
      say(name);
      bar = progress({ total: steps });
    },
    onRow({ step, bound, validLoss }) {
      const held = validLoss === undefined ? '' : `, validation ${validLoss.toFixed(2)}`;
      bar.update(step, `bound ${bound!.toFixed(2)} nats${held}`);
    },
  };
}
