import { Command } from 'commander';
import { analysisProfiles } from '../studies/mnist-analysis/sizes.js';
import { analysisNames, mnistAnalysis } from '../studies/mnist-analysis/study.js';
import { oneOf } from './options.js';

/** `vinf study mnist-analysis`: what the models of the MNIST study are like. */
export function analysisCommand(): Command {
  return new Command('mnist-analysis')
    .description(
      'Compare and look into the models of `vinf study mnist`; writes report/results/mnist-analysis.json or -quick.json',
    )
    .option('--profile <name>', analysisProfiles.join(', '), oneOf(analysisProfiles), 'quick')
    .action(async ({ profile }) => {
      const onMessage = (message: string) => void process.stderr.write(`${message}\n`);
      const { runs, comparisons } = await mnistAnalysis(profile, { onMessage });
      const file = `report/results/${analysisNames(profile).analysis}.json`;
      process.stdout.write(`${file}: ${runs.length} models, ${comparisons.length} comparisons\n`);
    });
}
