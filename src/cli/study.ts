import { Command } from 'commander';
import { mnistStudy, type ProfileName, profiles } from '../experiments/index.js';
import { engineNames } from '../training/index.js';
import { oneOf } from './options.js';
import { progress } from './progress.js';

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
      const total = Math.max(...profiles[profile as ProfileName].configs.map(({ steps }) => steps));
      const bar = progress({ total });
      const onRow = ({ step, bound }: { step: number; bound?: number }) =>
        bar.update(step, `bound ${bound!.toFixed(2)} nats`);
      const { rows } = await mnistStudy(profile, { engine, onMessage: bar.say, onWarning: bar.say, onRow });
      bar.end();
      for (const { family, K, bound, nll } of rows) {
        process.stdout.write(`${family} K=${K}: bound ${bound.toFixed(2)}, −ln p(x) ${nll.toFixed(2)} nats\n`);
      }
    });
  return new Command('study').description('Run an experiment of the report').addCommand(mnist);
}
