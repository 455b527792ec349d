import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { planar, useBackend } from '../../src/index.js';

beforeAll(async () => void (await useBackend('wasm')));

it('planar: the initial parameters are the identity map', () => {
  const flow = planar(3, { layers: 4 });
  const z = tf.randomNormal([5, 3], 0, 1, 'float32', 1) as tf.Tensor2D;
  const { z: out, logDet } = flow.forward(z, tf.tensor2d([...flow.initialParams(1)], [1, flow.paramCount]));
  expect(tf.max(tf.abs(tf.sub(out, z))).dataSync()[0]).toBeLessThan(1e-6);
  expect(tf.max(tf.abs(logDet)).dataSync()[0]).toBeLessThan(1e-6);
});

it('planar: params of the wrong width are a RangeError that says expected and got', () => {
  const flow = planar(40);
  expect(() => flow.forward(tf.zeros([100, 40]), tf.zeros([100, 80]))).toThrow(
    'Expected `params` to have shape [100 | 1, 81], got [100,80] (planar, dim 40)',
  );
});
