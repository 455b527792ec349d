import type { Builder } from './builder.js';
import { type Attribute, type ElementType, elementTypes, sameShape, sizeOf, type Value, type Values } from './graph.js';
import { axesConstant, reshape } from './layout.js';

/** The shape that two shapes broadcast to. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [m, n] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    if (m !== n && m !== 1 && n !== 1)
      throw new RangeError(`Operands could not be broadcast together with shapes ${a} and ${b}.`);
    return m === 1 ? n : m;
  });
}

export const scalar = (g: Builder, x: number, type: ElementType = 'float32'): Value => g.constant([], type, [x]);

/** The one number that a constant consists of, if it is such a constant. */
export function uniform({ constant }: Value): number | undefined {
  if (!constant || constant.length === 0) return undefined;
  if (!uniforms.has(constant))
    uniforms.set(constant, constant.every((x) => x === constant[0]) ? constant[0] : undefined);
  return uniforms.get(constant);
}

const uniforms = new WeakMap<Values, number | undefined>();

/**
 * An operator on one tensor, and scalars where it takes some, that keeps its shape.
 * Reshapes are put off until after it, here and below: most of them meet another one and vanish.
 */
export function unary(
  g: Builder,
  type: string,
  x: Value,
  attributes?: Record<string, Attribute>,
  scalars: readonly Value[] = [],
): Value {
  const { shape, type: element } = unshaped(x);
  return reshape(g, g.emit(type, [unshaped(x), ...scalars], [{ shape, type: element }], attributes)[0]!, x.shape);
}

/** What a reshape was made of, or the tensor itself. */
const unshaped = (x: Value): Value => (x.producer?.type === 'Reshape' ? x.producer.inputs[0]! : x);

/** The same numbers in another element type; what no integer of 32 bits is near, NaN for one, is the integer 0. */
export function cast(g: Builder, x: Value, type: ElementType): Value {
  if (x.type === type) return x;
  const to = elementTypes[type];
  const source = x.type === 'float32' && type === 'int32' ? withinIntegers(g, unshaped(x)) : unshaped(x);
  return reshape(g, g.emit('Cast', [source], [{ shape: source.shape, type }], { to })[0]!, x.shape);
}

function withinIntegers(g: Builder, x: Value): Value {
  const isNear = binary(g, 'LessOrEqual', unary(g, 'Abs', x), scalar(g, 2 ** 31));
  return where(g, isNear, x, scalar(g, 0));
}

/** Makes the repetitions of broadcasting explicit. */
export function expand(g: Builder, x: Value, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return x;
  return g.emit('Expand', [x, g.constant([shape.length], 'int64', shape)], [{ shape, type: x.type }])[0]!;
}

/** An operator on two tensors that broadcast; neutral operands and needless repetitions are left out. */
export function binary(g: Builder, type: string, left: Value, right: Value): Value {
  const shape = broadcast(left.shape, right.shape);
  let a = lean(g, left, right.shape, shape);
  let b = lean(g, right, a.shape, shape); // Beside what `a` is now: the result has its shape from one of the two.
  const [m, n] = [uniform(a), uniform(b)];
  if (n !== undefined && n === neutral[type]?.right) return expand(g, a, shape);
  if (m !== undefined && m === neutral[type]?.left) return expand(g, b, shape);
  if (type === 'Div' && n !== undefined && hasReciprocal(n, b)) return binary(g, 'Mul', a, scalar(g, 1 / n));
  if (type === 'Mul') [a, b] = scaleSmaller(g, a, b);
  const flat = sameSource(a, b);
  if (flat) return reshape(g, binary(g, type, ...flat), shape);
  return g.emit(type, [a, b], [{ shape, type: comparisons.has(type) ? 'bool' : a.type }])[0]!;
}

/** Whether dividing by a number is multiplying by another one: 1 over the smallest float32 is ∞. */
const hasReciprocal = (n: number, { type }: Value) => type === 'float32' && Number.isFinite(Math.fround(1 / n));

/** (x·c)·y = x·(y·c), where y is the smaller. */
function scaleSmaller(g: Builder, a: Value, b: Value): [Value, Value] {
  for (const [x, y] of [
    [a, b],
    [b, a],
  ] as const) {
    const { producer } = unshaped(x);
    const [inner, factor] = producer?.type === 'Mul' ? producer.inputs : [];
    if (inner && factor && isScalar(factor) && sizeOf(y.shape) < sizeOf(x.shape)) {
      return [reshape(g, inner, x.shape), binary(g, 'Mul', y, factor)];
    }
  }
  return [a, b];
}

const isScalar = (x: Value): boolean => x.constant !== undefined && x.shape.length === 0;

/** Operands of a reshape where both are reshaped alike, or one is and the other is a scalar. */
function sameSource(a: Value, b: Value): [Value, Value] | undefined {
  const [x, y] = [unshaped(a), unshaped(b)];
  if (x !== a && isScalar(b)) return [x, b];
  if (y !== b && isScalar(a)) return [a, y];
  return x !== a && y !== b && sameShape(x.shape, y.shape) && sameShape(a.shape, b.shape) ? [x, y] : undefined;
}

const neutral: Record<string, { left?: number; right?: number }> = {
  Add: { left: 0, right: 0 },
  Sub: { right: 0 },
  Mul: { left: 1, right: 1 },
  Div: { right: 1 },
  Pow: { right: 1 },
};

const comparisons = new Set(['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'And', 'Or', 'Xor']);

/** The smallest tensor that broadcasts to the same result beside `other`. */
function lean(g: Builder, x: Value, other: readonly number[], shape: readonly number[]): Value {
  const source = x.producer?.type === 'Expand' ? x.producer.inputs[0]! : x;
  if (source !== x && sameShape(broadcast(source.shape, other), shape)) return source;
  const value = x.shape.length === 0 ? undefined : uniform(x);
  return value !== undefined && sameShape(other, shape) ? scalar(g, value, x.type) : x;
}

/** Reduction over axes; sums of repetitions become products. */
export function reduce(g: Builder, type: string, x: Value, axes: readonly number[], keepDims: boolean): Value {
  const shape = x.shape.flatMap((n, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [n]));
  if (axes.every((i) => x.shape[i] === 1)) return reshape(g, x, shape);
  const source = untransposed(x, axes);
  if (source) return reshape(g, reduce(g, type, ...source, false), shape);
  const attributes = { keepdims: 0, noop_with_empty_axes: 0 };
  const dropped = x.shape.filter((_, i) => !axes.includes(i));
  return reshape(
    g,
    g.emit(type, [x, axesConstant(g, axes)], [{ shape: dropped, type: x.type }], attributes)[0]!,
    shape,
  );
}

/** The tensor behind a transpose, and its axes, where their new order does not show in the result of a reduction. */
function untransposed({ producer }: Value, axes: readonly number[]): [Value, readonly number[]] | undefined {
  if (producer?.type !== 'Transpose') return undefined;
  const perm = producer.attributes.perm as number[];
  const kept = perm.filter((_, i) => !axes.includes(i));
  const isInOrder = kept.every((axis, i) => i === 0 || axis > kept[i - 1]!);
  return isInOrder ? [producer.inputs[0]!, axes.map((i) => perm[i]!)] : undefined;
}

/** `condition ? a : b`, element by element. */
export function where(g: Builder, condition: Value, a: Value, b: Value): Value {
  const shape = broadcast(broadcast(condition.shape, a.shape), b.shape);
  return g.emit('Where', [condition, a, b], [{ shape, type: a.type }])[0]!;
}
