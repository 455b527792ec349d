import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { mapPoints } from '../../src/flows/map-points.js';
import { planar } from '../../src/flows/planar.js';
import { planarParams } from '../../src/flows/planar-params.js';
import { largestDifference, normal, onBackend } from '../support/tensors.js';

onBackend('wasm');

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

describe('planar', () => {
  // At wᵀz + b = 0, where tanh' = 1, logDet is ln(1 + wᵀû).
  it.each([
    ['paper', 0],
    ['shifted', Math.log(Math.E - 1)],
  ] as const)('constraint %s: 1 + wᵀû = softplus(wᵀu + %d)', (constraint, shift) => {
    const params = planarParams({ u: [0.5, -2], w: [1.5, 0.25], b: 0 });
    const [logDet] = mapPoints(planar(2, { constraint }), params, [[0, 0]]).logDet;
    expect(Math.exp(logDet!)).toBeCloseTo(softplus(0.5 * 1.5 - 2 * 0.25 + shift), 6);
  });

  it('logDet does not collapse where wᵀu is far below 0', () => {
    // D = 1, u = −40, w = 1: det at z = 0 is softplus(−40 + ln(e − 1)), which 1 + wᵀû rounds to 0.
    const { logDet } = mapPoints(planar(1), planarParams({ u: [-40], w: [1], b: 0 }), [[0]]);
    expect(logDet[0]).toBeCloseTo(-40 + Math.log(Math.E - 1), 4);
  });

  it('inverse(forward(z)) is z at large parameters, for 40 layers in 40 dimensions', () => {
    const flow = planar(40, { layers: 40 });
    const z = normal('z', 20, 40);
    const params = normal('params', 20, flow.paramCount, { scale: 0.5 });
    const forward = flow.forward(z, params);
    const back = flow.inverse(forward.z, params);
    expect(largestDifference(back.z, z)).toBeLessThan(2e-3);
    expect(largestDifference(back.logDet, tf.neg(forward.logDet))).toBeLessThan(2e-2);
  });

  it('inverse runs as many kernels in 40 dimensions as in 2', async () => {
    const kernels = async (dim: number) => {
      const flow = planar(dim);
      const [z, params] = [normal('z', 3, dim), normal('params', 1, flow.paramCount)];
      return (await tf.profile(() => flow.inverse(z, params).z)).kernels.length;
    };
    expect(await kernels(40)).toBe(await kernels(2));
  });

  it.each([
    [{ layers: 0 }, 'Expected layers to be a whole number of at least 1, got 0 (planar)'],
    [{ layers: 1.5 }, 'Expected layers to be a whole number of at least 1, got 1.5 (planar)'],
    [{ constraint: 'papper' as 'paper' }, 'Unknown constraint "papper"; did you mean "paper"?'],
  ])('options %j are a RangeError', (options, message) => {
    expect(() => planar(2, options)).toThrow(RangeError);
    expect(() => planar(2, options)).toThrow(message);
  });

  it('params of the wrong width are a RangeError that says expected and got', () => {
    expect(() => planar(40).forward(tf.zeros([100, 40]), tf.zeros([100, 80]))).toThrow(
      'Expected `params` to have shape [100 | 1, 81], got [100,80] (planar, dim 40)',
    );
  });
});
