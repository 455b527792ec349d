import { Command } from 'commander';
import { analysisCommand } from './study-analysis.js';
import { convolutionCommand } from './study-convolution.js';
import { layersCommand } from './study-layers.js';
import { mnistCommand } from './study-mnist.js';
import { densities2dCommand, targets2dCommand } from './study-plane.js';

/** `vinf study`: the experiments behind the report. */
export function studyCommand(): Command {
  return new Command('study')
    .description('Run an experiment of the report')
    .addCommand(mnistCommand())
    .addCommand(analysisCommand())
    .addCommand(targets2dCommand())
    .addCommand(densities2dCommand())
    .addCommand(convolutionCommand())
    .addCommand(layersCommand());
}
