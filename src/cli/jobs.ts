import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { UserError } from '../errors.js';

/**
 * Runs one command line of this program in several processes at once, each with its share of the cores; what they say
 * comes out line by line, with the number of the process in front.
 * @throws UserError if one of them fails
 */
export async function runJobs(count: number, args: readonly string[]): Promise<void> {
  const threads = Math.max(1, Math.floor(availableParallelism() / count));
  const ends = Array.from({ length: count }, (_, i) => job(i + 1, threads, args));
  const codes = await Promise.all(ends);
  const failed = codes.findIndex((code) => code !== 0);
  if (failed >= 0) throw new UserError(`Process ${failed + 1} of ${count} failed; what it said is above`);
}

function job(number: number, threads: number, args: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, VINF_THREADS: process.env.VINF_THREADS ?? String(threads) },
  });
  createInterface({ input: child.stderr! }).on('line', (line) => process.stderr.write(`[${number}] ${line}\n`));
  return new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
}
