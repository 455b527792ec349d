import { describe, expect, it } from 'vitest';
import * as flows from '../../src/flows/index.js';

const {
  affineParams,
  circularConvolutionParams,
  planarParams,
  pluParams,
  qrParams,
  radialParams,
  sinhArcsinhParams,
  slogParams,
  sylvesterParams,
  triangularParams,
} = flows;

describe('names complain about', () => {
  const two = { u: [1, 2], w: [1, 2], b: 0 };
  const eye = [
    [1, 0],
    [0, 1],
  ];
  it.each<[string, () => unknown, string]>([
    ['no layers', () => planarParams([]), 'Expected layers to be a whole number of at least 1, got 0 (planarParams)'],
    [
      'no coordinates',
      () => planarParams({ u: [], w: [], b: 0 }),
      'Expected dim to be a whole number of at least 1, got 0',
    ],
    [
      'another length',
      () => planarParams([two, { ...two, w: [1] }]),
      'Expected w of layer 2 to have 2 numbers, got 1 (planarParams)',
    ],
    [
      'NaN',
      () => planarParams({ ...two, b: Number.NaN }),
      'Expected b of layer 1 to be finite, got NaN at 0 (planarParams)',
    ],
    [
      'more than float32 holds',
      () => planarParams({ ...two, u: [1, 1e39] }),
      'Expected u of layer 1 to be finite, got 1e+39 at 1',
    ],
    [
      'part of a layer',
      () => flows.readPlanarParams([1, 2, 3, 4], 2),
      'Expected `params` to make whole layers of 5 numbers, got 4 (readPlanarParams, dim 2)',
    ],
    [
      'no parameters',
      () => flows.readRadialParams([], 2),
      'Expected `params` to make whole layers of 4 numbers, got 0 (readRadialParams, dim 2)',
    ],
    [
      'parameters that are not finite',
      () => flows.readRadialParams([0, 0, 0, Infinity], 2),
      'Expected `params` to be finite, got Infinity at 3 (readRadialParams, dim 2)',
    ],
    [
      'α of 0',
      () => radialParams({ reference: [0], alpha: 0, betaHat: 1 }),
      'Expected alpha of layer 1 to be above 0, got 0 at 0 (radialParams)',
    ],
    [
      'β̂ = −α',
      () => radialParams({ reference: [0], alpha: 2, betaHat: -2 }),
      'Expected betaHat of layer 1 to be above −alpha = -2, got -2 at 0 (radialParams)',
    ],
    ['α below 0', () => slogParams({ alpha: [1, -1] }), 'Expected alpha to be above 0, got -1 at 1 (slogParams)'],
    [
      'a count of parameters',
      () => flows.readSlogParams([1, 2], 3),
      'Expected `params` to have 3 numbers, got 2 (readSlogParams, dim 3)',
    ],
    [
      'a skew',
      () => sinhArcsinhParams({ skew: [10], tail: [1] }),
      'Expected skew to be between −10 and 10, got 10 at 0 (sinhArcsinhParams)',
    ],
    [
      'a tail',
      () => sinhArcsinhParams({ skew: [0], tail: [3] }),
      'Expected tail to be between 1/e and e, got 3 at 0 (sinhArcsinhParams)',
    ],
    [
      'lists of two lengths',
      () => affineParams({ shift: [1, 2], logScale: [1] }),
      'Expected logScale to have 2 numbers, got 1 (affineParams)',
    ],
    [
      'a full matrix',
      () =>
        triangularParams([
          [1, 2],
          [0, 1],
        ]),
      'Expected the matrix to be 0 above its diagonal, got 2 at [0, 1] (triangularParams)',
    ],
    [
      'a matrix that is not square',
      () => triangularParams([[1, 0]]),
      'Expected the matrix to have 1 numbers in row 0, got 2 (triangularParams)',
    ],
    [
      'a negative diagonal',
      () =>
        triangularParams([
          [1, 0],
          [0, -1],
        ]),
      'Expected the diagonal of the matrix to be above 0, got -1 at 1',
    ],
    [
      'L without ones',
      () =>
        pluParams({
          lower: [
            [1, 0],
            [0, 2],
          ],
          upper: eye,
        }),
      'Expected the diagonal of lower to be 1, got 2 at 1 (pluParams)',
    ],
    [
      'U of another size',
      () => pluParams({ lower: eye, upper: [[1]] }),
      'Expected upper to have 2 rows, got 1 (pluParams)',
    ],
    [
      'no reflections',
      () => qrParams({ reflections: [], upper: eye }),
      'Expected reflections to be a whole number of at least 1, got 0 (qrParams)',
    ],
    [
      'a reflection of another length',
      () => qrParams({ reflections: [[1]], upper: eye }),
      'Expected reflection 1 to have 2 numbers, got 1 (qrParams)',
    ],
    [
      'R with a diagonal of 1',
      () => sylvesterParams({ basis: [], R: [[1]], RTilde: [[0]], b: [0] }),
      'Expected the diagonal of R of layer 1 to be between −1 and 1, got 1 at 0 (sylvesterParams)',
    ],
    [
      'options that the flow refuses',
      () => flows.readSylvesterParams([], 2, { columns: 3 }),
      'Expected columns to be a whole number from 1 to 2, got 3',
    ],
    [
      'phases without a frequency',
      () => circularConvolutionParams({ rho: [1, 2], phi: [1, 2] }),
      'Expected phi to have one number less than rho, which has 2, or two, got 2 (circularConvolutionParams)',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });
});
