import { Command } from 'commander';
import { backendNames } from '../engine/index.js';
import { dlgmConfigOf, resumeDlgm, runPath } from '../experiments/index.js';
import { engineNames } from '../training/index.js';
import { oneOf, wholeNumber } from './options.js';
import { train } from './train-job.js';

/** `vinf resume`: goes on with a run. */
export function resumeCommand(): Command {
  return new Command('resume')
    .description('Go on with a run from its last checkpoint')
    .argument('<run>', 'name or folder of the run')
    .option('--steps <count>', 'a new total number of updates', wholeNumber(1))
    .option('--folder <path>', 'folder that holds the data files')
    .option('--engine <name>', engineNames.join(', '), oneOf(engineNames), 'auto')
    .option('--backend <name>', `of eager tensors: ${backendNames.join(', ')}`, oneOf(backendNames))
    .option('--json', 'print the result as JSON, no progress')
    .action(async (name: string, { steps, folder, engine, backend, json }) => {
      const path = await runPath(name);
      const total = steps ?? (await dlgmConfigOf(path)).steps;
      await train({ steps: total, json }, (job) => resumeDlgm(path, { ...job, steps: total, folder, engine, backend }));
    });
}
