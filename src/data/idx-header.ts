import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';
import { expected, UserError } from '../errors.js';
import { fileError } from '../files/index.js';
import { isGzip } from './idx.js';
import { type IdxHeader, idxHeader } from './parse-idx.js';

const unzip = promisify(gunzip);
const enough = 4096; // bytes; a header of the highest rank has 4 + 4 · 255

/**
 * The header of an IDX file, plain or gzip, without reading the rest.
 * @throws UserError if the file cannot be read or does not begin as IDX files do
 */
export async function readIdxHeader(path: string): Promise<IdxHeader> {
  const bytes = await firstBytes(path).catch((error) => {
    throw fileError(error, path, 'read');
  });
  return idxHeader(isGzip(bytes) ? await unzipped(bytes, path) : bytes, path);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(enough), 0, enough, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What can be had of gzip data whose end is missing. */
async function unzipped(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  try {
    return await unzip(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw new UserError(expected(path, 'be gzip data', `damaged data (${(error as Error).message})`));
  }
}
