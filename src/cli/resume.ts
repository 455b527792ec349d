import type { Command } from 'commander';
import { dlgmConfigOf, resumeDlgm, runPath } from '../runs/index.js';
import { dataPlace, movedDataHelp, runOptions, wholeNumber } from './options.js';
import { outlined } from './outlines.js';
import { train } from './train-job.js';

/** `vinf resume`: goes on with a run. */
export function resumeCommand(): Command {
  const command = outlined('resume')
    .option('--steps <count>', 'a new total number of updates', wholeNumber(1))
    .option('--data <place>', movedDataHelp, dataPlace);
  return runOptions(command).action(async (name: string, { steps, json, ...options }) => {
    const path = await runPath(name);
    const total = steps ?? (await dlgmConfigOf(path)).steps;
    await train({ steps: total, json }, (job) => resumeDlgm(path, { ...job, ...options, steps: total }));
  });
}
