import { Command } from 'commander';
import { type LayersOptions, layersStudy } from '../studies/flow-layers/study.js';

/** `vinf study layers`: what a few planar and radial layers make of two densities. */
export function layersCommand(): Command {
  return new Command('layers')
    .description('Densities after 1, 2 and 10 planar and radial layers; writes report/results/flow-layers.json')
    .option('--again', 'compute a result anew that is there, as after a change to a flow')
    .action(async (options: Pick<LayersOptions, 'again'>) => {
      const { rows } = await layersStudy(options);
      process.stdout.write(`${rows.length} densities in report/results/flow-layers.json\n`);
    });
}
