import type { Operator, Value } from '../../onnx/graph.js';
import { sizeOf } from '../../onnx/graph.js';
import { TraceError } from '../../trace/trace-error.js';
import type { Lower, Lowering } from './lowering.js';
import { freshView, partsOf } from './placement.js';
import type { Operand } from './statement.js';
import {
  broadcastView,
  reshapedView,
  rowMajor,
  rowsOf,
  sameView,
  slicedView,
  transposedView,
  type View,
} from './view.js';

const numbers = (value: Value | undefined): number[] => Array.from(value!.constant!);

/** Operators that only move numbers about: most of them are another look at the same memory. */
export const layoutOperators: Readonly<Record<string, Lower>> = {
  Reshape: (l, { inputs, outputs }) => {
    const { shape } = outputs[0]!;
    l.alias(outputs[0]!, reshapedView(l.view(inputs[0]!), shape) ?? reshapedView(packed(l, inputs[0]!), shape)!);
  },
  Transpose: (l, { inputs, outputs, attributes }) =>
    l.alias(outputs[0]!, transposedView(l.view(inputs[0]!), attributes.perm as number[])),
  Expand: (l, { inputs, outputs }) => l.alias(outputs[0]!, broadcastView(l.view(inputs[0]!), outputs[0]!.shape)),
  Split: (l, operator) => {
    const whole = l.view(operator.inputs[0]!);
    const parts = partsOf({ ...operator, inputs: operator.outputs }, whole);
    for (const [i, part] of parts.entries()) l.alias(operator.outputs[i]!, part);
  },
  Slice: (l, { inputs, outputs }) => {
    const [x, starts, , axes, steps] = inputs;
    const { shape } = outputs[0]!;
    const along = (values: Value | undefined, other: number) =>
      shape.map((_, i) => numbers(values)[numbers(axes).indexOf(i)] ?? other);
    l.alias(outputs[0]!, slicedView(l.view(x!), along(starts, 0), shape, along(steps, 1)));
  },
  Concat: (l, operator) => {
    for (const [i, part] of partsOf(operator, l.home(operator.outputs[0]!)).entries()) {
      const operand = l.operand(operator.inputs[i]!, part.shape);
      if (!('buffer' in operand && sameView(operand, part))) l.copy(operand, part);
    }
  },
  Pad: (l, { inputs, outputs }) => pad(l, l.operand(inputs[2]!, outputs[0]!.shape), inputs, l.home(outputs[0]!)),
  Tile: (l, { inputs, outputs }) => {
    const [x, reps] = inputs;
    const shape = x!.shape.flatMap((n, i) => [numbers(reps)[i]!, n]);
    const source = l.view(x!);
    const strides = source.strides.flatMap((stride) => [0, stride]);
    l.copy({ ...source, shape, strides }, reshapedView(l.home(outputs[0]!), shape)!);
  },
  Gather: (l, operator) => gather(l, operator),
  ScatterND: (l, { inputs, outputs }) => {
    const [, indices, updates] = inputs;
    const count = sizeOf(indices!.shape);
    const [length] = outputs[0]!.shape;
    const inner = sizeOf(outputs[0]!.shape) / length!;
    const rows = matrix(l, updates!, [count, inner]);
    const places = placesOf(indices!, length!, inner);
    packedResult(l, outputs[0]!, [length!, inner], (result) => l.emit({ kind: 'scatter', rows, places, result }));
  },
};

/** A copy of a tensor row after row. */
function packed(l: Lowering, value: Value): View {
  const copy = freshView(value.shape);
  l.copy(l.view(value), copy);
  return copy;
}

/** A tensor row after row under another shape. */
function matrix(l: Lowering, value: Value, shape: readonly number[]): View {
  const view = l.view(value);
  const isPacked = rowMajor(view.shape).every((stride, i) => view.shape[i] === 1 || stride === view.strides[i]);
  return reshapedView(isPacked ? view : packed(l, value), shape)!;
}

/** The tensor in the middle of its result, and around it, axis after axis, boxes of the number. */
function pad(l: Lowering, number: Operand, [x, amounts]: readonly Value[], home: View): void {
  const rank = home.shape.length;
  const before = numbers(amounts).slice(0, rank);
  l.copy(l.operand(x!, x!.shape), slicedView(home, before, x!.shape));
  for (let axis = 0; axis < rank; axis++) {
    // Axes before this one are whole here, those after it as long as the tensor.
    const starts = home.shape.map((_, i) => (i > axis ? before[i]! : 0));
    const sizes = home.shape.map((n, i) => (i > axis ? x!.shape[i]! : n));
    const end = before[axis]! + x!.shape[axis]!;
    const boxes = [
      [0, before[axis]!],
      [end, home.shape[axis]! - end],
    ] as const;
    for (const [start, size] of boxes) {
      const at = (values: readonly number[], value: number) => values.map((n, i) => (i === axis ? value : n));
      if (size > 0) l.copy(number, slicedView(home, at(starts, start), at(sizes, size)));
    }
  }
}

function gather(l: Lowering, { inputs, outputs, attributes }: Operator): void {
  const [x, indices] = inputs;
  const axis = attributes.axis as number;
  const [outer, inner] = [sizeOf(x!.shape.slice(0, axis)), sizeOf(x!.shape.slice(axis + 1))];
  const count = sizeOf(indices!.shape);
  const length = x!.shape[axis]!;
  const source = matrix(l, x!, [outer, length, inner]);
  const places = placesOf(indices!, length, inner);
  packedResult(l, outputs[0]!, [outer, count, inner], (result) => l.emit({ kind: 'gather', source, places, result }));
}

/** Where rows begin that are named by index, in bytes. */
function placesOf(indices: Value, length: number, inner: number): View {
  const values = knownIndices(indices);
  const outside = values.find((index) => index < 0 || index >= length);
  if (outside !== undefined) throw new TraceError(`Cannot compile: the index ${outside} is not in [0, ${length - 1}]`);
  const constant = values.map((index) => index * inner * 4);
  return rowsOf({ size: values.length, constant }, [values.length]);
}

function knownIndices({ constant, producer }: Value): Int32Array {
  if (constant) return Int32Array.from(constant);
  if (producer?.type === 'Cast' || producer?.type === 'Reshape') return knownIndices(producer.inputs[0]!);
  throw new TraceError('Cannot compile: indices that depend on the inputs have no WebAssembly form');
}

/** Makes a result row after row, and copies it where it is wanted otherwise. */
function packedResult(l: Lowering, value: Value, shape: readonly number[], make: (result: View) => void): void {
  const home = l.home(value);
  const packedHome = freshView(value.shape);
  const isPacked = sameView({ ...packedHome, buffer: home.buffer, offset: home.offset }, home);
  make(reshapedView(isPacked ? home : packedHome, shape)!);
  if (!isPacked) l.copy(packedHome, home);
}
