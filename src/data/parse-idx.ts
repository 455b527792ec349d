import { expected, UserError } from '../errors.js';

/** The numbers of an IDX file, in the type that the file has them in. */
export type IdxValues = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** An array of numbers with its shape, as an IDX file holds it; the last index changes fastest. */
export interface Idx<Values extends IdxValues = IdxValues> {
  readonly shape: readonly number[];
  readonly data: Values;
}

/** How the file begins. */
export interface IdxHeader {
  /** 0x08 … 0x0e */
  readonly type: number;
  readonly shape: readonly number[];
  /** Bytes before the data. */
  readonly length: number;
}

type Decode = (view: DataView, count: number) => IdxValues;

/** By the code of the type: bytes per number, and how numbers are read, the most significant byte first. */
const types: Readonly<Record<number, readonly [size: number, decode: Decode]>> = {
  8: [1, ({ buffer, byteOffset }, count) => new Uint8Array(buffer, byteOffset, count)],
  9: [1, ({ buffer, byteOffset }, count) => new Int8Array(buffer, byteOffset, count)],
  11: [2, (view, count) => Int16Array.from({ length: count }, (_, i) => view.getInt16(2 * i))],
  12: [4, (view, count) => Int32Array.from({ length: count }, (_, i) => view.getInt32(4 * i))],
  13: [4, (view, count) => Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i))],
  14: [8, (view, count) => Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i))],
};

/**
 * The array in the bytes of an IDX file: 0, 0, type, rank, the shape as 32-bit numbers, the data; all of it with the most
 * significant byte first. Types: 08 unsigned byte, 09 signed byte, 0b short, 0c int, 0d float, 0e double.
 * Source: LeCun, Cortes & Burges 1998, "The MNIST database", file formats.
 *
 * It needs nothing of Node.js. `readIdx` opens files and gzip.
 * @param where the file's name, for messages
 * @returns bytes share memory with those given; other numbers are copies
 * @throws UserError for a wrong start or type, for missing and for left-over bytes
 */
export function parseIdx(bytes: Uint8Array, where = 'the bytes'): Idx {
  const { type, shape, length } = idxHeader(bytes, where);
  const [size, decode] = types[type]!;
  const count = shape.reduce((product, n) => product * n, 1);
  const [wanted, got] = [count * size, bytes.length - length];
  const whole = `${[...shape, ...(size > 1 ? [size] : [])].join(' × ')} = ${wanted} bytes after its header`;
  if (got < wanted) throw new UserError(tooShort(where, whole, got));
  if (got > wanted) throw new UserError(expected(where, `hold ${whole}`, `${got - wanted} more`));
  return { shape, data: decode(new DataView(bytes.buffer, bytes.byteOffset + length, got), count) };
}

/** What the first bytes of an IDX file say; the data need not be there. @throws UserError as `parseIdx` does */
export function idxHeader(bytes: Uint8Array, where: string): IdxHeader {
  const [zero, zeroToo, type, rank] = bytes;
  if (zero !== 0 || zeroToo !== 0 || type === undefined || !(type in types) || !rank) {
    const start = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const wanted = 'start as IDX files do, with 00 00, a type (08, 09 or 0b to 0e) and a rank of at least 01';
    const got = start.startsWith('1f 8b') ? `${start}, which is gzip data` : start;
    throw new UserError(expected(where, wanted, got || 'an empty file'));
  }
  const length = 4 + 4 * rank;
  if (bytes.length < length) throw new UserError(tooShort(where, `a header of ${length} bytes`, bytes.length));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { type, shape: Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i)), length };
}

function tooShort(where: string, wanted: string, length: number): string {
  return expected(where, `hold ${wanted}`, `only ${length} (truncated)`);
}
