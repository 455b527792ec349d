import { Command } from 'commander';
import { type EngineName, engineNames } from '../engine/index.js';
import {
  type ConvolutionProfileName,
  convolutionProfileNames,
  convolutionProfiles,
} from '../studies/convolution/config.js';
import { convolutionResultName, convolutionStudy } from '../studies/convolution/study.js';
import { checkWords, oneOf } from './options.js';
import { studyProgress } from './progress.js';

interface ConvolutionOptions {
  profile: ConvolutionProfileName;
  engine: EngineName;
  only: string[];
}

/** `vinf study convolution`: what convolutions buy, in images and as posteriors. */
export function convolutionCommand(): Command {
  return new Command('convolution')
    .description(
      'Convolutional flows on images and as posteriors; writes report/results/convolution.json or -quick.json',
    )
    .option('--profile <name>', convolutionProfileNames.join(', '), oneOf(convolutionProfileNames), 'quick')
    .option('--engine <name>', engineNames.join(', '), oneOf(engineNames), 'auto')
    .option('--only <families...>', 'only these families, such as: conv-circular real-nvp', [])
    .action(async ({ profile, engine, only }: ConvolutionOptions) => {
      const { densities, posteriors: models } = convolutionProfiles[profile];
      checkWords(only, ['gaussian', ...densities.map(({ family }) => family), ...models.map(({ flow }) => flow)]);
      const { rows, posteriors, meta } = await convolutionStudy(profile, {
        engine,
        only: (family) => only.length === 0 || only.includes(family),
        ...studyProgress(note),
      });
      for (const { family, bpd, params } of rows) {
        process.stdout.write(`${family}: ${bpd.toFixed(3)} bits per dimension, ${params} parameters\n`);
      }
      for (const { family, K, bound, nll } of posteriors) {
        process.stdout.write(`${family} K=${K}: bound ${bound.toFixed(2)}, −ln p(x) ${nll.toFixed(2)} nats\n`);
      }
      const file = `report/results/${convolutionResultName(profile)}.json`;
      process.stdout.write(`${file}${meta.partial ? `: partial (${meta.partial})` : ''}\n`);
    });
}

/** Density models are validated in bits, DLGMs in nats. */
function note({ bound, validLoss }: Record<string, number>): string {
  const held = validLoss === undefined ? '' : validLoss.toFixed(3);
  return bound === undefined
    ? `validation ${held} bits per dimension`
    : `bound ${bound.toFixed(2)} nats, validation ${held}`;
}
