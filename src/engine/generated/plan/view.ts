import type { Values } from '../../onnx/graph.js';
import { sizeOf } from '../../onnx/graph.js';

/** A piece of memory for numbers of 32 bits. */
export interface Buffer {
  /** How many numbers. */
  readonly size: number;
  /** Where it lies for good, in bytes; the others are given a place while they are in use. */
  address?: number;
  /** What it holds from the start. */
  readonly constant?: Values;
}

/** The numbers of a tensor in a buffer: where the first lies, and how far the next along each axis. */
export interface View {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Distances of neighbours along each axis where numbers lie row after row. */
export function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * shape[i + 1]!;
  return strides;
}

/** A whole buffer, or a part of it, row after row. */
export const rowsOf = (buffer: Buffer, shape: readonly number[], offset = 0): View => ({
  buffer,
  offset,
  shape,
  strides: rowMajor(shape),
});

/** A view under a larger shape: along axes that are repeated the next number is the same. */
export function broadcastView(view: View, shape: readonly number[]): View {
  const missing = shape.length - view.shape.length;
  const strides = shape.map((n, i) => (i < missing || view.shape[i - missing] !== n ? 0 : view.strides[i - missing]!));
  return { ...view, shape, strides };
}

export const transposedView = (view: View, perm: readonly number[]): View => ({
  ...view,
  shape: perm.map((i) => view.shape[i]!),
  strides: perm.map((i) => view.strides[i]!),
});

export function slicedView(
  view: View,
  starts: readonly number[],
  sizes: readonly number[],
  steps: readonly number[] = starts.map(() => 1),
): View {
  const offset = starts.reduce((sum, start, i) => sum + start * view.strides[i]!, view.offset);
  return { ...view, offset, shape: sizes, strides: view.strides.map((stride, i) => stride * steps[i]!) };
}

/** The same numbers under another shape, or undefined where that takes a copy. */
export function reshapedView(view: View, shape: readonly number[]): View | undefined {
  const strides = reshapedStrides(axesOf(view), shape);
  return strides && { ...view, shape, strides };
}

interface Axis {
  size: number;
  stride: number;
}

/** The axes of a view without those of length 1, neighbours made one where they can be. */
function axesOf({ shape, strides }: View): Axis[] {
  const axes: Axis[] = [];
  for (const [i, size] of shape.entries()) {
    if (size === 1) continue;
    const last = axes.at(-1);
    if (last && last.stride === strides[i]! * size)
      Object.assign(last, { size: last.size * size, stride: strides[i]! });
    else axes.push({ size, stride: strides[i]! });
  }
  return axes;
}

function reshapedStrides(axes: readonly Axis[], shape: readonly number[]): number[] | undefined {
  if (sizeOf(shape) <= 1) return shape.map(() => 0);
  const strides: number[] = [];
  let at = axes.length - 1;
  let done = 1; // Of the axis at `at`.
  for (const size of shape.toReversed()) {
    if (size === 1) {
      strides.push(0);
      continue;
    }
    if (at >= 0 && done === axes[at]!.size) [at, done] = [at - 1, 1];
    const axis = axes[at];
    if (!axis || (axis.size / done) % size !== 0) return undefined;
    strides.push(axis.stride * done);
    done *= size;
  }
  return strides.reverse();
}

export const sameView = (a: View, b: View): boolean =>
  a.buffer === b.buffer &&
  a.offset === b.offset &&
  a.shape.length === b.shape.length &&
  a.shape.every((n, i) => n === b.shape[i] && (n === 1 || a.strides[i] === b.strides[i]));

/** The first and the last number of a view in its buffer. */
export function extentOf({ offset, shape, strides }: View): { first: number; last: number } {
  let [first, last] = [offset, offset];
  for (const [i, n] of shape.entries()) {
    const reach = (n - 1) * strides[i]!;
    if (reach < 0) first += reach;
    else last += reach;
  }
  return { first, last };
}
