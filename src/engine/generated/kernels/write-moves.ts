import type { GatherStatement, ScatterStatement } from '../plan/statement.js';
import type { FunctionCode } from '../wasm/module.js';
import { opcodes } from '../wasm/opcodes.js';
import { type Writer, writer } from './writer.js';

/** Writes a gather as a function of the addresses of source, places and result. */
export function writeGather({ source, result }: GatherStatement): FunctionCode {
  const w = writer(['i32', 'i32', 'i32']);
  const [outer, length, inner] = source.shape as [number, number, number];
  const count = result.shape[1]!;
  const [from, to, place] = [0, 2, w.local('i32')];
  const row = () => {
    startAt(w, 1, place);
    w.repeat(
      count,
      () => copyRow(w, { from, place, to, size: inner }),
      () => {
        w.advance(place, 4);
        w.advance(to, inner * 4);
      },
    );
  };
  w.repeat(outer, row, () => w.advance(from, length * inner * 4));
  return w.code();
}

/** Writes a scatter as a function of the addresses of rows, places and result. */
export function writeScatter({ rows, result }: ScatterStatement): FunctionCode {
  const w = writer(['i32', 'i32', 'i32']);
  const [count, inner] = rows.shape as [number, number];
  const [from, place, to, at] = [0, 1, 2, w.local('i32')];
  startAt(w, to, at);
  clear(w, at, result.shape[0]! * inner);
  const addRow = () => {
    w.get(to);
    addPlace(w, place);
    w.set(at);
    w.repeat(
      inner,
      () => addNumber(w, at, from),
      () => {
        w.advance(at, 4);
        w.advance(from, 4);
      },
    );
  };
  w.repeat(count, addRow, () => w.advance(place, 4));
  return w.code();
}

function startAt(w: Writer, pointer: number, copy: number): void {
  w.get(pointer);
  w.set(copy);
}

/** Adds to the address on the stack the one that a place holds. */
function addPlace(w: Writer, place: number): void {
  w.get(place);
  w.emit(opcodes.i32Load, 2, 0, opcodes.i32Add);
}

interface Row {
  from: number;
  place: number;
  to: number;
  size: number;
}

function copyRow(w: Writer, { from, place, to, size }: Row): void {
  const [source, target] = [w.local('i32'), w.local('i32')];
  w.get(from);
  addPlace(w, place);
  w.set(source);
  startAt(w, to, target);
  const next = (bytes: number) => {
    w.advance(source, bytes);
    w.advance(target, bytes);
  };
  const copyVector = () => {
    w.get(target);
    w.get(source);
    w.memory('v128.load', 0);
    w.memory('v128.store', 0);
  };
  const copyNumber = () => {
    w.get(target);
    w.get(source);
    w.emit(opcodes.i32Load, 2, 0, opcodes.i32Store, 2, 0);
  };
  w.repeat(Math.floor(size / 4), copyVector, () => next(16));
  w.repeat(size % 4, copyNumber, () => next(4));
}

function clear(w: Writer, at: number, count: number): void {
  const zero = () => {
    w.get(at);
    w.whole(0);
    w.emit(opcodes.i32Store, 2, 0);
  };
  w.repeat(count, zero, () => w.advance(at, 4));
}

function addNumber(w: Writer, to: number, from: number): void {
  w.get(to);
  w.get(to);
  w.emit(opcodes.f32Load, 2, 0);
  w.get(from);
  w.emit(opcodes.f32Load, 2, 0, opcodes.f32Add, opcodes.f32Store, 2, 0);
}
