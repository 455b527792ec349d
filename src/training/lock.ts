import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { fileError } from '../files/error.js';
import { isAlive } from '../files/process.js';

/**
 * Keeps a second process off a run folder: a file `lock` that names the process that holds it.
 * The lock of a process that is gone (killed, crashed) is taken over.
 * @returns a function that gives the lock back
 * @throws UserError if another living process holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  return lock(join(folder, 'lock'), folder);
}

async function lock(path: string, folder: string): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(path)) return () => rm(path, { force: true });
    const { pid, host } = await holder(path);
    if (host !== hostname() || isAlive(pid)) {
      throw new UserError(
        `${folder} is in use by process ${pid} on ${host}; wait for it, or remove ${path} if it is gone`,
      );
    }
    await removeStale(path, pid, folder);
  }
  throw new UserError(`${folder} is in use by another process`);
}

/** Under a lock of its own, so that of several processes none removes the new lock of another. */
async function removeStale(path: string, dead: number, folder: string): Promise<void> {
  const release = await lock(`${path}.stale`, folder);
  try {
    if ((await holder(path)).pid === dead) await rm(path, { force: true });
  } finally {
    await release();
  }
}

/** A finished file is linked to the name, so nobody ever sees a lock without its holder. */
async function create(path: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, JSON.stringify({ pid: process.pid, host: hostname() }));
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fileError(error, path, 'write');
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A lock that cannot be read is nobody's. */
async function holder(path: string): Promise<{ pid: number; host: string }> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return { pid: 0, host: hostname() };
  }
}
