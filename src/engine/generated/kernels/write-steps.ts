import type { Vector, Vectors } from '../maths/vectors.js';
import type { FusedLoops, Step } from '../plan/fuse.js';
import type { View } from '../plan/view.js';
import { signed, unsigned } from '../wasm/bytes.js';
import { type ModuleBuilder, moduleBuilder } from '../wasm/module.js';
import { opcodes } from '../wasm/opcodes.js';
import { loopBody, operatorVectors } from './loop-kernel.js';
import { loopsOf } from './loops.js';
import { writeLoops } from './write-loops.js';
import { writeGather, writeScatter } from './write-moves.js';
import { productArguments, writeProduct } from './write-product.js';
import { writeRounds } from './write-rounds.js';
import { vectorWriter, writer } from './writer.js';

/** Loops with more accesses have their addresses in the instructions; fewer are parameters, so that loops that differ in nothing else are one function. */
const mostParameters = 16;
/** Calls in one function: V8 compiles small functions soon. */
const callsPerFunction = 64;

/** A module whose `run` makes all steps, each a call of a function. */
export function writeSteps(steps: readonly Step[], written: ReadonlySet<View>): ModuleBuilder {
  const module = moduleBuilder();
  const calls = steps.map((step) => callOf(module, step, written));
  const parts: number[][] = [];
  for (let at = 0; at < calls.length; at += callsPerFunction) {
    const body = calls.slice(at, at + callsPerFunction).flat();
    parts.push([opcodes.call, ...unsigned(module.add({ params: [], locals: [], body }))]);
  }
  module.export('run', module.add({ params: [], locals: [], body: parts.flat() }));
  return module;
}

/** The instructions that call a step's function. */
function callOf(module: ModuleBuilder, step: Step, written: ReadonlySet<View>): number[] {
  if (step.kind === 'loops') return callLoops(module, step, written);
  if (step.kind === 'rounds') {
    const calls = step.steps.flatMap((each) => callOf(module, each, written));
    return call(module.add(writeRounds(calls, step.most, addressOf(step.again))), []);
  }
  if (step.kind === 'product') return call(module.add(writeProduct(step)), productArguments(step));
  if (step.kind === 'gather') return call(module.add(writeGather(step)), [step.source, step.places, step.result]);
  return call(module.add(writeScatter(step)), [step.rows, step.places, step.result]);
}

const call = (index: number, args: readonly View[]): number[] => [
  ...args.flatMap((view) => [opcodes.i32Const, ...signed(addressOf(view))]),
  opcodes.call,
  ...unsigned(index),
];

/** The first byte of a view. */
const addressOf = ({ buffer, offset }: View): number => buffer.address! + offset * 4;

function callLoops(module: ModuleBuilder, { statements }: FusedLoops, written: ReadonlySet<View>): number[] {
  const body = loopBody(statements, written, (v, type, operands) => callOperator(module, v, type, operands));
  if (body.sinks.length === 0) return [];
  const reduction = statements.find((statement) => statement.reduction)?.reduction;
  const options = { work: body.vectors.length, isRunning: reduction?.running !== undefined };
  const loops = loopsOf(statements[0]!.shape, reduction?.axes ?? [], body.accesses, options);
  const isFixed = body.accesses.length > mostParameters;
  const index = module.add(writeLoops(body, loops, isFixed ? body.accesses.map(addressOf) : undefined));
  return call(index, isFixed ? [] : body.accesses);
}

/** An operator of many instructions as a call of a function. */
function callOperator(module: ModuleBuilder, v: Vectors, type: string, operands: readonly Vector[]): Vector {
  const { all, result } = operatorVectors(type, operands.length);
  const w = writer(
    operands.map(() => 'v128'),
    ['v128'],
  );
  const uses = new Map<Vector, number>();
  for (const operand of all.flatMap((vector) => vector.operands)) uses.set(operand, (uses.get(operand) ?? 0) + 1);
  const values = vectorWriter(w, {
    source: (index) => w.get(index),
    isShared: (vector) => uses.get(vector)! > 1 && vector.source === undefined,
  });
  values.push(result);
  return v.call(module.add(w.code()), ...operands);
}
