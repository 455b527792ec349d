import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as flows from '../../src/flows/index.js';
import { jacobianAt, mapPoints } from '../../src/flows/index.js';
import { onBackend } from '../support/tensors.js';

onBackend('wasm');

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

const close = (got: ArrayLike<number>, wanted: ArrayLike<number>, digits = 5) => {
  expect(got).toHaveLength(wanted.length);
  for (const [i, value] of Array.from(got).entries()) expect(value).toBeCloseTo(wanted[i]!, digits);
};

describe('parameters by name are those laid out by hand', () => {
  const layer = (n: number) => ({ u: [n, n + 0.25], w: [-n, 2 * n], b: n / 2 });
  const reference = [0.5, -1, 2];
  it.each<[string, Float32Array, number[]]>([
    ['planar, a layer', planarParams({ u: [1.25, -2], w: [1.5, 3], b: 0.5 }), [1.25, -2, 1.5, 3, 0.5]],
    [
      'planar, 3 layers',
      planarParams([layer(1), layer(2), layer(3)]),
      [...[1, 1.25, 2, 2.25, 3, 3.25], ...[-1, 2, -2, 4, -3, 6], ...[0.5, 1, 1.5]],
    ],
    ['radial, a layer', radialParams({ reference, rawAlpha: 0.25, beta: -3 }), [0.5, -1, 2, 0.25, -3]],
    [
      'radial, 2 layers',
      radialParams([
        { reference, rawAlpha: 0.25, beta: -3 },
        { reference: [4, 5, 6], rawAlpha: 7, beta: 8 },
      ]),
      [0.5, -1, 2, 4, 5, 6, 0.25, 7, -3, 8],
    ],
    ['affine', affineParams({ shift: [1, 2], logScale: [3, 4] }), [1, 2, 3, 4]],
    ['slog', slogParams({ rawAlpha: [2, 0.5] }), [2, 0.5]],
    ['sinhArcsinh', sinhArcsinhParams({ rawSkew: [1, 2], rawLogTail: [3, 4] }), [1, 2, 3, 4]],
    [
      'triangular',
      triangularParams([
        [1, 0, 0],
        [2, 1, 0],
        [3, 4, 1],
      ]),
      [2, 3, 4, 0, 0, 0],
    ],
    [
      'triangular, upper',
      triangularParams(
        [
          [1, 2, 3],
          [0, 1, 4],
          [0, 0, 1],
        ],
        { side: 'upper' },
      ),
      [2, 3, 4, 0, 0, 0],
    ],
    [
      'plu',
      pluParams({
        lower: [
          [1, 0],
          [5, 1],
        ],
        upper: [
          [1, -6],
          [0, 1],
        ],
      }),
      [5, -6, 0, 0],
    ],
    [
      'qr',
      qrParams({
        reflections: [
          [1, 2],
          [3, 4],
        ],
        upper: [
          [1, 5],
          [0, 1],
        ],
      }),
      [1, 2, 3, 4, 5, 0, 0],
    ],
    [
      'sylvester',
      sylvesterParams(
        [1, 2].map((n) => ({
          basis: [
            [n, 2 * n],
            [3 * n, 4 * n],
          ],
          R: [
            [0, 5 * n],
            [0, 0],
          ],
          RTilde: [
            [0, 6 * n],
            [0, 0],
          ],
          b: [7 * n, 8 * n],
        })),
      ),
      [...[1, 2, 3, 4, 2, 4, 6, 8], ...[5, 10], ...[6, 12], ...new Array(8).fill(0), ...[7, 8, 14, 16]],
    ],
    ['circular, N = 1', circularConvolutionParams({ rho: [1], phi: [] }), [1]],
    ['circular, N = 2', circularConvolutionParams({ rho: [1, 2], phi: [] }), [1, 2]],
    ['circular, N = 5', circularConvolutionParams({ rho: [1, 2, 3], phi: [4, 5] }), [1, 2, 3, 4, 5]],
    ['circular, N = 6', circularConvolutionParams({ rho: [1, 2, 3, 4], phi: [5, 6] }), [1, 4, 2, 3, 5, 6]],
  ])('%s', (_, params, wanted) => {
    expect([...params]).toEqual(wanted);
  });
});

