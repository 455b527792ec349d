import type { Bytes } from '../wasm/bytes.js';
import type { FunctionCode } from '../wasm/module.js';
import { noResult, opcodes } from '../wasm/opcodes.js';
import { writer } from './writer.js';

/**
 * A function that makes rounds until one says that it was the last, at most so many.
 * @param calls what a round does
 * @param again where it says whether another follows: all bits or none
 */
export function writeRounds(calls: Bytes, most: number, again: number): FunctionCode {
  const w = writer([]);
  const left = w.local('i32');
  w.whole(most);
  w.set(left);
  w.emit(opcodes.loop, noResult, ...calls);
  w.get(left);
  w.whole(1);
  w.emit(opcodes.i32Sub, opcodes.localTee, left);
  w.whole(again);
  w.emit(opcodes.i32Load, 2, 0, opcodes.i32And, opcodes.branchIf, 0, opcodes.end);
  return w.code();
}
