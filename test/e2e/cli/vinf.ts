import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
if (!existsSync(main)) throw new Error('The command line is not built: run `npm run build` first');

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the built `vinf` command with a data folder of its own. */
export function start(home: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [main, ...args], { env: { ...process.env, VINF_HOME: home } });
}

/** Runs it to its end. */
export function vinf(home: string, args: readonly string[]): Promise<Outcome> {
  return finished(start(home, args));
}

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
