import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeAtExit } from './at-exit.js';
import { fileError } from './error.js';
import { ownMark } from './process.js';

/**
 * Writes a whole file so that `path` holds either what it held before or all of `data`, even after a power cut:
 * a temporary name in the same folder, fsync, rename. Missing folders are made.
 * @throws UserError, one line naming the file, when the disk is full or the place cannot be written
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = temporaryPath(path);
  const letStay = removeAtExit(temporary);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeDurably(temporary, data);
    await moveIntoPlace(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(error, path, 'write');
  } finally {
    letStay();
  }
}

/** A new name beside `path` that tells whose it is: `removeAbandoned` finds what a killed process has left. */
export const temporaryPath = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${ownMark}-${randomBytes(4).toString('hex')}.tmp`);

/**
 * Renames a finished and fsynced file to its final name in the same folder, and makes the rename itself durable.
 * For files too large or too slow to be written in one call, such as downloads.
 */
export async function moveIntoPlace(temporary: string, path: string): Promise<void> {
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

async function writeDurably(path: string, data: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Windows cannot open a folder, and some network disks cannot sync one; the rename is still atomic there. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
