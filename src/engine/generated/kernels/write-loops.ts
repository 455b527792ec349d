import type { Vector } from '../maths/vectors.js';
import type { Reduction } from '../plan/statement.js';
import { lanes } from '../wasm/bytes.js';
import type { FunctionCode } from '../wasm/module.js';
import type { SimdName } from '../wasm/opcodes.js';
import { type AccessWriter, accessWriter } from './accesses.js';
import type { LoopBody, Sink } from './loop-kernel.js';
import type { Loop } from './loops.js';
import { vectorWriter, type Writer, writer } from './writer.js';

/** Writes a loop nest as a function. @param addresses of the accesses, or undefined where they are parameters */
export function writeLoops(
  body: LoopBody,
  loops: readonly Loop[],
  addresses: readonly number[] | undefined,
): FunctionCode {
  const w = writer(addresses ? [] : body.accesses.map(() => 'i32' as const));
  const access = accessWriter(w, loops, body.accesses.length, addresses);
  const depths = depthsOf(body, loops);
  const uses = usesOf(body);
  const values = vectorWriter(w, {
    source: (index) => access.load(index),
    isShared: (vector) => uses.get(vector)! > 1,
  });
  const firstReduced = loops.findIndex(({ isReduced }) => isReduced);
  const sums = new Map(body.sinks.filter(({ reduction }) => reduction).map((sink) => [sink, w.local('v128')]));
  const isAcross = loops.some(({ isReduced, isVector }) => isReduced && isVector);

  const enter = (depth: number) => {
    values.forget((vector) => depths.get(vector)! >= depth);
    if (depth < loops.length) for (const vector of neededBelow(body, depths, depth)) values.keep(vector);
    if (depth === firstReduced) for (const [{ reduction }, sum] of sums) startSum(w, sum, reduction!);
  };
  const level = (depth: number): void => {
    enter(depth);
    const loop = loops[depth];
    if (loop) access.turns(depth, loop, () => level(depth + 1));
    else finish();
    if (depth === firstReduced) for (const [sink, sum] of sums) endSum(w, access, sink, sum, isAcross);
  };
  const finish = () => {
    for (const sink of body.sinks) {
      const sum = sums.get(sink);
      if (sum === undefined) access.store(sink.access!, () => values.push(sink.vector));
      else
        addToSum(w, { access, sink, sum, isMasked: isAcross && access.mode() === 'single' }, () =>
          values.push(sink.vector),
        );
    }
  };
  level(0);
  return w.code();
}

/** In how many loops a vector has numbers of its own: it is computed inside so many. */
function depthsOf({ vectors, accesses }: LoopBody, loops: readonly Loop[]): ReadonlyMap<Vector, number> {
  const ofAccess = accesses.map((_, i) => 1 + loops.findLastIndex(({ strides }) => strides[i] !== 0));
  const depths = new Map<Vector, number>();
  for (const vector of vectors) {
    const own = vector.source === undefined ? 0 : ofAccess[vector.source]!;
    depths.set(vector, Math.max(own, ...vector.operands.map((operand) => depths.get(operand)!)));
  }
  return depths;
}

function usesOf({ vectors, sinks }: LoopBody): ReadonlyMap<Vector, number> {
  const uses = new Map<Vector, number>(vectors.map((vector) => [vector, 0]));
  const used = [...vectors.flatMap(({ operands }) => operands), ...sinks.map(({ vector }) => vector)];
  for (const vector of used) uses.set(vector, uses.get(vector)! + 1);
  return uses;
}

/** The vectors of a depth that are used further in. */
function neededBelow({ vectors, sinks }: LoopBody, depths: ReadonlyMap<Vector, number>, depth: number): Vector[] {
  const needed = new Set(sinks.map(({ vector }) => vector));
  for (const vector of vectors)
    if (depths.get(vector)! > depth) for (const operand of vector.operands) needed.add(operand);
  return vectors.filter((vector) => depths.get(vector) === depth && needed.has(vector));
}

const neutral: Readonly<Record<Reduction['name'], number>> = { add: 0, mul: 1, max: -Infinity, min: Infinity };
const neutralWhole: Readonly<Record<Reduction['name'], number>> = { add: 0, mul: 1, max: -(2 ** 31), min: 2 ** 31 - 1 };

function pushNeutral(w: Writer, { name, type }: Reduction): void {
  const bytes = type === 'float32' ? lanes('f32x4', neutral[name]) : lanes('i32x4', neutralWhole[name]);
  w.simd('v128.const', ...bytes);
}

function combine(w: Writer, { name, type }: Reduction): void {
  const whole = name === 'max' || name === 'min' ? (`i32x4.${name}_s` as const) : (`i32x4.${name}` as const);
  const instruction: SimdName = type === 'float32' ? `f32x4.${name}` : whole;
  w.simd(instruction);
}

function startSum(w: Writer, sum: number, reduction: Reduction): void {
  pushNeutral(w, reduction);
  w.set(sum);
}

interface Addition {
  access: AccessWriter;
  sink: Sink;
  sum: number;
  /** Whether the number counts in the first lane only. */
  isMasked: boolean;
}

function addToSum(w: Writer, { access, sink, sum, isMasked }: Addition, push: () => void): void {
  const { reduction } = sink;
  const storeSum = () => access.store(sink.access!, () => w.get(sum));
  if (reduction!.running === 'exclusive') storeSum();
  w.get(sum);
  push();
  if (isMasked) {
    pushNeutral(w, reduction!);
    w.simd('v128.const', 255, 255, 255, 255, ...new Array<number>(12).fill(0));
    w.simd('v128.bitselect');
  }
  combine(w, reduction!);
  w.set(sum);
  if (reduction!.running === 'inclusive') storeSum();
}

/** The lanes as one where they are of one sum, a mean divided, and the result stored. */
function endSum(
  w: Writer,
  access: AccessWriter,
  { reduction, access: at }: Sink,
  sum: number,
  isAcross: boolean,
): void {
  const { divisor, running } = reduction!;
  if (running) return;
  for (const places of isAcross
    ? [
        [2, 3, 0, 1],
        [1, 0, 3, 2],
      ]
    : []) {
    for (let i = 0; i < 3; i++) w.get(sum);
    w.simd('i8x16.shuffle', ...places.flatMap((place) => [0, 1, 2, 3].map((byte) => 4 * place + byte)));
    combine(w, reduction!);
    w.set(sum);
  }
  const push = () => {
    w.get(sum);
    if (divisor === undefined) return;
    w.simd('v128.const', ...lanes('f32x4', divisor));
    w.simd('f32x4.div');
  };
  access.store(at!, push, isAcross ? 'single' : undefined);
}
