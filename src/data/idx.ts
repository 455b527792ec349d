import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { expected, UserError } from '../errors.js';
import { fileError } from '../files/index.js';
import { type Idx, idxHeader, parseIdx } from './parse-idx.js';

export const unsignedByte = 0x08;
const zip = promisify(gzip);
const unzip = promisify(gunzip);

/**
 * Reads an IDX file, plain or gzip, which its first bytes tell, of any type and rank; see `parseIdx`.
 * @param source the path of a file, or its bytes
 * @param where  what messages call it; default the path
 * @throws UserError if it cannot be read, or is damaged, cut or too long: what was expected and what was got
 * @example
 * ```ts
 * import { readIdx } from 'vinf';
 *
 * const bytes = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9); // or the path of a file
 * const { shape, data } = await readIdx(bytes);
 * console.log(shape, data); // [ 1, 3 ] Uint8Array(3) [ 7, 8, 9 ]
 * ```
 */
export async function readIdx(
  source: string | Uint8Array,
  where = typeof source === 'string' ? source : 'the bytes',
): Promise<Idx> {
  const bytes = typeof source === 'string' ? await bytesOf(source) : source;
  return parseIdx(await gunzipped(bytes, where), where);
}

/** As `readIdx`, for images and labels: of unsigned bytes only. */
export async function readByteIdx(bytes: Uint8Array, where: string): Promise<Idx<Uint8Array>> {
  const plain = await gunzipped(bytes, where);
  const { type } = idxHeader(plain, where);
  if (type === unsignedByte) return parseIdx(plain, where) as Idx<Uint8Array>;
  const got = `type ${type.toString(16).padStart(2, '0')}`;
  throw new UserError(expected(where, 'hold unsigned bytes (IDX type 08)', got));
}

/** What is in a file. @throws UserError if it cannot be read */
export function bytesOf(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error) => {
    throw fileError(error, path, 'read');
  });
}

/** The gzip IDX file for an array of bytes; the same array always gives the same file. */
export async function encodeIdx({ shape, data }: Idx<Uint8Array>): Promise<Uint8Array> {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, unsignedByte);
  header.setUint8(3, shape.length);
  shape.forEach((length, i) => void header.setUint32(4 + 4 * i, length));
  return zip(Buffer.concat([new Uint8Array(header.buffer), data]));
}

/** Whether bytes begin as gzip data do. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Bytes without the gzip around them, where there is one. @throws UserError for damaged gzip data */
export async function gunzipped(bytes: Uint8Array, where: string): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  try {
    return await unzip(bytes);
  } catch (error) {
    throw new UserError(expected(where, 'be whole gzip data', `damaged data (${(error as Error).message})`));
  }
}
