import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { UserError } from '../errors.js';
import { exitCodes } from './exit-codes.js';
import { beforeEnd } from './stop.js';

/**
 * Runs one command line of this program in several processes at once, each with its share of the cores; what they say
 * comes out line by line, with the number of the process in front. They stop when the signal comes, and when this
 * process ends, however that happens.
 * @throws UserError if one of them has met a mistake, Error if one fails
 */
export async function runJobs(count: number, args: readonly string[], signal: AbortSignal): Promise<void> {
  const threads = Math.max(1, Math.floor(availableParallelism() / count));
  const children = Array.from({ length: count }, () => job(threads, args));
  const stop = () => {
    for (const child of children) if (child.connected) child.disconnect(); // A signal may come from a cluster as well.
  };
  const endAtOnce = () => {
    for (const child of children) child.kill('SIGTERM');
  };
  signal.addEventListener('abort', stop);
  process.on('exit', endAtOnce);
  try {
    const ends = Promise.all(children.map((child, i) => endOf(child, i + 1)));
    beforeEnd(ends);
    const codes = await ends;
    if (!signal.aborted) checkCodes(codes);
  } finally {
    signal.removeEventListener('abort', stop);
    process.off('exit', endAtOnce);
  }
}

/** The channel tells a process when this one is gone, even if it was killed. */
const job = (threads: number, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, VINF_THREADS: process.env.VINF_THREADS ?? String(threads) },
  });

/** Not its `close`: a process whose channel was disconnected from here never has it. */
function endOf(child: ChildProcess, number: number): Promise<number | null> {
  const lines = createInterface({ input: child.stderr! });
  lines.on('line', (line) => process.stderr.write(`[${number}] ${line}\n`));
  const told = new Promise((resolve) => lines.once('close', resolve));
  const code = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
  return Promise.all([code, told]).then(([ending]) => ending);
}

/** A process that is without the rows of the others has done its work. */
function checkCodes(codes: readonly (number | null)[]): void {
  const failed = codes.findIndex((code) => code !== exitCodes.done && code !== exitCodes.partial);
  if (failed < 0) return;
  const message = `Process ${failed + 1} of ${codes.length} failed; what it said is above`;
  throw codes[failed] === exitCodes.mistake ? new UserError(message) : new Error(message);
}
