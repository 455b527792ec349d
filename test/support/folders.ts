import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, onTestFinished, vi } from 'vitest';

/** The project's folder. */
export const project = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** A folder with these files, by relative path, that is gone after the test; for a test or a `beforeEach`. */
export function folderWith(files: Readonly<Record<string, string>> = {}): string {
  const folder = newFolder(tmpdir());
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** An empty folder, in the one for temporary files or another, that is gone after all tests of the file. */
export function sharedFolder(within = tmpdir()): string {
  const folder = newFolder(within);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Short, as the path of a kernel's Unix socket has to fit into 100 characters. */
const newFolder = (within: string): string => mkdtempSync(join(within, 'vinf-test-'));

/** Until the test ends, the library keeps its data in this folder. */
export function useDataFolder(folder: string): void {
  vi.stubEnv('VINF_HOME', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** Mounts a 64 kB tmpfs on `folder`; undefined where that is not allowed (not root, no mount). */
export const smallDisk = (folder: string) => mounted(folder, ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);

/** Makes a folder and what is in it read-only, even for root; undefined where that is not allowed. */
export const readOnlyDisk = (folder: string) =>
  mounted(folder, ['--bind', folder, folder], ['-o', 'remount,bind,ro', folder]);

function mounted(folder: string, ...commands: string[][]): { unmount(): void } | undefined {
  try {
    for (const args of commands) execFileSync('mount', args, { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { unmount: () => void execFileSync('umount', [folder], { stdio: 'ignore' }) };
}
