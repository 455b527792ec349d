import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { expected, UserError } from '../errors.js';

/** An array of bytes with its shape, as an IDX file holds it. */
export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const unsignedByte = 0x08;
const zip = promisify(gzip);
const unzip = promisify(gunzip);

/**
 * Reads the bytes of an IDX file, gzip or plain: 0, 0, type, rank, the shape as big-endian 32-bit numbers, the data.
 * Source: LeCun, Cortes & Burges 1998, "The MNIST database", file formats. Only unsigned bytes are read.
 * @param where the file's name, for messages
 * @throws UserError for damaged gzip data, a wrong start or type, missing or left-over bytes
 */
export async function decodeIdx(bytes: Uint8Array, where: string): Promise<Idx> {
  const plain = await gunzipped(bytes, where);
  const [zero, zeroToo, type, rank] = plain;
  const start = [...plain.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  if (zero !== 0 || zeroToo !== 0 || type === undefined || !rank) {
    throw new UserError(
      expected(where, 'start with the bytes 00 00 08 01 … 03 of an IDX file', start || 'an empty file'),
    );
  }
  if (type !== unsignedByte) {
    throw new UserError(expected(where, 'hold unsigned bytes (IDX type 08)', `type ${start.slice(6, 8)}`));
  }
  const header = 4 + 4 * rank;
  if (plain.length < header) throw new UserError(tooShort(where, `a header of ${header} bytes`, plain.length));
  const view = new DataView(plain.buffer, plain.byteOffset);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, length) => product * length, 1);
  const data = new Uint8Array(plain.buffer, plain.byteOffset + header, plain.length - header); // no Buffer
  const whole = `${shape.join(' × ')} = ${size} bytes after its header`;
  if (data.length < size) throw new UserError(tooShort(where, whole, data.length));
  if (data.length > size) throw new UserError(expected(where, `hold ${whole}`, `${data.length - size} more`));
  return { shape, data };
}

/** The gzip IDX file for an array of bytes; the same array always gives the same file. */
export async function encodeIdx({ shape, data }: Idx): Promise<Uint8Array> {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, unsignedByte);
  header.setUint8(3, shape.length);
  shape.forEach((length, i) => void header.setUint32(4 + 4 * i, length));
  return zip(Buffer.concat([new Uint8Array(header.buffer), data]));
}

/** Bytes without the gzip around them, where there is one. @throws UserError for damaged gzip data */
export async function gunzipped(bytes: Uint8Array, where: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await unzip(bytes);
  } catch (error) {
    throw new UserError(expected(where, 'be whole gzip data', `damaged data (${(error as Error).message})`));
  }
}

function tooShort(where: string, wanted: string, length: number): string {
  return expected(where, `hold ${wanted}`, `only ${length} (truncated)`);
}
