import { createHash } from 'node:crypto';
import { expected, UserError } from '../errors.js';
import { decodeAmat } from './amat.js';
import { bytesOf, gunzipped, readByteIdx } from './idx.js';
import type { DataFile } from './sources.js';

/**
 * Reads one file of a data set and checks its shape and its SHA-256.
 * @throws UserError naming the file, expected and got, and what to do; the file is left as it is
 */
export async function readDataFile(file: DataFile, path: string): Promise<Uint8Array> {
  const bytes = await bytesOf(path);
  try {
    return await decodeDataFile(file, bytes, path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}; replace this file, or remove it and try again`, { cause: error });
  }
}

/**
 * The pixels or labels in the bytes of a data file, IDX or `.amat` by the ending of `where`.
 * @throws UserError if they are not those that were published
 */
export async function decodeDataFile(file: DataFile, bytes: Uint8Array, where: string): Promise<Uint8Array> {
  const isText = /\.amat(\.gz)?$/i.test(where);
  const data = isText
    ? decodeAmat(await gunzipped(bytes, where), file.shape, where)
    : await idxData(file, bytes, where);
  const sha256 = hash(data);
  if (sha256 !== file.sha256) {
    throw new UserError(expected(where, `decode to data with SHA-256 ${file.sha256}`, sha256));
  }
  return data;
}

async function idxData(file: DataFile, bytes: Uint8Array, where: string): Promise<Uint8Array> {
  const { shape, data } = await readByteIdx(bytes, where).catch((error) => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      `${error.message}; its data should have SHA-256 ${file.sha256}, the file as it is has ${hash(bytes)}`,
      {
        cause: error,
      },
    );
  });
  if (shape.join() !== file.shape.join()) {
    throw new UserError(expected(where, `have shape ${file.shape.join(' × ')}`, shape.join(' × ')));
  }
  return data;
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
