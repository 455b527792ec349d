import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../errors.js';
import { fileError } from '../files/index.js';
import { type FamilyName, familiesHelp, familyNames } from './density/families.js';
import { type FitFlags, fitTable } from './density/fit-table.js';
import { checkOut } from './density/tables.js';
import { oneOf, positiveNumber, share, wholeNumber } from './options.js';
import { outlined } from './outlines.js';

type Flags = Omit<FitFlags, 'out'> & { out?: string; again?: boolean };

/** `vinf fit`: a density of the rows of a CSV. */
export function fitCommand(): Command {
  return outlined('fit')
    .option('--columns <names>', 'columns that are modelled, such as a,b (default: all but those of --given)', listOf)
    .option('--given <names>', 'columns that the density is conditional on, such as c,d', listOf)
    .option<FamilyName>(
      '--flow <name>',
      `${familiesHelp} (default: spline-coupling, or spline-maf for one column)`,
      oneOf(familyNames),
    )
    .option(
      '--layers <count>',
      'K, how many flow layers (default: 4; of planar and radial 8, of continuous 16)',
      wholeNumber(1, 1000),
    )
    .option('--steps <count>', 'updates at most', wholeNumber(1), 4000)
    .option('--seed <number>', 'of everything random', wholeNumber(0, 2 ** 32 - 1), 0)
    .option('--validation <share>', 'of rows that are held out and say when to stop, 0: none', share, 0.1)
    .option('--jitter <size>', jitterHelp, positiveNumber(1))
    .option('--out <file>', 'file to write (default: name of the CSV with .safetensors)')
    .option('--again', 'write a file anew that is there')
    .option('--json', 'print the result as JSON, no progress')
    .action(async (path: string, { out = defaultFile(path), again, ...flags }: Flags) => {
      checkOut(out, [path]);
      await checkPlace(out, again === true);
      await fitTable(path, { ...flags, out });
    });
}

const jitterHelp =
  'fresh noise on the rows of each update, in standard deviations of the column, for columns of few values';

const listOf = (text: string): string[] => text.split(',').map((name) => name.trim());

/** In the folder in which the command runs. */
function defaultFile(path: string): string {
  if (path === '-') throw new UserError('A density of stdin needs a name: give one with --out');
  return `${basename(path).replace(/\.[^.]+$/, '')}.safetensors`;
}

/** A long fit should not end at a place that cannot be written. */
async function checkPlace(out: string, again: boolean): Promise<void> {
  const there = await stat(out).catch(() => undefined);
  if (there?.isDirectory()) throw new UserError(`Cannot write ${out}: it is a folder`);
  if (there && !again) throw new UserError(`${out} is there already; --again writes it anew, --out names another file`);
  for (let folder = dirname(resolve(out)); ; folder = dirname(folder)) {
    try {
      return await access(`${folder}${sep}`, constants.W_OK);
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT' && folder !== dirname(folder);
      if (!missing) throw fileError(error, out, 'write');
    }
  }
}
