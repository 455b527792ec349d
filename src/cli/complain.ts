import { CommanderError } from 'commander';
import { firstLine, UserError } from '../errors.js';
import { exitCodes } from './exit-codes.js';

/** Lines of the stack that are shown of an error that nobody expected. */
const stackShown = 5;

/** Says on stderr what went wrong, in one line; where it is no mistake of the user, with our part of the stack. */
export function complain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.mistake;
  const mistake = isMistake(error);
  process.stderr.write(`vinf: ${oneLine(mistake ? error.message : firstLine(error))}\n`);
  if (!mistake && error instanceof Error) process.stderr.write(ownStack(error));
  return mistake ? exitCodes.mistake : exitCodes.failed;
}

/** What the library refuses came from the command line: its checks say what they expected. */
const isMistake = (error: unknown): error is Error =>
  error instanceof UserError ||
  ((error instanceof RangeError || error instanceof TypeError) && error.message.startsWith('Expected '));

/** Without commander's first word, and without characters that would do something to a terminal. */
export const oneLine = (text: string): string =>
  text
    .trim()
    .replace(/^error: /, '')
    .replace(/\p{Cc}/gu, ' ');

/** Without Node.js and other packages. */
function ownStack({ stack = '' }: Error): string {
  const own = stack.split('\n').filter((line) => /^\s+at /.test(line) && !/node:|node_modules/.test(line));
  return own
    .slice(0, stackShown)
    .map((line) => `${line}\n`)
    .join('');
}
