import type { IdxValues } from '../../src/data/parse-idx.js';

type Write = (view: DataView, at: number, value: number) => void;

/** The types of IDX files, written down independently of the reader: code, bytes per number, how one is written. */
export const idxTypes = {
  ubyte: { code: 0x08, size: 1, make: Uint8Array, write: (view, at, value) => view.setUint8(at, value) },
  byte: { code: 0x09, size: 1, make: Int8Array, write: (view, at, value) => view.setInt8(at, value) },
  short: { code: 0x0b, size: 2, make: Int16Array, write: (view, at, value) => view.setInt16(at, value) },
  int: { code: 0x0c, size: 4, make: Int32Array, write: (view, at, value) => view.setInt32(at, value) },
  float: { code: 0x0d, size: 4, make: Float32Array, write: (view, at, value) => view.setFloat32(at, value) },
  double: { code: 0x0e, size: 8, make: Float64Array, write: (view, at, value) => view.setFloat64(at, value) },
} satisfies Record<string, { code: number; size: number; make: { from(values: number[]): IdxValues }; write: Write }>;

/** The bytes of an IDX file, not gzip. */
export function idxBytes(
  shape: readonly number[],
  values: ArrayLike<number>,
  type: keyof typeof idxTypes = 'ubyte',
): Uint8Array<ArrayBuffer> {
  const { code, size, write } = idxTypes[type];
  const header = 4 + 4 * shape.length;
  const view = new DataView(new ArrayBuffer(header + size * values.length));
  view.setUint8(2, code);
  view.setUint8(3, shape.length);
  shape.forEach((length, i) => void view.setUint32(4 + 4 * i, length));
  for (let i = 0; i < values.length; i++) write(view, header + size * i, values[i]!);
  return new Uint8Array(view.buffer);
}
