import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { compileFunction } from '../../src/engine/compiled/compile-function.js';
import { eagerFunction } from '../../src/engine/eager-function.js';
import { generateFunction } from '../../src/engine/generated/generate-function.js';
import type { Flow } from '../../src/flows/flow.js';
import type { Arrays, Problem, Tensors, Terms } from '../../src/problem/problem.js';
import { noise } from '../../src/random/index.js';
import { defaultScales, drawRows, type FlowCase } from '../flows/conformance/case.js';
import { flowCases } from '../flows/registry.js';
import { largestDifference, onBackend } from '../support/tensors.js';
import { dimOf } from './flow-dimension.js';
import { gradientFunction, relativeError } from './gradients.js';

onBackend('cpu');

const draws = [1, 2, 3];
const engines = ['compiled', 'generated'] as const;
const functions = { compiled: compileFunction, generated: generateFunction };

/** Parameters at the two lower scales: at 3, rounding alone makes differences of 1e-4 in the steepest splines. */
function drawn(flow: Flow, item: FlowCase, seed: number): { rows: number; arrays: Arrays } {
  const { count, z, params, context } = drawRows(flow, item, seed);
  const rows = (count / defaultScales.length) * 2;
  const arrays = { z: z.slice(0, rows * flow.dim), params: params.slice(0, rows * flow.paramCount) };
  return { rows, arrays: { ...arrays, context: context.slice(0, rows * flow.contextDim) } };
}

const argumentShapes = (flow: Flow, rows: number) =>
  Object.entries({ z: flow.dim, params: flow.paramCount, context: flow.contextDim })
    .filter(([, width]) => width > 0)
    .map(([name, width]) => [name, [rows, width]] as const);

const argumentsOf = ({ z, params, context }: Tensors) =>
  [z, params ?? tf.zeros([1, 0]), context] as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D?];

/** A problem whose loss is a random mixture of z' and logDet; samples, parameters and context are all weights. */
function flowProblem(flow: Flow, rows: number): Problem {
  return {
    weights: argumentShapes(flow, rows).map(([name, shape]) => ({
      name,
      shape,
      initial: () => new Float32Array(shape[0]! * shape[1]!),
    })),
    inputs: { a: [rows, flow.dim], c: [rows] },
    loss(weights, { a, c }) {
      const { z: out, logDet } = flow.forward(...argumentsOf(weights));
      // Parameters that a flow ignores get a gradient all the same.
      const all = tf.addN(Object.values(weights).map((w) => tf.sum(tf.square(w)))) as tf.Scalar;
      return { loss: tf.add(tf.add(tf.sum(tf.mul(out, a!)), tf.sum(tf.mul(logDet, c!))), tf.mul(all, 0.01)) } as Terms;
    },
  };
}

/** inverse(forward(z)), and the logDet of the inverse. */
const roundTrip = (flow: Flow) => (tensors: Tensors) => {
  const [z, params, context] = argumentsOf(tensors);
  return { ...flow.inverse!(flow.forward(z, params, context).z, params, context) };
};

describe.each(flowCases.map((item) => [item.name, item] as const))('%s', (_, item) => {
  const flow = item.make(dimOf(item));

  it.each(engines)('%s loss and gradients equal eager at three draws', async (engine) => {
    const problem = flowProblem(flow, drawn(flow, item, 1).rows);
    const eager = await gradientFunction('eager', problem);
    const compiled = await gradientFunction(engine, problem);
    for (const seed of draws) {
      const { rows, arrays } = drawn(flow, item, seed);
      const inputs = { a: noise(seed, 'a').normal(rows * flow.dim), c: noise(seed, 'c').normal(rows) };
      const wanted = await eager.at(arrays, inputs);
      const found = await compiled.at(arrays, inputs);
      expect(relativeError([found.terms.loss], [wanted.terms.loss])).toBeLessThan(1e-4);
      for (const [name, gradient] of Object.entries(wanted.gradients)) {
        expect(relativeError(found.gradients[name]!, gradient), name).toBeLessThan(1e-4);
      }
    }
    compiled.dispose();
  });

  it.runIf(flow.inverse).each(engines)('%s inverse undoes forward as well as eager does', async (engine) => {
    const { rows, arrays } = drawn(flow, item, 1);
    const shapes = Object.fromEntries(argumentShapes(flow, rows));
    const wanted = await eagerFunction(roundTrip(flow), shapes).run(arrays);
    const compiled = await functions[engine](roundTrip(flow), shapes);
    const found = await compiled.run(arrays);
    compiled.dispose();
    // Both are off by rounding times the condition of the map, which eager's own error tells.
    const error = largestDifference(wanted.z!, arrays.z!);
    expect(largestDifference(found.z!, arrays.z!)).toBeLessThan(1e-4 + 4 * error);
    expect(relativeError(found.logDet!, wanted.logDet!)).toBeLessThan(1e-4 + 4 * error);
  });
});
