import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { chain } from '../../src/flows/chain.js';
import { defineFlow } from '../../src/flows/define.js';
import { affine } from '../../src/flows/elementwise/affine.js';
import { affineParams } from '../../src/flows/elementwise/affine-params.js';
import { leakyRelu } from '../../src/flows/elementwise/leaky-relu.js';
import { pointwise } from '../../src/flows/elementwise/pointwise.js';
import { checkFinite, type Flow, type InvertibleFlow } from '../../src/flows/flow.js';
import { invert } from '../../src/flows/invert.js';
import { orthogonal } from '../../src/flows/linear/orthogonal.js';
import { permutation } from '../../src/flows/linear/permutation.js';
import { mapPoints } from '../../src/flows/map-points.js';
import { planar } from '../../src/flows/planar.js';
import { radial } from '../../src/flows/radial.js';
import { radialParams } from '../../src/flows/radial-params.js';
import { sylvester } from '../../src/flows/sylvester/sylvester.js';
import { onBackend } from '../support/tensors.js';

onBackend('wasm');

/** z' = z + c, for one column of context. */
const contextShift = (contextDim: number): Flow =>
  defineFlow({
    name: 'contextShift',
    dim: 1,
    paramCount: 0,
    contextDim,
    forward: (z, _, context) => ({ z: tf.add(z, tf.sum(context!, 1, true)), logDet: tf.zeros([z.shape[0]]) }),
  });

describe('chain', () => {
  it('applies its first element first', () => {
    // 3 → affine → 4 → leakyRelu → 4; and −3 → −2 → −2e.
    const flow = chain([affine(1), leakyRelu(1)]);
    const params = [...affineParams({ shift: [1], logScale: [0] }), 1];
    const { points, logDet } = mapPoints(flow, params, [[3], [-3]]);
    expect(points.flat()).toEqual([4, Math.fround(-2 * Math.E)]);
    expect(logDet).toEqual([0, 1]);
  });

  it('hands context to the elements that take it', () => {
    const flow = chain([affine(1), contextShift(2)]);
    expect(flow.contextDim).toBe(2);
    const params = tf.tensor2d([[...affineParams({ shift: [1], logScale: [0] })]]);
    const { z } = flow.forward(tf.tensor2d([[1]]), params, tf.tensor2d([[10, 100]]));
    expect(z.dataSync()[0]).toBe(112);
  });

  it('has the weakest kind of inverse of its elements', () => {
    expect(chain([radial(2), affine(2)]).inverseKind).toBe('exact');
    expect(chain([radial(2), planar(2)]).inverseKind).toBe('numeric');
    expect(chain([affine(1), contextShift(1)]).inverseKind).toBe('none');
  });

  it('starts equal elements differently', () => {
    const params = chain([planar(2), planar(2)]).initialParams(1);
    expect(params.subarray(0, 5)).not.toEqual(params.subarray(5));
  });

  it.each([
    [() => chain([]), 'Expected flows to hold at least one flow, got none (chain)'],
    [() => chain([planar(2), radial(3)]), 'Expected dim of radial to be 2 like that of planar, got 3 (chain)'],
    [() => chain([contextShift(1), contextShift(2)]), 'Expected contextDim of contextShift to be 1'],
  ])('%s is a RangeError', (make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });
});

describe('invert', () => {
  it('twice is the flow itself', () => {
    const flow = radial(2);
    const params = radialParams({ reference: [0.5, -1], rawAlpha: 2, beta: -1 });
    const image = (of: Flow) => mapPoints(of, params, [[1, 2]]).points;
    expect(image(invert(invert(flow)))).toEqual(image(flow));
  });

  it('of a flow without inverse is a TypeError', () => {
    const flow = contextShift(1) as InvertibleFlow;
    expect(() => invert(flow)).toThrow(TypeError);
    expect(() => invert(flow)).toThrow('Expected the flow to offer an inverse, got none (contextShift, dim 1)');
  });
});

describe('constructors complain about', () => {
  it.each([
    ['dim 0', () => affine(0), 'Expected dim to be a whole number of at least 1, got 0 (affine)'],
    ['an unknown function', () => pointwise(2, 'sigmoyd' as 'sigmoid'), 'did you mean "sigmoid"?'],
    ['an unknown permutation', () => permutation(2, { kind: 'swop' as 'swap' }), 'did you mean "swap"?'],
    [
      'more columns than D',
      () => sylvester(2, { columns: 3 }),
      'Expected columns to be a whole number from 1 to 2, got 3',
    ],
    ['too few columns', () => sylvester(3, { kind: 'triangular', columns: 2 }), 'Expected columns to be 3, got 2'],
    ['an unknown Sylvester flow', () => sylvester(3, { kind: 'qr' as 'householder' }), 'Unknown Sylvester flow "qr"'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });
});

describe('checkFinite', () => {
  it('accepts finite numbers', () => checkFinite('params', tf.tensor2d([[1, -1e30]])));

  it('is a RangeError that says what and where', () => {
    const params = tf.tensor2d([
      [0, 1, 2],
      [3, Number.NaN, 5],
    ]);
    expect(() => checkFinite('params', params, 'planar, dim 1')).toThrow(
      new RangeError('Expected `params` to be finite, got NaN at [1, 1] (planar, dim 1)'),
    );
  });

  it('finds what a map gives outside its domain', () => {
    const { z } = pointwise(1, 'logit').forward(tf.tensor2d([[2]]), tf.zeros([1, 0]));
    expect(() => checkFinite('z', z)).toThrow('got NaN at [0, 0]');
  });
});

describe('fixed maps', () => {
  it('permutation: z′ᵢ = z[order[i]], and the seed is kept', () => {
    const flow = permutation(5, { seed: 7 });
    const { z } = flow.forward(tf.tensor2d([[0, 10, 20, 30, 40]]), tf.zeros([1, 0]));
    expect([...z.dataSync()]).toEqual(flow.order.map((i) => 10 * i));
    expect(permutation(5, { seed: flow.seed }).order).toEqual(flow.order);
    expect(permutation(4, { kind: 'swap' }).order).toEqual([2, 3, 0, 1]);
    expect(permutation(3, { kind: 'reversed' }).order).toEqual([2, 1, 0]);
  });

  it('orthogonal: another seed is another rotation, the same seed the same', () => {
    const image = (seed: number) => [
      ...orthogonal(3, { seed })
        .forward(tf.ones([1, 3]), tf.zeros([1, 0]))
        .z.dataSync(),
    ];
    expect(image(1)).toEqual(image(1));
    expect(image(1)).not.toEqual(image(2));
  });
});
