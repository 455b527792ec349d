import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { generateFunction } from '../../../src/engine/generated/generate-function.js';
import { type FusedLoops, fuse } from '../../../src/engine/generated/plan/fuse.js';
import { lower } from '../../../src/engine/generated/plan/lower.js';
import { giveAddresses, writtenResults } from '../../../src/engine/generated/plan/memory.js';
import {
  broadcastView,
  reshapedView,
  rowsOf,
  slicedView,
  transposedView,
  type View,
} from '../../../src/engine/generated/plan/view.js';
import { sizeOf } from '../../../src/engine/onnx/graph.js';
import { traceFunction } from '../../../src/engine/trace/trace.js';
import { TraceError } from '../../../src/engine/trace/trace-error.js';
import type { Tensors } from '../../../src/problem/problem.js';
import { onBackend } from '../../support/tensors.js';

onBackend('cpu');

/** The places of a view's numbers in its buffer, row after row. */
function placesOf({ offset, shape, strides }: View): number[] {
  return shape.reduce(
    (places, n, i) => places.flatMap((place) => Array.from({ length: n }, (_, k) => place + k * strides[i]!)),
    [offset],
  );
}

/** All ways to write a number of elements as a shape of up to three axes. */
const shapesOf = (size: number): number[][] => {
  const divisors = Array.from({ length: size }, (_, i) => i + 1).filter((n) => size % n === 0);
  const pairs = divisors.map((n) => [n, size / n]);
  return [[size], ...pairs, ...pairs.flatMap(([m, n]) => shapesOfTwo(n!).map((rest) => [m!, ...rest]))];
};
const shapesOfTwo = (size: number): number[][] =>
  Array.from({ length: size }, (_, i) => i + 1).flatMap((n) => (size % n === 0 ? [[n, size / n]] : []));

describe('views', () => {
  it('a reshape without a copy names the same places in the same order', () => {
    const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(shape, fc.nat(), fc.nat(), fc.boolean(), (sizes, a, b, isRepeated) => {
        const whole = rowsOf({ size: sizeOf(sizes) }, sizes, 5);
        const turned = a % 2 === 0 ? whole : transposedView(whole, sizes.map((_, i) => i).reverse());
        const cut = slicedView(
          turned,
          turned.shape.map((n) => b % n),
          turned.shape.map((n) => n - (b % n)),
        );
        const view = isRepeated ? broadcastView(cut, [2, ...cut.shape]) : cut;
        const candidates = shapesOf(sizeOf(view.shape));
        const reshaped = reshapedView(view, candidates[a % candidates.length]!);
        if (reshaped) expect(placesOf(reshaped)).toEqual(placesOf(view));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('a reshape that merges axes which are not neighbours in memory takes a copy', () => {
    const turned = transposedView(rowsOf({ size: 6 }, [2, 3]), [1, 0]);
    expect(reshapedView(turned, [6])).toBeUndefined();
    expect(reshapedView(turned, [3, 1, 2])!.strides).toEqual([1, 0, 3]);
  });
});

/** The steps of a function of x [8, 16], and the bytes of memory beside inputs and outputs. */
function planOf(fn: (inputs: Tensors) => Tensors) {
  const graph = traceFunction(fn, { x: [8, 16] });
  let end = 0;
  const place = (shape: readonly number[]) => {
    const address = end;
    end += sizeOf(shape) * 4;
    return rowsOf({ size: sizeOf(shape), address }, shape);
  };
  const inputs = new Map(graph.inputs.map(({ input, shape }) => [input!, place(shape)]));
  const outputs = new Map([...graph.outputs].map(([name, { shape }]) => [name, place(shape)]));
  const steps = fuse(lower(graph, inputs, outputs));
  const written = writtenResults(steps);
  return { steps, written, bytes: giveAddresses(steps, written, end) - end };
}

describe('steps', () => {
  it('operators on the same numbers are one loop, and what is between them is not written', () => {
    const { steps, written, bytes } = planOf(({ x }) => ({ y: tf.sum(tf.square(tf.tanh(tf.softplus(x!))), 1) }));
    expect(steps).toHaveLength(1);
    expect((steps[0] as FusedLoops).statements.length).toBeGreaterThan(8);
    expect([written.size, bytes]).toEqual([1, 0]);
  });

  it('a result of another axis order waits until its operand is written', () => {
    const { steps } = planOf(({ x }) => ({ y: tf.add(tf.exp(x!), tf.transpose(tf.exp(x!)).reshape([8, 16])) }));
    expect(steps.length).toBeGreaterThan(1);
  });

  it('the parts of a concatenation are computed in their places', () => {
    const { steps } = planOf(({ x }) => ({ y: tf.concat([tf.exp(x!), tf.neg(x!)], 1) }));
    expect(steps.map((step) => (step as FusedLoops).statements.length)).toEqual([2]);
  });

  it('what is not in use at the same time shares memory', () => {
    const square = (x: tf.Tensor) => tf.matMul(tf.matMul(x, x, false, true), x);
    const bytesOf = (times: number) =>
      planOf(({ x }) => ({ y: Array.from({ length: times }, () => square).reduce((y, f) => f(y), x!) })).bytes;
    expect(bytesOf(10)).toBe(bytesOf(3));
  });
});

describe('what the generated engine does not know is refused by name', () => {
  const make = (fn: (x: tf.Tensor) => tf.Tensor) => generateFunction(({ x }) => ({ y: fn(x!) }), { x: [4] });

  it('a kernel without a form', async () => {
    const failure = make((x) => tf.topk(x, 2).values);
    await expect(failure).rejects.toThrow(TraceError);
    await expect(failure).rejects.toThrow(/kernel TopK has no ONNX form, called at .*plan\.test\.ts:\d+/);
  });

  it('indices that are computed', async () => {
    const failure = make((x) => tf.gather(x, tf.cast(x, 'int32')));
    await expect(failure).rejects.toThrow('Cannot compile: indices that depend on the inputs');
  });

  it('a page or processor that has no WebAssembly with SIMD', async () => {
    vi.stubGlobal('WebAssembly', {
      ...Object.fromEntries(['Memory', 'Module', 'Instance'].map((name) => [name, Reflect.get(WebAssembly, name)])),
      instantiate: () => Promise.reject(new Error('Wasm SIMD unsupported')),
    });
    const failure = make((x) => tf.exp(x));
    await expect(failure).rejects.toThrow(TraceError);
    await expect(failure).rejects.toThrow('Cannot compile: WebAssembly says Wasm SIMD unsupported');
    vi.unstubAllGlobals();
  });
});
