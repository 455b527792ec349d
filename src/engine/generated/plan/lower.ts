import { uniform } from '../../onnx/elementwise.js';
import {
  type Body,
  elementTypes,
  type Graph,
  type Operator,
  operatorsOf,
  sizeOf,
  type Value,
} from '../../onnx/graph.js';
import { TraceError } from '../../trace/trace-error.js';
import { elementwise } from '../maths/elementwise.js';
import { layoutOperators } from './layout-operators.js';
import { lowerLoop } from './loop-operator.js';
import type { Lower, Lowering } from './lowering.js';
import { mapOperator } from './map-operator.js';
import { freshView, placements } from './placement.js';
import { productOperators } from './product-operators.js';
import { reductionOperators } from './reduction-operators.js';
import type { Operand, Statement } from './statement.js';
import { transformOperators } from './transform-operators.js';
import { broadcastView, rowsOf, sameView, type View } from './view.js';

const others: Readonly<Record<string, Lower>> = {
  ...layoutOperators,
  ...productOperators,
  ...reductionOperators,
  ...transformOperators,
  Loop: lowerLoop,
};

/**
 * A graph as statements over memory, in an order in which they can run.
 * @param inputs where the inputs lie, by name
 * @param outputs where the outputs are wanted, by name
 * @throws TraceError for an operator that is not known
 */
export function lower(
  graph: Graph,
  inputs: ReadonlyMap<string, View>,
  outputs: ReadonlyMap<string, View>,
): readonly Statement[] {
  const statements: Statement[] = [];
  const operators = operatorsOf(graph);
  const wanted = [...graph.outputs].map(([name, value]) => [value, outputs.get(name)!] as const);
  const homes = placements(
    operators,
    wanted.filter(([{ type }]) => type === 'float32'),
  );
  const lowering = loweringOf({ homes, views: new Map(), inputs, statements });
  for (const operator of operators) lowered(lowering, operator);
  for (const [name, value] of graph.outputs) output(lowering, value, outputs.get(name)!);
  return statements.filter(({ result }) => sizeOf(result.shape) > 0);
}

function lowered(lowering: Lowering, operator: Operator): void {
  const lower = elementwise[operator.type] ? mapOperator : others[operator.type];
  if (!lower) throw new TraceError(`Cannot compile: operator ${operator.type} has no WebAssembly form`);
  lower(lowering, operator);
}

/** Where a result is wanted and is not yet: one that is an input, a constant, another output, or no float32. */
function output(lowering: Lowering, value: Value, wanted: View): void {
  if (value.type !== 'float32') {
    const cast: Operator = { type: 'Cast', inputs: [value], attributes: { to: elementTypes.float32 }, outputs: [] };
    mapOperator(lowering, cast, wanted);
  } else if (value.constant || !sameView(lowering.view(value), wanted)) {
    lowering.copy(lowering.operand(value, wanted.shape), wanted);
  }
}

/** Where values lie and are wanted, and the statements so far. */
interface Scope {
  homes: ReadonlyMap<Value, View>;
  views: Map<Value, View>;
  inputs: ReadonlyMap<string, View>;
  statements: Statement[];
}

function loweringOf(scope: Scope): Lowering {
  const { homes, views, inputs, statements } = scope;
  const lowering: Lowering = {
    home(value) {
      const home = homes.get(value) ?? freshView(value.shape);
      views.set(value, home);
      return home;
    },
    view(value) {
      const found = views.get(value) ?? (value.input === undefined ? constantView(value) : inputs.get(value.input)!);
      views.set(value, found);
      return found;
    },
    operand(value, shape) {
      const number = uniform(value);
      return number === undefined ? broadcastView(lowering.view(value), shape) : uniformOperand(value, number);
    },
    alias(value, view) {
      const home = homes.get(value);
      if (home && !sameView(home, view)) lowering.copy(view, home);
      views.set(value, home ?? view);
    },
    copy(operand, result) {
      statements.push({ kind: 'loop', shape: result.shape, operands: [operand], compute: (_, [x]) => x!, result });
    },
    emit: (statement) => void statements.push(statement),
    inside: (body, results) => bodyStatements(scope, body, results),
  };
  return lowering;
}

/** The statements of a body, which knows where all around it lies, with its results where they are wanted. */
function bodyStatements(scope: Scope, { operators, outputs }: Body, results: readonly View[]): readonly Statement[] {
  const statements: Statement[] = [];
  const wanted = outputs.map((value, i) => [value, results[i]!] as const);
  const lowering = loweringOf({ ...scope, homes: placements(operators, wanted), statements });
  for (const operator of operators) lowered(lowering, operator);
  for (const [value, result] of wanted) {
    if (!sameView(lowering.view(value), result)) lowering.copy(lowering.operand(value, result.shape), result);
  }
  return statements.filter(({ result }) => sizeOf(result.shape) > 0);
}

function uniformOperand({ type }: Value, number: number): Operand {
  if (type === 'float32') return { kind: 'f32x4', value: number };
  return { kind: 'i32x4', value: type === 'bool' ? -number : number };
}

const constantView = ({ constant, shape, type }: Value): View => {
  const truth = type === 'bool' ? Int32Array.from(constant!, (x) => -x) : constant!;
  return rowsOf({ size: sizeOf(shape), constant: truth }, shape);
};
