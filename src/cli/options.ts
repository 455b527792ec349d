import { type Command, InvalidArgumentError } from 'commander';
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
    .option('--folder <path>', 'folder that holds the data files')
    .option('--engine <name>', engineNames.join(', '), oneOf(engineNames), 'auto')
    .option('--backend <name>', backends, oneOf(backendNames))
    .option('--json', 'print the result as JSON, no progress');
}

/** Help for `--data`. */
export const dataHelp = 'mnist, synthetic, or auto: MNIST where it can be had';
