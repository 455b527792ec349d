import { join } from 'node:path';
import { UserError } from '../errors.js';
import { type FetchOptions, fetchDataFile } from './fetch.js';
import { downloadFolder, locate, searchFolders } from './locate.js';
import type { DataFile } from './sources.js';
import { readDataFile } from './verify.js';

export interface ObtainOptions extends FetchOptions {
  /** Where to look first: a folder with the files, or with a folder for each set (`mnist`, `binarized-mnist`). */
  folder?: string;
  /** Never downloads. Default false. */
  offline?: boolean;
}

/** A published data set is neither on this machine nor to be downloaded. */
export class UnavailableError extends UserError {}

/**
 * The decoded contents of the files of a data set: those on this machine read, the others downloaded.
 * @throws UserError if a file is damaged; UnavailableError if one is missing and cannot be downloaded
 */
export async function obtainFiles<Name extends string>(
  files: Readonly<Record<Name, DataFile>>,
  options: ObtainOptions = {},
): Promise<Record<Name, Uint8Array>> {
  const contents = {} as Record<Name, Uint8Array>;
  const entries = Object.entries<DataFile>(files) as [Name, DataFile][];
  const found = await Promise.all(entries.map(([, file]) => find(file, options)));
  await Promise.all(
    entries.map(async ([name, file], i) => {
      if (found[i] !== undefined) contents[name] = await readDataFile(file, found[i]);
    }),
  );
  // One after the other: where one cannot be had, the others are not waited for.
  for (const [name, file] of entries) contents[name] ??= await fetchMissing(file, options);
  return contents;
}

async function find(file: DataFile, { folder }: ObtainOptions): Promise<string | undefined> {
  return locate(file, await searchFolders(file.set, folder));
}

async function fetchMissing(file: DataFile, options: ObtainOptions): Promise<Uint8Array> {
  const { folder, offline = false, ...fetchOptions } = options;
  const target = downloadFolder(file.set);
  try {
    if (offline) throw new UserError('downloads are switched off');
    return await fetchDataFile(file, join(target, file.name), fetchOptions);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const folders = (await searchFolders(file.set, folder)).join(', ');
    const problem = `MNIST can't be had: ${file.name} is not in ${folders}; ${error.message}`;
    const remedy = `put ${file.urls[0]} into ${target}, or name a folder that has the files`;
    throw new UnavailableError(`${problem}; ${remedy}`, { cause: error });
  }
}
