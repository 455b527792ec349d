import { access, readdir, stat } from 'node:fs/promises';
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
 * @throws UserError if `folder` is not there or is a file
 */
export async function searchFolders(set: DataFile['set'], folder?: string): Promise<string[]> {
  const given = folder === undefined ? [] : await givenFolders(folder, [set]);
  const starts = [process.cwd(), dirname(fileURLToPath(import.meta.url))];
  const roots = await Promise.all(starts.map(projectRoot));
  const neighbours = roots.flatMap((root) => (root ? [resolve(root, '../shared/data', set)] : []));
  return [...new Set([...given, downloadFolder(set), ...neighbours])];
}

/**
 * A folder that the user gave, and those in it that have the name of a set.
 * @throws UserError if it is not there or is a file
 */
export async function givenFolders(folder: string, sets: readonly DataFile['set'][]): Promise<string[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    const got = folder === '' ? 'an empty name' : `${found ? 'the file ' : ''}${resolve(folder)}`;
    throw new UserError(expected('the data folder that was given', found ? 'be a folder' : 'exist', got));
  }
  return [resolve(folder), ...sets.map((set) => resolve(folder, set))];
}

/** The first of `folders` that has the file, under any of its names in any usual spelling. */
export async function locate(file: DataFile, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const path = await inFolder(file, folder);
    if (path) return path;
  }
  return undefined;
}

/** A name as it is comes before other spellings of it. A folder with that name, as some archives have them, is no file. */
async function inFolder({ name, otherNames }: DataFile, folder: string): Promise<string | undefined> {
  const names = [name, ...otherNames];
  const entries = await readdir(folder).catch((): string[] => []);
  const exact = names.filter((one) => entries.includes(one));
  const spelled = entries.filter((entry) => names.some((one) => spelling(one) === spelling(entry))).sort();
  for (const entry of [...exact, ...spelled]) {
    const path = join(folder, entry);
    if ((await stat(path).catch(() => undefined))?.isFile()) return path;
  }
  return undefined;
}

/** What mirrors and unpackers leave of a name: `Train-Images.idx3-ubyte` is `train-images-idx3-ubyte.gz`. */
const spelling = (name: string): string => name.toLowerCase().replaceAll(/[._]/g, '-').replace(/-gz$/, '');

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
