import type { Builder } from './builder.js';
import { elementTypes, sameShape, sizeOf, type Value } from './graph.js';

export const axesConstant = (g: Builder, axes: readonly number[]): Value => g.constant([axes.length], 'int64', axes);

/** The same numbers under another shape; chains collapse. */
export function reshape(g: Builder, x: Value, shape: readonly number[]): Value {
  const source = x.producer?.type === 'Reshape' ? x.producer.inputs[0]! : x;
  if (sameShape(source.shape, shape)) return source;
  if (source.constant) return g.constant(shape, source.type, source.constant);
  const target = g.constant([shape.length], 'int64', shape);
  return g.emit('Reshape', [source, target], [{ shape: [...shape], type: x.type }], { allowzero: 1 })[0]!;
}

/** Axes in another order; chains collapse, and moving axes of length 1 is only a reshape. */
export function transpose(g: Builder, x: Value, perm: readonly number[]): Value {
  const inner = x.producer?.type === 'Transpose' ? (x.producer.attributes.perm as number[]) : undefined;
  if (inner)
    return transpose(
      g,
      x.producer!.inputs[0]!,
      perm.map((i) => inner[i]!),
    );
  const shape = perm.map((i) => x.shape[i]!);
  const long = perm.filter((i) => x.shape[i] !== 1);
  if (long.every((axis, i) => i === 0 || axis > long[i - 1]!)) return reshape(g, x, shape);
  return transposedProduct(g, x) ?? g.emit('Transpose', [x], [{ shape, type: x.type }], { perm })[0]!;
}

/** (A·B)ᵀ = BᵀAᵀ, which a Gemm computes at the same cost; likewise with the bias of a row added. */
function transposedProduct(g: Builder, { producer, shape, type }: Value): Value | undefined {
  const flipped = [shape[1]!, shape[0]!];
  if (producer?.type === 'Gemm' && producer.inputs.length === 2) {
    const { transA, transB, ...rest } = producer.attributes;
    const attributes = { transA: 1 - (transB as number), transB: 1 - (transA as number), ...rest };
    return g.emit('Gemm', [...producer.inputs].reverse(), [{ shape: flipped, type }], attributes)[0]!;
  }
  const [product, bias] = producer?.type === 'Add' ? producer.inputs : [];
  if (product?.producer?.type !== 'Gemm' || bias?.shape.length !== 1 || !sameShape(product.shape, shape))
    return undefined;
  const terms = [transpose(g, product, [1, 0]), reshape(g, bias, [bias.shape[0]!, 1])];
  return g.emit('Add', terms, [{ shape: flipped, type }])[0]!;
}

/** A box cut out of a tensor. Steps may be negative; `ends` then count as in ONNX. */
export function slice(
  g: Builder,
  x: Value,
  starts: readonly number[],
  sizes: readonly number[],
  steps: readonly number[] = starts.map(() => 1),
): Value {
  const axes = starts.flatMap((start, i) => (start === 0 && sizes[i] === x.shape[i] && steps[i] === 1 ? [] : [i]));
  if (axes.length === 0) return x;
  const pick = (values: readonly number[]) =>
    axesConstant(
      g,
      axes.map((i) => values[i]!),
    );
  const ends = starts.map((start, i) => {
    const end = start + sizes[i]! * steps[i]!;
    return end < 0 ? -(2 ** 31) : end;
  });
  const operands = [x, pick(starts), pick(ends), axesConstant(g, axes), pick(steps)];
  return g.emit('Slice', operands, [{ shape: [...sizes], type: x.type }])[0]!;
}

/** Consecutive parts of a tensor along an axis. */
export function split(g: Builder, x: Value, sizes: readonly number[], axis: number): readonly Value[] {
  if (sizes.length === 1) return [x];
  const outputs = sizes.map((n) => ({ shape: x.shape.map((m, i) => (i === axis ? n : m)), type: x.type }));
  return g.emit('Split', [x, axesConstant(g, sizes)], outputs, { axis });
}

/** Tensors one after the other along an axis; the parts of one split, in order, are the tensor that was split. */
export function concat(g: Builder, parts: readonly Value[], axis: number): Value {
  const filled = parts.filter(({ shape }) => shape[axis]! > 0);
  if (filled.length <= 1) return filled[0] ?? parts[0]!;
  const whole = filled[0]!.producer;
  const isSplit = whole?.type === 'Split' && whole.attributes.axis === axis && whole.outputs.length === filled.length;
  if (isSplit && filled.every((part, i) => part === whole.outputs[i])) return whole.inputs[0]!;
  const length = filled.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  const shape = filled[0]!.shape.map((n, i) => (i === axis ? length : n));
  return g.emit('Concat', filled, [{ shape, type: filled[0]!.type }], { axis })[0]!;
}

/** Surrounds a tensor with copies of one number. */
export function pad(g: Builder, x: Value, paddings: readonly (readonly [number, number])[], value: number): Value {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const amounts = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
  const shape = x.shape.map((n, i) => n + paddings[i]![0] + paddings[i]![1]);
  return g.emit('Pad', [x, axesConstant(g, amounts), g.constant([], x.type, [value])], [{ shape, type: x.type }])[0]!;
}

/** Entries of one axis by index. */
export function gather(g: Builder, x: Value, indices: Value, axis: number): Value {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return g.emit('Gather', [x, indices], [{ shape, type: x.type }], { axis })[0]!;
}

/** Rows of `updates` added into `count` rows of zeros at the given indices. */
export function scatterAdd(g: Builder, updates: Value, indices: Value, count: number): Value {
  const rowShape = updates.shape.slice(indices.shape.length);
  const shape = [count, ...rowShape];
  const zeros = g.constant(shape, updates.type, new Float32Array(sizeOf(shape)));
  const places = g.emit(
    'Cast',
    [reshape(g, indices, [...indices.shape, 1])],
    [{ shape: [...indices.shape, 1], type: 'int64' }],
    { to: elementTypes.int64 },
  )[0]!;
  return g.emit('ScatterND', [zeros, places, updates], [{ shape, type: updates.type }], { reduction: 'add' })[0]!;
}
