import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { Flow } from '../../src/flows/flow.js';
import { plainText } from '../../src/problem/plain.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';
import { flowCases } from './registry.js';

onBackend('cpu');

/** Two points between 0 and 1, which every flow of the registry maps. */
function mapped(flow: Flow): number[] {
  const tensorOf = (name: string, columns: number) =>
    tf.tensor2d(noise(0, name).uniform(2 * columns), [2, columns]) as tf.Tensor2D;
  return tf.tidy(() => {
    const context = flow.contextDim > 0 ? tensorOf('context', flow.contextDim) : undefined;
    const { z, logDet } = flow.forward(tensorOf('z', flow.dim), tensorOf('params', flow.paramCount), context);
    return [...z.dataSync(), ...logDet.dataSync()];
  });
}

const largestGap = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));

it('flows with the same config are the same map of their parameters', () => {
  const first = new Map<string, Flow>();
  for (const dim of [3, 4]) {
    for (const { make } of flowCases.filter(({ dims }) => dims?.includes(dim) ?? true)) {
      const flow = make(dim);
      const twin = first.get(plainText(flow.config));
      // Two ways to compute one transform differ by their rounding.
      if (twin) expect(largestGap(mapped(flow), mapped(twin)), flow.name).toBeLessThan(1e-5);
      else first.set(plainText(flow.config), flow);
    }
  }
  expect(first.size).toBeGreaterThan(flowCases.length);
});
