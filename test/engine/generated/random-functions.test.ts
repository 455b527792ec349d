import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eagerFunction } from '../../../src/engine/eager-function.js';
import { generateFunction } from '../../../src/engine/generated/generate-function.js';
import { sizeOf } from '../../../src/engine/onnx/graph.js';
import type { Tensors } from '../../../src/problem/problem.js';
import { noise } from '../../../src/random/index.js';
import { largestDifference, onBackend } from '../../support/tensors.js';
import { randomCases, randomFunction } from './random-functions.js';

onBackend('cpu');

it('random functions, and their gradients, are what eager makes of them', async () => {
  await fc.assert(
    fc.asyncProperty(randomCases, async ({ choices, shape }) => {
      const f = randomFunction(choices);
      const total = (x: tf.Tensor, y: tf.Tensor) =>
        tf.addN(Object.values(f(x, y)).map((out) => tf.mean(tf.sin(out)))) as tf.Scalar;
      const fn = ({ x, y }: Tensors) => {
        const gradients = tf.grads((a, b) => tf.add(total(a!, b!), tf.mean(tf.add(a!, b!))))([x!, y!]);
        return { ...f(x!, y!), dx: gradients[0]!, dy: gradients[1]! };
      };
      const shapes = { x: shape, y: shape };
      const inputs = { x: noise(1, 'x').normal(sizeOf(shape)), y: noise(1, 'y').normal(sizeOf(shape)) };
      const wanted = await eagerFunction(fn, shapes)
        .run(inputs)
        .catch(() => fc.pre(false)); // tfjs has no gradients of some kernels at some ranks.
      const generated = await generateFunction(fn, shapes);
      const found = await generated.run(inputs);
      for (const [name, values] of Object.entries(wanted!)) {
        expect(found[name]).toHaveLength(values.length);
        const scale = Math.max(1, ...values.map(Math.abs)); // What cancels leaves rounding alone.
        expect(largestDifference(found[name]!, values), name).toBeLessThan(1e-4 * scale);
      }
    }),
    { numRuns: 60, seed: 1 },
  );
});