describe('what is read and written again is the same', () => {
  type Rewrite = (params: Float32Array) => Float32Array;
  const in3 =
    <T>(read: (params: Float32Array, dim: number) => T, write: (values: T) => Float32Array): Rewrite =>
    (params) =>
      write(read(params, 3));
  const sylvester = (options: Parameters<typeof flows.readSylvesterParams>[2]) => (params: Float32Array) =>
    sylvesterParams(flows.readSylvesterParams(params, 3, options));

  it.each<[string, Rewrite, number]>([
    ['planar', in3(flows.readPlanarParams, planarParams), 7],
    ['planar, 4 layers', in3(flows.readPlanarParams, planarParams), 28],
    ['affine', in3(flows.readAffineParams, affineParams), 6],
    ['circularConvolution', in3(flows.readCircularConvolutionParams, circularConvolutionParams), 3],
    [
      'circularConvolution, N = 8',
      (params) => circularConvolutionParams(flows.readCircularConvolutionParams(params, 8)),
      8,
    ],
  ])('%s: bit for bit', (_, rewrite, count) => {
    fc.assert(
      fc.property(
        fc.float32Array({ minLength: count, maxLength: count, noNaN: true, noDefaultInfinity: true }),
        (params) => {
          expect(rewrite(params)).toEqual(params);
        },
      ),
    );
  });

  // The docstrings say between which bounds: there softplus, tanh and exp lose nothing that float32 would notice.
  it.each<[string, Rewrite, number, number]>([
    ['radial', in3(flows.readRadialParams, radialParams), 5, 15],
    ['radial, 4 layers', in3(flows.readRadialParams, radialParams), 20, 15],
    ['slog', in3(flows.readSlogParams, slogParams), 3, 80],
    ['sinhArcsinh', in3(flows.readSinhArcsinhParams, sinhArcsinhParams), 6, 10],
    ['triangular', in3(flows.readTriangularParams, (matrix) => triangularParams(matrix)), 6, 700],
    [
      'triangular, upper',
      (params) => triangularParams(flows.readTriangularParams(params, 3, { side: 'upper' }), { side: 'upper' }),
      6,
      700,
    ],
    ['plu', in3(flows.readPluParams, pluParams), 9, 700],
    ['qr', in3(flows.readQrParams, qrParams), 18, 700],
    ['qr, 1 reflection', (params) => qrParams(flows.readQrParams(params, 3, { reflections: 1 })), 9, 700],
    ['sylvester', sylvester({}), 24, 10],
    ['sylvester, 2 layers of 1 column', sylvester({ columns: 1, reflections: 2 }), 18, 10],
    ['sylvester, orthogonal', sylvester({ kind: 'orthogonal', columns: 2 }), 14, 10],
    ['sylvester, triangular', sylvester({ kind: 'triangular' }), 15, 10],
  ])('%s: up to rounding', (_, rewrite, count, bound) => {
    const numbers = { noNaN: true, min: -bound, max: bound };
    fc.assert(
      fc.property(fc.float32Array({ minLength: count, maxLength: count, ...numbers }), (params) => {
        for (const [i, value] of rewrite(params).entries()) expect(Math.abs(value - params[i]!)).toBeLessThan(1e-6);
      }),
    );
  });

  it('from a tensor [1, P] too', () => {
    const [layer] = flows.readPlanarParams(tf.tensor2d([[1, 2, 3, 4, 5]]), 2);
    expect(layer).toEqual({ u: [1, 2], w: [3, 4], b: 5 });
  });
});

describe('the flow does what the names say', () => {
  const z = [0.7, -0.4];
  const image = (flow: flows.Flow, params: Float32Array) => mapPoints(flow, params, [z]).points[0]!;

  it('planar: across w, z moves by u·tanh(wᵀz + b)', () => {
    const params = planarParams({ u: [2, -2], w: [0.5, 0.5], b: 0.3 });
    const t = Math.tanh(0.5 * (0.7 - 0.4) + 0.3);
    close(image(flows.planar(2), params), [0.7 + 2 * t, -0.4 - 2 * t]);
  });

  it.each([2, -0.4])('radial: z + β̂·(z − z_ref)/(α + r), β̂ = %d', (betaHat) => {
    const [alpha, x, y] = [0.5, 0.7 - 0.1, -0.4 - 0.2];
    const gain = betaHat / (alpha + Math.hypot(x, y));
    const params = radialParams({ reference: [0.1, 0.2], alpha, betaHat });
    close(image(flows.radial(2), params), [0.7 + gain * x, -0.4 + gain * y]);
  });

  it('sinhArcsinh: sinh(τ(asinh z + ε))', () => {
    const params = sinhArcsinhParams({ skew: [0.5, -2], tail: [1.5, 0.5] });
    const wanted = [Math.sinh(1.5 * (Math.asinh(0.7) + 0.5)), Math.sinh(0.5 * (Math.asinh(-0.4) - 2))];
    close(image(flows.sinhArcsinh(2), params), wanted);
  });

  it('slog: sgn(z)·ln(1 + α|z|)/α', () => {
    const wanted = [Math.log1p(3 * 0.7) / 3, -Math.log1p(0.25 * 0.4) / 0.25];
    close(image(flows.slog(2), slogParams({ alpha: [3, 0.25] })), wanted);
  });

  it('affine: t + z ⊙ eˢ', () => {
    const params = affineParams({ shift: [1, 2], logScale: [0, Math.LN2] });
    close(image(flows.affine(2), params), [1.7, 1.2]);
  });

  it('linear maps: the Jacobian is the matrix, or the product of the factors', () => {
    const [lower, upper] = [
      [
        [2, 0],
        [-1, 3],
      ],
      [
        [2, 5],
        [0, 0.5],
      ],
    ];
    const J = (flow: flows.Flow, params: Float32Array) => jacobianAt(flow, params, z).flat();
    close(J(flows.triangular(2), triangularParams(lower)), lower.flat());
    close(J(flows.triangular(2, { side: 'upper' }), triangularParams(upper, { side: 'upper' })), upper.flat());
    close(
      J(
        flows.plu(2),
        pluParams({
          lower: [
            [1, 0],
            [-1, 1],
          ],
          upper,
        }),
      ),
      [2, 5, -2, -4.5],
    );
    // A reflection along (0, 1) turns the sign of the second coordinate.
    const mirrored = qrParams({ reflections: [[0, 3]], upper });
    close(J(flows.qr(2, { reflections: 1 }), mirrored), [2, 5, 0, -0.5]);
  });

  it('sylvester: z + Q R tanh(R̃ Qᵀz + b), with Q = I', () => {
    const params = sylvesterParams({
      basis: [],
      R: [
        [0.5, 2],
        [0, -0.5],
      ],
      RTilde: [
        [0.25, 1],
        [0, 0.75],
      ],
      b: [0.1, -0.2],
    });
    const [t1, t2] = [Math.tanh(0.25 * 0.7 - 0.4 + 0.1), Math.tanh(0.75 * -0.4 - 0.2)];
    close(image(flows.sylvester(2, { kind: 'triangular' }), params), [0.7 + 0.5 * t1 + 2 * t2, -0.4 - 0.5 * t2]);
  });
});
