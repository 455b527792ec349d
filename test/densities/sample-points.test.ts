import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { samplePoints } from '../../src/densities/density.js';
import { standardNormal } from '../../src/densities/diagonal-gaussian.js';
import { flowDistribution } from '../../src/flows/flow-distribution.js';
import { mapPoints } from '../../src/flows/map-points.js';
import { planar } from '../../src/flows/planar.js';
import { planarParams } from '../../src/flows/planar-params.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';

onBackend('wasm');

it('samplePoints of a standard normal: the noise itself, row after row, and no tensor left', () => {
  const before = tf.memory().numTensors;
  const points = samplePoints(standardNormal(3), 4, noise(1, 'points'));
  expect(tf.memory().numTensors).toBe(before);
  expect(points.map((point) => point.length)).toEqual([3, 3, 3, 3]);
  expect(points.flat()).toEqual([...noise(1, 'points').normal(12)]);
});

it('samplePoints of a flow: those of its base, mapped', () => {
  const flow = planar(2);
  const params = planarParams({ u: [1, -0.5], w: [0.8, 0.3], b: 0.2 });
  const q = flowDistribution(standardNormal(2), flow, params);
  const base = samplePoints(standardNormal(2), 5, noise(2, 'points'));
  expect(samplePoints(q, 5, noise(2, 'points'))).toEqual(mapPoints(flow, params, base).points);
});
