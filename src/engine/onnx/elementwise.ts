import type { Builder } from './builder.js';
import { type Attribute, type ElementType, sameShape, type Value, type Values } from './graph.js';
import { axesConstant, reshape } from './layout.js';

/** The shape that two shapes broadcast to. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [m, n] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    if (m !== n && m !== 1 && n !== 1) throw new RangeError(`Shapes [${a}] and [${b}] do not broadcast`);
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

/** An operator on one tensor that keeps its shape. */
export function unary(g: Builder, type: string, x: Value, attributes?: Record<string, Attribute>): Value {
  return g.emit(type, [x], [{ shape: x.shape, type: x.type }], attributes)[0]!;
}

export function cast(g: Builder, x: Value, type: ElementType): Value {
  if (x.type === type) return x;
  const to = { float32: 1, int32: 6, int64: 7, bool: 9 }[type];
  return g.emit('Cast', [x], [{ shape: x.shape, type }], { to })[0]!;
}

/** Makes the repetitions of broadcasting explicit. */
export function expand(g: Builder, x: Value, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return x;
  return g.emit('Expand', [x, g.constant([shape.length], 'int64', shape)], [{ shape, type: x.type }])[0]!;
}

/** An operator on two tensors that broadcast; neutral operands and needless repetitions are left out. */
export function binary(g: Builder, type: string, left: Value, right: Value): Value {
  const shape = broadcast(left.shape, right.shape);
  const [a, b] = [lean(g, left, right.shape, shape), lean(g, right, left.shape, shape)];
  const [m, n] = [uniform(a), uniform(b)];
  if (n === neutral[type]?.right && n !== undefined) return expand(g, a, shape);
  if (m === neutral[type]?.left && m !== undefined) return expand(g, b, shape);
  if (type === 'Div' && n !== undefined && b.type === 'float32') return binary(g, 'Mul', a, scalar(g, 1 / n));
  return g.emit(type, [a, b], [{ shape, type: comparisons.has(type) ? 'bool' : a.type }])[0]!;
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
  const kept = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
  const shape = keepDims ? kept : x.shape.filter((_, i) => !axes.includes(i));
  if (axes.every((i) => x.shape[i] === 1)) return reshape(g, x, shape);
  const attributes = { keepdims: keepDims ? 1 : 0, noop_with_empty_axes: 0 };
  return g.emit(type, [x, axesConstant(g, axes)], [{ shape, type: x.type }], attributes)[0]!;
}

/** `condition ? a : b`, element by element. */
export function where(g: Builder, condition: Value, a: Value, b: Value): Value {
  const shape = broadcast(broadcast(condition.shape, a.shape), b.shape);
  return g.emit('Where', [condition, a, b], [{ shape, type: a.type }])[0]!;
}
