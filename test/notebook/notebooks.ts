import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder inside the project, so that its notebooks find the library by name. */
export function scratchFolder(): { path: string; temporary: string; remove(): void } {
  const path = mkdtempSync(join(fileURLToPath(new URL('.', import.meta.url)), 'scratch-'));
  const temporary = mkdtempSync(join(tmpdir(), 'vinf-test-')); // short enough for the path of a Unix socket
  const remove = () => {
    for (const folder of [path, temporary]) rmSync(folder, { recursive: true, force: true });
  };
  return { path, temporary, remove };
}

/** Writes a notebook of code cells without ids, format 4.4, with `changes` made to it. */
export function writeCells(folder: string, name: string, sources: readonly string[], changes: object = {}): string {
  const cells = sources.map((source) => ({
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  }));
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4, ...changes }));
  return path;
}

export const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

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
