import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { UserError } from '../errors.js';
import { fileError, moveIntoPlace, writeFileAtomic } from '../files/index.js';
import { type DownloadOptions, download } from './download.js';
import { encodeIdx } from './idx.js';
import { claimPartial, releasePartial } from './partial.js';
import type { DataFile } from './sources.js';
import { decodeDataFile } from './verify.js';

/** What a download is doing. */
export interface DownloadProgress {
  /** The name of the file, such as `train-images-idx3-ubyte.gz`. */
  readonly file: string;
  readonly url: string;
  /** Bytes so far, those of an earlier attempt included. */
  readonly received: number;
  /** Bytes in all, where the server tells it. */
  readonly total?: number;
}

export interface FetchOptions extends Omit<DownloadOptions, 'onBytes'> {
  onProgress?: (progress: DownloadProgress) => void;
}

/**
 * Downloads one file of a data set from the first of its addresses that has it, checks it and puts it at `path`.
 * An unfinished download is kept beside it and continued next time; what is at `path` is always whole and checked.
 * @returns the decoded data
 * @throws UserError if no address has it, what comes is not what was published, or it cannot be written
 */
export async function fetchDataFile(file: DataFile, path: string, options: FetchOptions = {}): Promise<Uint8Array> {
  const failures: string[] = [];
  try {
    await mkdir(dirname(path), { recursive: true });
    for (const url of file.urls) {
      const result = await fetchFrom(url, file, path, options);
      if (typeof result !== 'string') return result;
      failures.push(result);
    }
  } catch (error) {
    throw fileError(error, path, 'write');
  }
  throw new UserError(`cannot download it (${[...new Set(failures)].join('; ')})`);
}

/** The data, or why this address did not give it. */
async function fetchFrom(
  url: string,
  file: DataFile,
  path: string,
  options: FetchOptions,
): Promise<Uint8Array | string> {
  const unfinished = pathOfDownload(url, path);
  const partial = await claimPartial(unfinished);
  try {
    const data = await obtain(url, file, partial, options).catch((error) => {
      if ('syscall' in error) throw error;
      return `${new URL(url).hostname}: ${error.message}`;
    });
    if (typeof data !== 'string')
      await (isText(url) ? convert(data, file, partial, path) : moveIntoPlace(partial, path));
    return data;
  } finally {
    await releasePartial(partial, unfinished);
  }
}

async function obtain(url: string, file: DataFile, partial: string, options: FetchOptions): Promise<Uint8Array> {
  const { onProgress, ...rest } = options;
  const onBytes: DownloadOptions['onBytes'] = (received, total) =>
    onProgress?.({ file: file.name, url, received, ...(total !== undefined && { total }) });
  const resumed = await download(url, partial, { ...rest, onBytes });
  return check(url, file, partial).catch(async (error) => {
    if (!resumed) throw error;
    await download(url, partial, { ...rest, onBytes }); // the earlier part may have been bad: once more, from the start
    return check(url, file, partial);
  });
}

/** The text of the binarised digits is another file than the IDX that is kept; parts of the two must not be mixed. */
function pathOfDownload(url: string, path: string): string {
  return isText(url) ? `${path}.amat` : path;
}

function isText(url: string): boolean {
  return url.endsWith('.amat');
}

/** A download that is not what was published is removed: it is our own file and of no use. */
async function check(url: string, file: DataFile, partial: string): Promise<Uint8Array> {
  try {
    return await decodeDataFile(file, await readFile(partial), basename(url));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** IDX is kept as it came; `.amat` text, 40 times larger, becomes IDX. */
async function convert(data: Uint8Array, file: DataFile, partial: string, path: string): Promise<void> {
  await writeFileAtomic(path, await encodeIdx({ shape: file.shape, data }));
  await rm(partial, { force: true });
}
