import type { Vector } from '../maths/vectors.js';
import { type Bytes, signed, unsigned } from '../wasm/bytes.js';
import type { FunctionCode, ValueType } from '../wasm/module.js';
import { noResult, opcodes, type SimdName, simdBytes } from '../wasm/opcodes.js';

/** Writes the instructions of one function. */
export interface Writer {
  /** A new local variable. */
  local(type: ValueType): number;
  emit(...bytes: Bytes): void;
  get(local: number): void;
  set(local: number): void;
  /** Pushes a whole number. */
  whole(n: number): void;
  simd(name: SimdName, ...rest: Bytes): void;
  /** A load or store of 32 or 128 bits at an address on the stack, so many bytes on. */
  memory(name: SimdName, offset: number, lane?: number): void;
  /** Adds to a whole number in a local. */
  advance(local: number, by: number): void;
  /** Runs `body` so many times, as a loop if that is more than once, and after each time `next`. */
  repeat(times: number, body: () => void, next: () => void): void;
  /** The function as it is now. */
  code(): FunctionCode;
}

/** A function with parameters of these types. */
export function writer(params: readonly ValueType[], results: readonly ValueType[] = []): Writer {
  const body: number[] = [];
  const locals: ValueType[] = [];
  const emit = (...bytes: Bytes) => void body.push(...bytes);
  const simd = (name: SimdName, ...rest: Bytes) => emit(...simdBytes(name), ...rest);
  const writing: Writer = {
    emit,
    simd,
    local: (type) => params.length + locals.push(type) - 1,
    get: (local) => emit(opcodes.localGet, ...unsigned(local)),
    set: (local) => emit(opcodes.localSet, ...unsigned(local)),
    whole: (n) => emit(opcodes.i32Const, ...signed(n)),
    memory: (name, offset, lane) => simd(name, 2, ...unsigned(offset), ...(lane === undefined ? [] : [lane])),
    advance(local, by) {
      if (by === 0) return;
      writing.get(local);
      writing.whole(by);
      emit(opcodes.i32Add);
      writing.set(local);
    },
    repeat(times, turn, next) {
      if (times === 0) return;
      if (times === 1) {
        turn();
        next();
        return;
      }
      const left = writing.local('i32');
      writing.whole(times);
      writing.set(left);
      emit(opcodes.loop, noResult);
      turn();
      next();
      writing.get(left);
      writing.whole(1);
      emit(opcodes.i32Sub, opcodes.localTee, ...unsigned(left), opcodes.branchIf, 0, opcodes.end);
    },
    code: () => ({ params, results, locals, body }),
  };
  return writing;
}

/** Pushes vectors: each that is used more than once is computed once and kept in a local. */
interface VectorWriter {
  push(vector: Vector): void;
  /** Computes a vector now, for later. */
  keep(vector: Vector): void;
  /** Forgets vectors that will have other numbers when they are needed again. */
  forget(isOther: (vector: Vector) => boolean): void;
}

/** @param source pushes what a source stands for */
export function vectorWriter(
  w: Writer,
  { source, isShared }: { source(index: number): void; isShared(vector: Vector): boolean },
): VectorWriter {
  const locals = new Map<Vector, number>();
  const known = new Set<Vector>();
  const localOf = (vector: Vector) => {
    if (!locals.has(vector)) locals.set(vector, w.local('v128'));
    return locals.get(vector)!;
  };
  const compute = (vector: Vector) => {
    if (vector.source !== undefined) source(vector.source);
    for (const operand of vector.operands) push(operand);
    w.emit(...vector.bytes);
  };
  const push = (vector: Vector): void => {
    if (known.has(vector)) {
      w.get(localOf(vector));
      return;
    }
    compute(vector);
    if (!isShared(vector)) return;
    known.add(vector);
    w.emit(opcodes.localTee, ...unsigned(localOf(vector)));
  };
  return {
    push,
    keep(vector) {
      if (known.has(vector)) return;
      compute(vector);
      known.add(vector);
      w.set(localOf(vector));
    },
    forget(isOther) {
      for (const vector of known) if (isOther(vector)) known.delete(vector);
    },
  };
}
