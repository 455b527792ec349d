import { existsSync } from 'node:fs';
import { access, constants, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { UserError } from '../errors.js';
import { checked } from '../files/checked.js';
import { fileError, parseJson, writeFileAtomic } from '../files/index.js';
import { runsFolder } from '../runs/list.js';
import { lockFolder, sweepFolder } from '../training/lock.js';
import { configHash } from './results.js';

/** A row that is not there yet because another process is making it. */
export const inProgress = Symbol('in progress');

/** Where the row of a config is kept: a folder of its own in the runs folder, by the hash of the config. */
const folderOf = (study: string, config: unknown): string => join(runsFolder(), study, configHash(config));

/** What decides a row, and what it has to look like. */
export interface RowKind<Row extends object> {
  config: unknown;
  schema: z.ZodType<Row>;
}

/**
 * The finished row of a config, or undefined if it has not been made. A file that is damaged, or that holds no row of
 * its study, counts as not made.
 * @param onWarning told of such a file, in one line
 */
export async function storedRow<Row extends object>(
  study: string,
  { config, schema }: RowKind<Row>,
  onWarning?: (message: string) => void,
): Promise<Row | undefined> {
  const path = join(folderOf(study, config), 'row.json');
  try {
    const text = await readFile(path, 'utf8').catch((error) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw fileError(error, path, 'read');
    });
    return text === undefined ? undefined : checked(schema, parseJson(text, path), path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    onWarning?.(`${error.message}; the row counts as not made`);
    return undefined;
  }
}

/** Removes what a process that was killed as soon as it had finished a row has left beside it. */
export const sweepRow = (study: string, config: unknown): Promise<void> => sweepFolder(folderOf(study, config));

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
 * @throws UserError if the row could not be kept: its place cannot be written, or a folder is in it; or if what was made
 *   is no row
 */
export async function cachedRow<Row extends object>(
  study: string,
  kind: RowKind<Row>,
  make: () => Promise<Row>,
): Promise<Row | typeof inProgress> {
  const done = await storedRow(study, kind);
  if (done) return done;
  const folder = folderOf(study, kind.config);
  await makeFolder(folder);
  const unlock = await lockFolder(folder).catch((error) => {
    if (existsSync(join(folder, 'lock'))) return undefined;
    throw error;
  });
  if (!unlock) return inProgress;
  try {
    const since = await storedRow(study, kind); // Another process may have made it between the two looks.
    if (since) return since;
    const path = join(folder, 'row.json');
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory();
    if (isFolder) throw new UserError(`Cannot write ${path}: it is a folder; remove it and try again`);
    const row = await make();
    const text = JSON.stringify(row);
    checked(kind.schema, JSON.parse(text), path, 'the row is not kept'); // Nobody would read it.
    await writeFileAtomic(path, text);
    return row;
  } finally {
    await unlock();
  }
}
