import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { Flow } from '../../src/flows/flow.js';
import { flowErrors } from '../../src/flows/flow-errors.js';
import { triangular } from '../../src/flows/linear/triangular.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

const flow = triangular(3);
const params = noise(1, 'params').normal(flow.paramCount);
const points = [
  [0.3, -1, 2],
  [-0.5, 0.1, 0],
];

it('flowErrors: rounding of float32 for a flow that is right', () => {
  const { logDet, logDetError, inverseError } = flowErrors(flow, params, points);
  expect(logDet).toHaveLength(2);
  expect(logDetError).toBeLessThan(1e-5);
  expect(inverseError).toBeLessThan(1e-5);
});

it('flowErrors: shows how much a logDet is off, and a flow without inverse has no error of it', () => {
  const { inverse: _, ...oneWay } = flow;
  const wrong: Flow = {
    ...oneWay,
    forward: (z, p) => {
      const { z: out, logDet } = flow.forward(z, p);
      return { z: out, logDet: tf.add(logDet, 0.25) as tf.Tensor1D };
    },
  };
  const { logDetError, inverseError } = flowErrors(wrong, params, points);
  expect(logDetError).toBeCloseTo(0.25, 5);
  expect(inverseError).toBeUndefined();
});
