import { describe, expect, it } from 'vitest';
import * as flows from '../../src/flows/index.js';

const dims = [Number.NaN, '3', null, undefined, [], true, Number.POSITIVE_INFINITY, -1, 0, 1.5] as number[];

const one = [
  ...[
    flows.identity,
    flows.planar,
    flows.radial,
    flows.sylvester,
    flows.residual,
    flows.continuous,
    flows.autoregressive,
  ],
  ...[flows.affine, flows.leakyRelu, flows.sinhArcsinh, flows.slog, flows.monotone],
  ...[flows.triangular, flows.plu, flows.qr, flows.permutation, flows.orthogonal],
  ...[flows.circularConvolution, flows.symmetricConvolution, flows.convolutionStack],
];
const two = [flows.coupling, flows.nice, flows.realNvp, flows.splineCoupling, flows.convolutionCoupling];
const readers = [
  ...[flows.readAffineParams, flows.readSinhArcsinhParams, flows.readSlogParams, flows.readCircularConvolutionParams],
  ...[flows.readPluParams, flows.readQrParams, flows.readTriangularParams],
  ...[flows.readPlanarParams, flows.readRadialParams, flows.readSylvesterParams],
];

describe.each<[string, (dim: number) => unknown, least: number]>([
  ...one.map((make): [string, (dim: number) => unknown, number] => [make.name, (dim) => make(dim), 1]),
  ['pointwise', (dim) => flows.pointwise(dim, 'exp'), 1],
  ...two.map((make): [string, (dim: number) => unknown, number] => [make.name, (dim) => make(dim), 2]),
  ['autoregressive, coupling', (dim) => flows.autoregressive(dim, { conditioner: 'coupling' }), 2],
  ...readers.map((read): [string, (dim: number) => unknown, number] => [read.name, (dim) => read([0, 0, 0], dim), 1]),
])('%s', (_, make, least) => {
  it.each([...dims, least - 1])('refuses dim %s', (dim) => {
    expect(() => make(dim)).toThrow(RangeError);
    expect(() => make(dim)).toThrow(`Expected dim to be a whole number of at least ${least}, got `);
  });
});
