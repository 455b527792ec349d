import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { dataNames, isPlace } from '../data/digit-set.js';
import { backendNames, engineNames } from '../engine/index.js';
import { closest } from '../errors.js';

/** A parser of whole numbers for an option, with its range in the complaint. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`Expected a whole number ${range}, got ${text}.`);
  };
}

/** A parser of numbers above zero for an option. */
export function positiveNumber(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value > 0 && value <= most) return value;
    throw new InvalidArgumentError(`Expected a number above 0 and at most ${most}, got ${text}.`);
  };
}

/** A parser of a share from 0 to below 1 for an option. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError(`Expected a number from 0 to below 1, got ${text}.`);
}

const longestName = 200; // bytes, of the 255 that file systems take

/** A parser of the name of a run, which is a folder beside those of other runs. */
export function folderName(text: string): string {
  const isName = !/[/\\\p{Cc}]|^\.*$|^\s|\s$/u.test(text) && Buffer.byteLength(text) <= longestName;
  if (isName) return text;
  const wanted = `a name of at most ${longestName} bytes, not of dots alone, without slashes, control characters or spaces at its ends`;
  throw new InvalidArgumentError(`Expected ${wanted}, got ${text === '' ? 'nothing' : JSON.stringify(text)}.`);
}

/** A parser of one of several names, with the closest one in the complaint. */
export function oneOf<T extends string>(names: readonly T[]): (text: string) => T {
  return (text) => {
    if ((names as readonly string[]).includes(text)) return text as T;
    throw new InvalidArgumentError(`Did you mean "${closest(text, names)}"? Known: ${names.join(', ')}.`);
  };
}

/** The options of every command that computes with digits: `folder`, `engine`, `backend` and `json`. */
export function runOptions(command: Command): Command {
  const backends = `of eager tensors: ${backendNames.join(', ')} (default: the fastest that loads)`;
  return command
    .option('--folder <path>', folderHelp)
    .option('--engine <name>', engineNames.join(', '), oneOf(engineNames), 'auto')
    .option('--backend <name>', backends, oneOf(backendNames))
    .option('--json', 'print the result as JSON, no progress');
}

/** A parser of `--data`: one of the names, or the path of a folder or file. */
export function dataPlace(text: string): string {
  if ((dataNames as readonly string[]).includes(text)) return text;
  if (isPlace(text)) return resolve(text);
  const known = `${dataNames.join(', ')}, or a folder or file of IDX images, which ${JSON.stringify(text)} is not`;
  throw new InvalidArgumentError(`Did you mean "${closest(text, dataNames)}"? Known: ${known}.`);
}

/** Help for `--data`. */
export const dataHelp =
  'mnist, synthetic, auto: MNIST where it can be had; or a folder or file of IDX images, of any names and any one size';

/** Help for `--data` of a run. */
export const movedDataHelp = 'where the IDX images of the run are now, if not where they were; they must be the same';

/** Help for `--folder`. */
export const folderHelp =
  'folder that holds the files of MNIST, under their own names and checked; for others see --data';
