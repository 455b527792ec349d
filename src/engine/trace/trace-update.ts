import type { KnownUpdate } from '../../problem/optimiser.js';
import type { Problem } from '../../problem/problem.js';
import { type Builder, graphBuilder } from '../onnx/builder.js';
import { binary, reduce, scalar, unary } from '../onnx/elementwise.js';
import { fuse } from '../onnx/fuse.js';
import { type Graph, sizeOf, type Value } from '../onnx/graph.js';
import { concat, reshape, split } from '../onnx/layout.js';
import { differentiated } from './trace.js';

/** Names in the graph of an update: of the inputs that it makes anew, of the results, and of its two numbers. */
export const stateNames = ['state/weights', 'state/slot0', 'state/slot1'] as const;
export const nextName = (name: string): string => `next/${name}`;
export const rateName = 'update/rate';
export const epsilonName = 'update/epsilon';

/**
 * A problem's terms and one update of its weights as one graph. Weights and both slots are flat, as in a training
 * state, and so are the results.
 * The arithmetic is that of optimiser.wat; `update/rate` and `update/epsilon` are the two numbers that it gets too.
 */
export function traceUpdate(problem: Problem, update: KnownUpdate, clipNorm?: number): Graph {
  const g = graphBuilder();
  const sizes = problem.weights.map(({ shape }) => sizeOf(shape));
  const [weights, first, second] = stateNames.map((name) => g.input(name, [sizes.reduce((sum, n) => sum + n, 0)]));
  const parts = split(g, weights!, sizes, 0);
  const shaped = () => problem.weights.map(({ shape }, i) => reshape(g, parts[i]!, shape));
  const { terms, gradients } = differentiated(g, problem, shaped);
  const flat = gradients.map((gradient, i) => reshape(g, gradient, [sizes[i]!]));
  const gradient = clipped(g, concat(g, flat, 0), clipNorm);
  const next = updated(g, update, [weights!, first!, second!], gradient);
  return fuse({
    inputs: g.inputs,
    outputs: new Map([...terms, ...next.map((value, i) => [nextName(stateNames[i]!), value] as const)]),
  });
}

/** Copies of weights and slots of `length` numbers; results have the names that those of `traceUpdate` have. */
export function traceCopies(length: number): Graph {
  const g = graphBuilder();
  const shape = [length];
  const copies = stateNames.map((name) => g.emit('Identity', [g.input(name, shape)], [{ shape, type: 'float32' }])[0]!);
  return { inputs: g.inputs, outputs: new Map(copies.map((copy, i) => [nextName(stateNames[i]!), copy])) };
}

/** x·min(1, limit/‖x‖) */
function clipped(g: Builder, x: Value, limit: number | undefined): Value {
  if (limit === undefined) return x;
  const norm = unary(g, 'Sqrt', reduce(g, 'ReduceSumSquare', x, [0], false));
  return binary(g, 'Mul', x, binary(g, 'Min', binary(g, 'Div', scalar(g, limit), norm), scalar(g, 1)));
}

/** Weights and slots after an update. */
function updated(
  g: Builder,
  update: KnownUpdate,
  [weights, first, second]: readonly [Value, Value, Value],
  x: Value,
): Value[] {
  const [rate, epsilon] = [g.input(rateName, []), g.input(epsilonName, [])];
  const times = (a: Value, b: Value | number) => binary(g, 'Mul', a, typeof b === 'number' ? scalar(g, b) : b);
  const mixed = (old: Value, share: number, x: Value) => binary(g, 'Add', times(old, share), times(x, 1 - share));
  if (update.kind === 'adam') {
    const [mean, square] = [mixed(first, update.beta1, x), mixed(second, update.beta2, times(x, x))];
    const root = binary(g, 'Add', unary(g, 'Sqrt', square), epsilon);
    return [binary(g, 'Sub', weights, binary(g, 'Div', times(mean, rate), root)), mean, square];
  }
  const square = mixed(first, update.decay, times(x, x));
  const move = binary(g, 'Div', times(x, rate), unary(g, 'Sqrt', binary(g, 'Add', square, epsilon)));
  const velocity = binary(g, 'Add', times(second, update.momentum), move);
  return [binary(g, 'Sub', weights, velocity), square, velocity];
}
