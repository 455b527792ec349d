import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { project } from './folders.js';

/** How a process ended, and what it wrote. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts this Node.js, in the project's folder if no other is named; `['--import', 'tsx', …]` for TypeScript. */
export function startNode(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = project) {
  return spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
}

/** Runs this Node.js to its end. */
export const runNode = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
  finished(startNode(args, env));

/** Waits for the end of a process that has just been started. */
export function finished(child: ChildProcess): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (data) => {
    stdout += data;
  });
  child.stderr!.on('data', (data) => {
    stderr += data;
  });
  return new Promise((done) => child.once('close', (code) => done({ code, stdout, stderr })));
}

/** The processes below a process, at any depth. */
export function descendants(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.filter(([, ppid]) => ppid === parent).flatMap(([child]) => [child!, ...below(child!)]);
  return below(pid);
}

/** Whether a process runs; one that has ended and waits to be collected does not. */
export function isAlive(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}

/** Asks again and again until it holds; false after so many milliseconds. */
export async function eventually(holds: () => boolean, milliseconds = 10_000): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > end) return false;
    await new Promise((done) => setTimeout(done, 50));
  }
  return true;
}
