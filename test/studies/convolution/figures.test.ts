import { describe, expect, it } from 'vitest';
import { intervalChart } from '../../../src/plots/intervals.js';
import {
  type ConvolutionFigures,
  convolutionBits,
  convolutionCost,
  convolutionDifferences,
  convolutionTraining,
  posteriorGains,
} from '../../../src/studies/convolution/figures.js';

const difference = (quantity: string, first: string, second: string, mean: number) => ({
  ...{ quantity, first, second, mean, low: mean - 0.2, high: mean + 0.1 },
});
const result: ConvolutionFigures = {
  rows: [
    { family: 'gaussian-diagonal', params: 0, bpd: 2.6 },
    { family: 'gaussian-circular', params: 393, bpd: 2.3 },
    { family: 'gaussian-circular-shuffled', params: 393, bpd: 2.6 },
    { family: 'real-nvp', params: 600_000, bpd: 2.1 },
  ],
  posteriors: ['identity', 'conv-circular', 'conv-circular-perm'].map((family) => ({ family })),
  comparisons: [
    difference('bpd', 'gaussian-circular', 'gaussian-diagonal', -0.3),
    difference('nll', 'conv-circular', 'identity', -0.5),
    difference('nll', 'conv-circular-perm', 'identity', -1),
    difference('nll', 'conv-circular-perm', 'conv-circular', -0.5),
  ],
  curves: [{ family: 'real-nvp', steps: [100, 200], bpd: [2.4, 2.2], msPerUpdate: 50 }],
};

describe('intervalChart', () => {
  it('has a dot and an interval per line, the first on top', () => {
    const { data, layout } = intervalChart([
      { label: 'a', mean: 1, low: 0.5, high: 2 },
      { label: 'b', mean: -1, low: -1.5, high: 0 },
    ]);
    expect(data[0]).toMatchObject({ x: [1, -1], y: [0, 1], error_x: { array: [1, 1], arrayminus: [0.5, 0.5] } });
    expect(layout.yaxis).toMatchObject({ ticktext: ['a', 'b'], range: [1.5, -0.5] });
  });
});

describe('figures of the convolution study', () => {
  it('convolutionBits leaves out controls and what has no parameters of its own, best first', () => {
    expect(convolutionBits(result).data.map(({ name }) => name)).toEqual(['RealNVP', 'circular Gaussian']);
  });

  it('convolutionTraining counts updates in seconds', () => {
    expect(convolutionTraining(result).data[0]!.x).toEqual([5, 10]);
  });

  it('posteriorGains compares with no flow, then each permuted stack with its own', () => {
    expect((posteriorGains(result).layout.yaxis as { ticktext: string[] }).ticktext).toEqual([
      'circular stack − no flow',
      'circular stack, permuted − no flow',
      'circular stack, permuted − circular stack',
    ]);
  });

  it('convolutionDifferences leaves out pairs that are not there', () => {
    const figure = convolutionDifferences(result, 'bpd', [
      ['gaussian-circular', 'gaussian-diagonal'],
      ['nice', 'pixels'],
    ]);
    expect(figure.data[0]!.x).toEqual([-0.3]);
  });

  it('convolutionCost shows powers of two', () => {
    const rows = [64, 1000, 1024].map((N) => ({ method: 'fft', N, msPerRow: N }));
    expect(convolutionCost({ rows }).data[0]!.x).toEqual([64, 1024]);
  });
});
