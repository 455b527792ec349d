import { existsSync } from 'node:fs';
import { access, constants, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { checked } from '../files/checked.js';
import { fileError, parseJson, writeFileAtomic } from '../files/index.js';
import { runsFolder } from '../runs/list.js';
import { lockFolder } from '../training/lock.js';
import { configHash } from './results.js';

/** A row that is not there yet because another process is making it. */
export const inProgress = Symbol('in progress');

/** Where the row of a config is kept: a folder of its own in the runs folder, by the hash of the config. */
const folderOf = (study: string, config: unknown): string => join(runsFolder(), study, configHash(config));

/** A row is an object or a list of objects. */
const rowSchema = z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))]);

/**
 * The finished row of a config, or undefined if it has not been made. A damaged file counts as not made.
 * @param onWarning told of a damaged file, in one line
 */
export async function storedRow<Row extends object>(
  study: string,
  config: unknown,
  onWarning?: (message: string) => void,
): Promise<Row | undefined> {
  const path = join(folderOf(study, config), 'row.json');
  try {
    const text = await readFile(path, 'utf8').catch((error) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw fileError(error, path, 'read');
    });
    return text === undefined ? undefined : (checked(rowSchema, parseJson(text, path), path) as Row);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    onWarning?.(`${error.message}; the row counts as not made`);
    return undefined;
  }
}

/**
 * Makes sure that rows of a study can be kept, before time is spent on them.
 * @throws UserError if their place cannot be written
 */
export const prepareRows = (study: string): Promise<void> => makeFolder(join(runsFolder(), study));

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (error) {
    throw fileError(error, path, 'write');
  }
}

/**
 * The row of a config: read if an earlier call has made it, else made and kept, so that a study that was killed goes
 * on with the row it was at. Several processes can share a study: each row is made by one of them.
 * @param make what takes the time; its result is kept as JSON
 * @returns `inProgress` if another living process is making the row
 * @throws UserError if the row could not be kept: its place cannot be written, or a folder is in it
 */
export async function cachedRow<Row extends object>(
  study: string,
  config: unknown,
  make: () => Promise<Row>,
): Promise<Row | typeof inProgress> {
  const done = await storedRow<Row>(study, config);
  if (done) return done;
  const folder = folderOf(study, config);
  await makeFolder(folder);
  const unlock = await lockFolder(folder).catch((error) => {
    if (existsSync(join(folder, 'lock'))) return undefined;
    throw error;
  });
  if (!unlock) return inProgress;
  try {
    const since = await storedRow<Row>(study, config); // Another process may have made it between the two looks.
    if (since) return since;
    const path = join(folder, 'row.json');
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory();
    if (isFolder) throw new UserError(`Cannot write ${path}: it is a folder; remove it and try again`);
    const row = await make();
    await writeFileAtomic(path, JSON.stringify(row));
    return row;
  } finally {
    await unlock();
  }
}
