import { existsSync, rmSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { removeAbandoned } from '../files/abandoned.js';
import { removeAtExit } from '../files/at-exit.js';
import { temporaryPath } from '../files/atomic.js';
import { fileError } from '../files/error.js';
import { isAlive, startOf } from '../files/process.js';

/**
 * Keeps a second process off a run folder: a file `lock` that names the process that holds it.
 * The lock of a process that is gone (killed, crashed) is taken over, and what it left half-written in the folder and
 * its checkpoints is removed. A process that ends by `process.exit` or an error gives its locks back.
 * @returns a function that gives the lock back
 * @throws UserError if another living process holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const unlock = await lock(path, folder);
  await Promise.all([folder, join(folder, 'checkpoints')].map(removeAbandoned));
  if (!isThere(await holder(stale(path)))) await rm(stale(path), { force: true }); // Killed while it took a lock over.
  return unlock;
}

/** Removes what a process that is gone has left in a folder where there is nothing more to do. */
export async function sweepFolder(folder: string): Promise<void> {
  await removeAbandoned(folder);
  if (existsSync(join(folder, 'lock'))) {
    const unlock = await lockFolder(folder).catch(() => undefined);
    await unlock?.();
  }
}

const stale = (path: string): string => `${path}.stale`;

function hold(path: string): () => Promise<void> {
  const letStay = removeAtExit(path);
  return async () => {
    // At once: a lock that another process has taken meanwhile must not be removed at the exit of this one.
    rmSync(path, { force: true });
    letStay();
  };
}

async function lock(path: string, folder: string): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const unlock = await create(path);
    if (unlock) return unlock;
    const found = await holder(path);
    if (isThere(found)) {
      throw new UserError(
        `${folder} is in use by process ${found.pid} on ${found.host}; wait for it, or remove ${path} if it is gone`,
      );
    }
    await removeStale(path, folder);
  }
  throw new UserError(`${folder} is in use by another process; wait for it and try again`);
}

/** Under a lock of its own, so that of several processes none removes the new lock of another. */
async function removeStale(path: string, folder: string): Promise<void> {
  const release = await lock(stale(path), folder);
  try {
    if (!isThere(await holder(path))) await rm(path, { force: true });
  } finally {
    await release();
  }
}

/** A finished file is linked to the name, so nobody ever sees a lock without its holder. */
async function create(path: string): Promise<(() => Promise<void>) | undefined> {
  const temporary = temporaryPath(path);
  const letStay = removeAtExit(temporary);
  try {
    await writeFile(temporary, JSON.stringify({ pid: process.pid, host: hostname(), started: startOf(process.pid) }));
    await link(temporary, path);
    return hold(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw fileError(error, path, 'write');
  } finally {
    await rm(temporary, { force: true });
    letStay();
  }
}

interface Holder {
  pid: number;
  host: string;
  /** As `startOf` says; undefined where the system does not tell. */
  started?: number | undefined;
}

/** Whether a process lives, or may live on another machine. */
const isThere = ({ pid, host, started }: Holder): boolean => host !== hostname() || isAlive(pid, started);

/** A lock that cannot be read is nobody's. */
async function holder(path: string): Promise<Holder> {
  try {
    const { pid = 0, host = hostname(), started } = Object(JSON.parse(await readFile(path, 'utf8')));
    return { pid, host, started };
  } catch {
    return { pid: 0, host: hostname() };
  }
}
