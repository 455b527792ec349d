import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expected, UserError } from '../errors.js';
import { dataFolder } from '../files/index.js';
import type { DataFile } from './sources.js';

/** The folder in which downloaded files of a data set are kept. */
export function downloadFolder(set: DataFile['set']): string {
  return join(dataFolder(), 'data', set);
}

/**
 * The folders in which a data set is looked for, in order: `folder` where the user gave one, the data folder,
 * a neighbouring data folder, which is `../shared/data` seen from the project in which we work or from this package.
 * @throws UserError if `folder` is not there
 */
export async function searchFolders(set: DataFile['set'], folder?: string): Promise<string[]> {
  if (folder !== undefined && !(await exists(folder))) {
    throw new UserError(expected('the data folder that was given', 'exist', resolve(folder)));
  }
  const starts = [process.cwd(), dirname(fileURLToPath(import.meta.url))];
  const roots = await Promise.all(starts.map(projectRoot));
  const neighbours = roots.flatMap((root) => (root ? [resolve(root, '../shared/data', set)] : []));
  const given = folder === undefined ? [] : [resolve(folder), resolve(folder, set)];
  return [...new Set([...given, downloadFolder(set), ...neighbours])];
}

/** The first of `folders` that has the file, under any of its names. */
export async function locate(file: DataFile, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    for (const name of [file.name, ...file.otherNames]) {
      const path = join(folder, name);
      if (await exists(path)) return path;
    }
  }
  return undefined;
}

/** The nearest folder at or above `start` with a package.json. */
async function projectRoot(start: string): Promise<string | undefined> {
  if (await exists(join(start, 'package.json'))) return start;
  const parent = dirname(start);
  return parent === start ? undefined : projectRoot(parent);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
