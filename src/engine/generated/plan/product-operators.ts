import { type Operator, sizeOf } from '../../onnx/graph.js';
import type { Vector, Vectors } from '../maths/vectors.js';
import type { Lower, Lowering } from './lowering.js';
import { freshView } from './placement.js';
import { isView, type Operand, panelSizes } from './statement.js';
import { broadcastView, slicedView, transposedView, type View } from './view.js';

/** Up to so many terms a product is written out in the loop over its elements. */
const mostTerms = 8;
/** Up to so many rows or columns are loops of their own, which find together with those before and after. */
const mostRows = 4;

/** Products of matrices: short sums are loops element by element, others a loop or function of their own. */
export const productOperators: Readonly<Record<string, Lower>> = {
  Gemm: (l, { inputs, outputs, attributes }) => {
    const [a, b, bias] = inputs;
    const home = l.home(outputs[0]!);
    const turned = (view: View, isTurned: unknown) => (isTurned ? transposedView(view, [1, 0]) : view);
    const product = {
      a: turned(l.view(a!), attributes.transA),
      b: turned(l.view(b!), attributes.transB),
      result: home,
      ...(bias && { bias: l.operand(bias, home.shape) }),
    };
    multiply(l, product);
  },
  MatMul: (l, operator) => batches(l, operator),
};

/** A product of matrices [M, K] and [K, N], or of stacks of them; the bias has the shape of the result. */
interface Product {
  a: View;
  b: View;
  bias?: Operand;
  result: View;
}

function multiply(l: Lowering, product: Product): void {
  const { a, result } = product;
  const [rows, columns] = result.shape as [number, number];
  const terms = a.shape[1]!;
  if (terms <= mostTerms) {
    const few = rows > 1 && rows <= mostRows ? 0 : columns > 1 && columns <= mostRows ? 1 : undefined;
    const parts = few === undefined ? [product] : lines(product, few);
    for (const part of parts) writtenOut(l, part);
  } else if (rows <= mostRows || columns <= mostRows) summed(l, product);
  else blocked(l, product);
}

/** A large product, row after row of the result. */
function blocked(l: Lowering, product: Product): void {
  const { a, b, bias, result } = product;
  if (result.strides[1] !== 1 && result.strides[0] === 1) {
    const [turnedA, turnedB] = [transposedView(b, [1, 0]), transposedView(a, [1, 0])];
    const turnedBias = bias && (isView(bias) ? transposedView(bias, [1, 0]) : bias);
    const turned = { a: turnedA, b: turnedB, result: transposedView(result, [1, 0]) };
    blocked(l, { ...turned, ...(turnedBias && { bias: turnedBias }) });
    return;
  }
  const panels = {
    a: inPanels(l, transposedView(a, [1, 0]), panelSizes.rows),
    b: inPanels(l, b, panelSizes.columns),
  };
  l.emit({ kind: 'product', ...panels, result, ...(bias && { bias: asView(l, bias, result) }) });
}

/** Copies a matrix into panels of so many of its columns. */
function inPanels(l: Lowering, { strides: [along, across], ...matrix }: View, width: number): View {
  const [terms, columns] = matrix.shape as [number, number];
  const whole = Math.floor(columns / width);
  const panels = freshView([Math.ceil(columns / width), terms, width]);
  const part = (panel: number, count: number, size: number) => {
    const shape = [count, terms, size];
    const offset = matrix.offset + panel * width * across!;
    const source = { ...matrix, offset, shape, strides: [across! * width, along!, across!] };
    l.copy(source, slicedView(panels, [panel, 0, 0], shape));
  };
  if (whole > 0) part(0, whole, width);
  if (columns > whole * width) part(whole, 1, columns - whole * width);
  return panels;
}

/** A bias that is one number everywhere lies in memory like others. */
function asView(l: Lowering, bias: Operand, { shape }: View): View {
  if (isView(bias)) return bias;
  const one: View = { buffer: { size: 1 }, offset: 0, shape, strides: shape.map(() => 0) };
  l.copy(bias, { ...one, shape: [1], strides: [0] });
  return one;
}

