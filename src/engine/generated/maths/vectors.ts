import { type Bytes, lanes, signed, unsigned } from '../wasm/bytes.js';
import { opcodes, type SimdName, simdBytes } from '../wasm/opcodes.js';

/** A vector of 128 bits while a function runs: what a load or a parameter gives, a constant, or an instruction on others. */
export interface Vector {
  /** Operands have smaller numbers. */
  readonly id: number;
  readonly operands: readonly Vector[];
  /** The instruction; not of a source. */
  readonly bytes: Bytes;
  /** Which of the loads or parameters it is. */
  readonly source?: number;
}

/** The vectors of one function; the same instruction on the same operands is there once. */
export interface Vectors {
  readonly all: readonly Vector[];
  source(index: number): Vector;
  constant(kind: 'f32x4' | 'f64x2' | 'i32x4', x: number): Vector;
  apply(name: SimdName, ...operands: Vector[]): Vector;
  /** Each lane shifted by so many bits. */
  shift(
    name: 'i32x4.shl' | 'i32x4.shr_s' | 'i32x4.shr_u' | 'i64x2.shl' | 'i64x2.shr_u',
    x: Vector,
    bits: number,
  ): Vector;
  /** Numbers of 32 bits out of two vectors, by their places from 0 to 7. */
  shuffle(a: Vector, b: Vector, places: readonly [number, number, number, number]): Vector;
  call(functionIndex: number, ...operands: Vector[]): Vector;
}

/** None yet. */
export function vectors(): Vectors {
  const all: Vector[] = [];
  const known = new Map<string, Vector>();
  const once = (operands: readonly Vector[], bytes: Bytes, source?: number): Vector => {
    const key = `${bytes}|${operands.map(({ id }) => id)}|${source}`;
    const found = known.get(key);
    if (found) return found;
    const made = { id: all.length, operands, bytes, ...(source !== undefined && { source }) };
    all.push(made);
    known.set(key, made);
    return made;
  };
  return {
    all,
    source: (index) => once([], [], index),
    constant: (kind, x) => once([], [...simdBytes('v128.const'), ...lanes(kind, x)]),
    apply: (name, ...operands) => once(operands, simdBytes(name)),
    shift: (name, x, bits) => once([x], [opcodes.i32Const, ...signed(bits), ...simdBytes(name)]),
    shuffle: (a, b, places) => {
      const order = places.flatMap((place) => [0, 1, 2, 3].map((byte) => 4 * place + byte));
      return once([a, b], [...simdBytes('i8x16.shuffle'), ...order]);
    },
    call: (index, ...operands) => once(operands, [opcodes.call, ...unsigned(index)]),
  };
}
