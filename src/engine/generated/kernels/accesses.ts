import { opcodes } from '../wasm/opcodes.js';
import { type Loop, lanes, type Mode } from './loops.js';
import type { Writer } from './writer.js';

/** Loads and stores within a loop nest, and its loops, which move the places of both. */
export interface AccessWriter {
  mode(): Mode;
  /** Pushes the numbers of an access. */
  load(index: number): void;
  /** Stores what `push` pushes. @param mode other than that of the loop */
  store(index: number, push: () => void, mode?: Mode): void;
  /** Runs a loop with `body` for each of its turns. */
  turns(depth: number, loop: Loop, body: () => void): void;
}

/**
 * An access lies at its address and at what its loops have moved it by: accesses that move alike share a local for that.
 * Loops that are written out move it within the instructions.
 */
export function accessWriter(
  w: Writer,
  loops: readonly Loop[],
  count: number,
  addresses: readonly number[] | undefined,
): AccessWriter {
  let mode: Mode = 'single';
  const written = new Array<number>(count).fill(0);
  const moves = movesOf(w, loops, count);
  const vectorLoop = loops.find(({ isVector }) => isVector);
  const { address, offsetOf } = addressing(w, moves, { written, addresses });
  return {
    mode: () => mode,
    load(index) {
      const stride = mode === 'single' ? 0 : (vectorLoop?.strides[index] ?? 0);
      address(index);
      if (stride === 4) w.memory('v128.load', offsetOf(index));
      else if (stride === 0) w.memory('v128.load32_splat', offsetOf(index));
      else loadApart(w, () => address(index), offsetOf(index), stride);
    },
    store(index, push, wanted = mode) {
      const stride = wanted === 'single' ? 0 : (vectorLoop?.strides[index] ?? 0);
      address(index);
      push();
      if (stride === 4) w.memory('v128.store', offsetOf(index));
      else if (stride === 0) w.memory('v128.store32_lane', offsetOf(index), 0);
      else storeApart(w, () => address(index), offsetOf(index), stride);
    },
    turns(depth, loop, body) {
      if (loop.isUnrolled) {
        writeOut(loop, written, body);
        return;
      }
      const step = (by: number) => {
        for (const { local, strides } of new Set(moves))
          if (local !== undefined) w.advance(local, strides[depth]! * by);
      };
      if (loop.isVector) mode = 'vector';
      const { size } = loop;
      w.repeat(loop.isVector ? Math.floor(size / lanes) : size, body, () => step(loop.isVector ? lanes : 1));
      if (loop.isVector) {
        mode = 'single';
        w.repeat(size % lanes, body, () => step(1));
      }
      if (depth > 0) step(-size);
    },
  };
}

/** All turns of a loop one after the other. @param written what loops have moved accesses by within the instructions */
function writeOut({ size, strides }: Loop, written: number[], body: () => void): void {
  for (let i = 0; i < size; i++) {
    body();
    for (const index of written.keys()) written[index]! += strides[index]!;
  }
  for (const index of written.keys()) written[index]! -= size * strides[index]!;
}

interface Places {
  /** What loops that are written out have moved accesses by. */
  written: readonly number[];
  addresses: readonly number[] | undefined;
}

/** An address as what is pushed of it and what the instruction adds. */
function addressing(w: Writer, moves: readonly Move[], { written, addresses }: Places) {
  // An instruction adds without a sign: to an access that goes back its address is added before.
  const goesBack = moves.map(({ strides }) => strides.some((stride) => stride < 0));
  const isWithin = (index: number) => addresses !== undefined && !goesBack[index];
  return {
    address(index: number) {
      const { local } = moves[index]!;
      if (local !== undefined) w.get(local);
      else if (isWithin(index)) w.whole(0);
      if (isWithin(index)) return;
      if (addresses) w.whole(addresses[index]!);
      else w.get(index);
      if (local !== undefined) w.emit(opcodes.i32Add);
    },
    offsetOf: (index: number) => written[index]! + (isWithin(index) ? addresses![index]! : 0),
  };
}

interface Move {
  /** Holds the bytes that the loops have moved the access by; none where they do not. */
  local?: number;
  strides: readonly number[];
}

function movesOf(w: Writer, loops: readonly Loop[], count: number): Move[] {
  const known = new Map<string, Move>();
  return Array.from({ length: count }, (_, index) => {
    const strides = loops.map((loop) => (loop.isUnrolled ? 0 : loop.strides[index]!));
    const key = strides.join();
    const move = known.get(key) ?? {
      strides,
      ...(strides.some((stride) => stride !== 0) && { local: w.local('i32') }),
    };
    known.set(key, move);
    return move;
  });
}

function loadApart(w: Writer, address: () => void, offset: number, stride: number): void {
  w.memory('v128.load32_zero', offset);
  const result = w.local('v128');
  w.set(result);
  for (let lane = 1; lane < 4; lane++) {
    address();
    w.get(result);
    w.memory('v128.load32_lane', offset + lane * stride, lane);
    w.set(result);
  }
  w.get(result);
}

function storeApart(w: Writer, address: () => void, offset: number, stride: number): void {
  const value = w.local('v128');
  w.set(value);
  w.get(value);
  w.memory('v128.store32_lane', offset, 0);
  for (let lane = 1; lane < 4; lane++) {
    address();
    w.get(value);
    w.memory('v128.store32_lane', offset + lane * stride, lane);
  }
}
