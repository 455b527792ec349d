import { backend_util, slice_util, type TensorInfo, util } from '@tensorflow/tfjs';
import type { Builder } from '../onnx/builder.js';
import { binary, cast, scalar, where } from '../onnx/elementwise.js';
import { sizeOf, type Value } from '../onnx/graph.js';
import { concat, gather, pad, reshape, slice, split, transpose } from '../onnx/layout.js';
import { type Attributes, type Kernel, type Operands, one, toAxes } from './kernel.js';
import { TraceError } from './trace-error.js';

const axisOf = (attributes: Attributes, rank: number) => toAxes(attributes.axis, rank)[0]!;

/** Kernels that only move numbers about. */
export const layoutKernels: Readonly<Record<string, Kernel>> = {
  Reshape: (g, { x }, { shape }) => reshape(g, one(x), reshaped(one(x), shape as number[])),
  ExpandDims: (g, { input }, { dim }) => {
    const { shape } = one(input);
    const at = toAxes(dim, shape.length + 1)[0]!;
    return reshape(g, one(input), [...shape.slice(0, at), 1, ...shape.slice(at)]);
  },
  Transpose: (g, { x }, { perm }) => transpose(g, one(x), perm as number[]),
  Concat: (g, tensors, attributes) => {
    const parts = Object.values(tensors).map(one);
    const axis = axisOf(attributes, parts[0]!.shape.length);
    backend_util.assertParamsConsistent(
      parts.map(({ shape }) => [...shape]),
      axis,
    );
    return concat(g, parts, axis);
  },
  Pack: (g, tensors, attributes) => {
    const parts = Object.values(tensors).map(one);
    return stack(g, parts, axisOf(attributes, parts[0]!.shape.length + 1));
  },
  Unpack: (g, { value }, attributes) => unstack(g, one(value), axisOf(attributes, one(value).shape.length)),
  SplitV: (g, { x }, attributes) => {
    const axis = axisOf(attributes, one(x).shape.length);
    const parts = attributes.numOrSizeSplits as number | number[];
    return split(g, one(x), backend_util.prepareSplitSize(sized(one(x)), parts, axis), axis);
  },
  Slice: (g, { x }, { begin, size }) => {
    const [starts, sizes] = slice_util.parseSliceParams(sized(one(x)), begin as number[], size as number[]);
    slice_util.assertParamsValid(sized(one(x)), starts!, sizes!);
    return slice(g, one(x), starts!, sizes!);
  },
  StridedSlice: (g, { x }, attributes) => stridedSlice(g, one(x), attributes),
  Reverse: (g, { x }, { dims }) => {
    const { shape } = one(x);
    const axes = toAxes(dims, shape.length);
    const pick = (reversed: (n: number) => number, plain: number) =>
      shape.map((n, i) => (axes.includes(i) ? reversed(n) : plain));
    return slice(
      g,
      one(x),
      pick((n) => n - 1, 0),
      shape,
      pick(() => -1, 1),
    );
  },
  PadV2: (g, { x }, { paddings, constantValue }) =>
    pad(g, one(x), paddings as [number, number][], constantValue as number),
  Tile: (g, { x }, { reps }) => tile(g, one(x), reps as number[]),
  GatherV2: (g, operands, attributes) => gathered(g, operands, attributes),
  OneHot: (g, { indices }, { depth, onValue, offValue }) => {
    const classes = g.constant([depth as number], 'int32', [...Array(depth as number).keys()]);
    const column = reshape(g, one(indices), [...one(indices).shape, 1]);
    // ONNX's OneHot counts negative indices from the end.
    const isClass = binary(g, 'Equal', cast(g, column, 'int32'), classes);
    return where(g, isClass, scalar(g, onValue as number), scalar(g, offValue as number));
  },
};

/** A stack along an axis lies in memory like a concatenation along it. */
function stack(g: Builder, parts: readonly Value[], axis: number): Value {
  const { shape } = parts[0]!;
  for (const part of parts) {
    util.assertShapesMatch([...shape], [...part.shape], 'All tensors passed to stack must have matching shapes');
  }
  const stacked = [...shape.slice(0, axis), parts.length, ...shape.slice(axis)];
  const columns = axis < shape.length ? parts : parts.map((part) => reshape(g, part, [...shape, 1]));
  return reshape(g, concat(g, columns, axis), stacked);
}

function unstack(g: Builder, x: Value, axis: number): readonly Value[] {
  const shape = x.shape.filter((_, i) => i !== axis);
  const count = x.shape[axis]!;
  if (axis === shape.length)
    return split(g, x, new Array<number>(count).fill(1), axis).map((part) => reshape(g, part, shape));
  const merged = shape.map((n, i) => (i === axis ? n * count : n));
  return split(g, reshape(g, x, merged), new Array<number>(count).fill(shape[axis]!), axis);
}

/** A tensor as the checks of tfjs take it, which look at its shape. */
const sized = ({ shape }: Value) => ({ shape: [...shape] }) as TensorInfo;

function reshaped({ shape }: Value, target: readonly number[]): number[] {
  const inferred = util.inferFromImplicitShape([...target], sizeOf(shape));
  const isSame = sizeOf(inferred) === sizeOf(shape);
  util.assert(
    isSame,
    () => `The new shape (${inferred}) and the old shape (${shape}) must have the same number of elements.`,
  );
  return inferred;
}

/** Repeats a tensor; where an axis has length 1 the repetition is a broadcast. */
function tile(g: Builder, x: Value, reps: readonly number[]): Value {
  if (reps.every((n) => n === 1)) return x;
  const shape = x.shape.map((n, i) => n * reps[i]!);
  const isBroadcast = x.shape.every((n, i) => n === 1 || reps[i] === 1);
  const operand = g.constant([reps.length], 'int64', isBroadcast ? shape : reps);
  return g.emit(isBroadcast ? 'Expand' : 'Tile', [x, operand], [{ shape, type: x.type }])[0]!;
}

function gathered(g: Builder, operands: Operands, { axis, batchDims }: Attributes): Value {
  if (batchDims) throw new TraceError('Cannot compile: kernel GatherV2 with batch dimensions has no ONNX form');
  const [x, indices] = [one(operands.x), one(operands.indices)];
  const along = toAxes(axis, x.shape.length)[0]!;
  const last = x.shape[along]! - 1;
  const outside = indices.constant?.find((index) => index < 0 || index > last);
  util.assert(outside === undefined, () => `GatherV2: the index value ${outside} is not in [0, ${last}]`);
  return gather(g, x, indices, along);
}

function stridedSlice(g: Builder, x: Value, attributes: Attributes): Value {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  const plan = slice_util.sliceInfo(
    [...x.shape],
    begin as number[],
    end as number[],
    strides as number[],
    beginMask as number,
    endMask as number,
    ellipsisMask as number,
    newAxisMask as number,
    shrinkAxisMask as number,
  );
  const sizes = slice_util.computeOutShape(plan.begin, plan.end, plan.strides);
  return reshape(g, slice(g, x, plan.begin, sizes, plan.strides), plan.finalShape);
}
