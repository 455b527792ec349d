import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { project } from '../../support/folders.js';
import { finished, type Outcome, startNode } from '../../support/processes.js';

/** The command's entry point. */
export const main = join(project, 'dist/cli/main.js');
if (!existsSync(main)) throw new Error('The command line is not built: run `npm run build` first');

/** Starts the built `vinf` command with a data folder of its own; studies write their results below `cwd`. */
export const start = (home: string, args: readonly string[], cwd?: string) =>
  startNode([main, ...args], { VINF_HOME: home }, cwd);

/** Runs it to its end. */
export const vinf = (home: string, args: readonly string[], cwd?: string): Promise<Outcome> =>
  finished(start(home, args, cwd));

/** A run that takes a second or two. */
export const smallRun = [
  '--data',
  'synthetic',
  '--images',
  '100',
  '--flow',
  'planar',
  '--layers',
  '2',
  '--latent',
  '3',
].concat(['--hidden', '16', '--batch', '10', '--validate-every', '200']);
