import type { Builder } from './builder.js';
import { broadcast } from './elementwise.js';
import { sameShape, type Value } from './graph.js';
import { reshape, transpose } from './layout.js';

/** Matrix product over the last two axes, with optional transposes; two axes make a Gemm, which takes transposes for free. */
export function matMul(g: Builder, a: Value, b: Value, transA = false, transB = false): Value {
  return a.shape.length === 2 && b.shape.length === 2
    ? gemm(g, a, b, transA, transB)
    : batched(g, a, b, transA, transB);
}

function gemm(g: Builder, left: Value, right: Value, transLeft: boolean, transRight: boolean): Value {
  const [a, transA] = untransposed(left, transLeft);
  const [b, transB] = untransposed(right, transRight);
  const shape = [a.shape[transA ? 1 : 0]!, b.shape[transB ? 0 : 1]!];
  const attributes = { transA: transA ? 1 : 0, transB: transB ? 1 : 0, alpha: { float: 1 }, beta: { float: 1 } };
  return g.emit('Gemm', [a, b], [{ shape, type: 'float32' }], attributes)[0]!;
}

/** What a matrix is the transpose of; a reshaped row or column is one too. */
function untransposed(x: Value, trans: boolean): [Value, boolean] {
  const [source] = x.producer?.inputs ?? [];
  const isFlipped = source && sameShape(source.shape, [x.shape[1]!, x.shape[0]!]);
  const isReshaped = x.producer?.type === 'Reshape' && x.shape.includes(1);
  return isFlipped && (x.producer?.type === 'Transpose' || isReshaped) ? [source, !trans] : [x, trans];
}

function batched(g: Builder, left: Value, right: Value, transA: boolean, transB: boolean): Value {
  const swap = (x: Value) => {
    const axes = x.shape.map((_, i) => i);
    return transpose(g, x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
  };
  const [a, b] = [transA ? swap(left) : left, transB ? swap(right) : right];
  const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (batch.every((size) => size === 1)) {
    return reshape(g, gemm(g, reshape(g, a, [m, k]), reshape(g, b, [k, n]), false, false), [...batch, m, n]);
  }
  return g.emit('MatMul', [a, b], [{ shape: [...batch, m, n], type: 'float32' }])[0]!;
}