/** The rows (axis 0) or columns (axis 1) of a product, each by itself. */
function lines({ a, b, bias, result }: Product, axis: 0 | 1): Product[] {
  const line = (view: View, i: number) => {
    const at = view.shape.map((_, k) => (k === axis ? i : 0));
    const sizes = view.shape.map((n, k) => (k === axis ? 1 : n));
    return slicedView(view, at, sizes);
  };
  return Array.from({ length: result.shape[axis]! }, (_, i) => ({
    a: axis === 0 ? line(a, i) : a,
    b: axis === 1 ? line(b, i) : b,
    result: line(result, i),
    ...(bias && { bias: isView(bias) ? line(bias, i) : bias }),
  }));
}

/** Σₖ aₖ·bₖ with its terms one after the other. */
function writtenOut(l: Lowering, { a, b, bias, result }: Product): void {
  const { shape } = result;
  const [last, before] = [shape.length - 1, shape.length - 2];
  const terms = a.shape.at(-1)!;
  const term = (view: View, axis: number, k: number) => {
    const start = view.shape.map((_, i) => (i === axis ? k : 0));
    const sizes = view.shape.map((n, i) => (i === axis ? 1 : n));
    return broadcastView(slicedView(view, start, sizes), shape);
  };
  const pairs = Array.from({ length: terms }, (_, k) => [term(a, last, k), term(b, before, k)]);
  const compute = (v: Vectors, operands: readonly Vector[]) => {
    const products = pairs.map((_, k) => v.apply('f32x4.mul', operands[2 * k]!, operands[2 * k + 1]!));
    const summands = bias ? [...products, operands[2 * terms]!] : products;
    const [first = v.constant('f32x4', 0), ...others] = summands;
    return others.reduce((sum, summand) => v.apply('f32x4.add', sum, summand), first);
  };
  l.emit({ kind: 'loop', shape, operands: [...pairs.flat(), ...(bias ? [bias] : [])], compute, result });
}

/** Σₖ aₖ·bₖ as a sum along one more axis; the bias follows in a loop of its own. */
function summed(l: Lowering, { a, b, bias, result }: Product): void {
  const batch = result.shape.slice(0, -2);
  const [rows, terms, columns] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  const shape = [...batch, rows, columns, terms];
  const insert = (view: View, at: number, size: number, stride = 0): View => ({
    ...view,
    shape: view.shape.toSpliced(at, 0, size),
    strides: view.strides.toSpliced(at, 0, stride),
  });
  const axes = batch.map((_, i) => i);
  const sum = bias ? freshView(result.shape) : result;
  const turned = transposedView(b, [...axes, batch.length + 1, batch.length]);
  l.emit({
    kind: 'loop',
    shape,
    operands: [insert(a, batch.length + 1, columns), insert(turned, batch.length, rows)],
    compute: (v, [x, y]) => v.apply('f32x4.mul', x!, y!),
    result: insert(sum, batch.length + 2, terms),
    reduction: { name: 'add', axes: [batch.length + 2], type: 'float32' },
  });
  if (!bias) return;
  l.emit({
    kind: 'loop',
    shape: result.shape,
    operands: [sum, bias],
    compute: (v, [x, y]) => v.apply('f32x4.add', x!, y!),
    result,
  });
}

/** Up to so many large products of a stack are made one by one. */
const mostProducts = 64;

function batches(l: Lowering, { inputs, outputs }: Operator): void {
  const result = l.home(outputs[0]!);
  const batch = result.shape.slice(0, -2);
  const [a, b] = inputs.map((value) => broadcastView(l.view(value), [...batch, ...value.shape.slice(-2)])) as [
    View,
    View,
  ];
  const [rows, columns] = result.shape.slice(-2) as [number, number];
  const isLarge = a.shape.at(-1)! > mostTerms && rows > mostRows && columns > mostRows;
  if (a.shape.at(-1)! <= mostTerms) writtenOut(l, { a, b, result });
  else if (isLarge && sizeOf(batch) <= mostProducts) {
    for (const at of placesIn(batch))
      multiply(l, { a: matrixAt(a, at), b: matrixAt(b, at), result: matrixAt(result, at) });
  } else summed(l, { a, b, result });
}

function placesIn(shape: readonly number[]): number[][] {
  const [n, ...rest] = shape;
  if (n === undefined) return [[]];
  return Array.from({ length: n }, (_, i) => placesIn(rest).map((place) => [i, ...place])).flat();
}

const matrixAt = ({ buffer, offset, shape, strides }: View, at: readonly number[]): View => ({
  buffer,
  offset: at.reduce((sum, i, axis) => sum + i * strides[axis]!, offset),
  shape: shape.slice(-2),
  strides: strides.slice(-2),
});
