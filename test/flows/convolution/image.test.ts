import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { circularConvolution, symmetricConvolution } from '../../../src/flows/convolution/flows.js';
import { imageConvolution } from '../../../src/flows/convolution/image.js';
import { convolutionStack } from '../../../src/flows/convolution/stack.js';
import { largestDifference, normal, onBackend } from '../../support/tensors.js';

onBackend('wasm');

const [H, W] = [3, 4];

describe.each([
  ['circular', circularConvolution],
  ['symmetric', symmetricConvolution],
] as const)('imageConvolution, %s', (kind, make) => {
  it('is the convolution of every row, then of every column', () => {
    tf.tidy(() => {
      const [z, params] = [normal('z', 2, H * W), normal('params', 1, W + H)];
      const [w, h] = tf.split(params, [W, H], 1) as [tf.Tensor2D, tf.Tensor2D];
      const rows = make(W).forward(z.reshape([2 * H, W]), w);
      const upright = tf.transpose(rows.z.reshape([2, H, W]), [0, 2, 1]).reshape([2 * W, H]) as tf.Tensor2D;
      const columns = make(H).forward(upright, h);
      const expected = tf.transpose(columns.z.reshape([2, W, H]), [0, 2, 1]).reshape([2, H * W]);
      const out = imageConvolution(H, W, { kind }).forward(z, params);
      expect(largestDifference(out.z, expected)).toBeLessThan(1e-5);
      const volume = H * rows.logDet.dataSync()[0]! + W * columns.logDet.dataSync()[0]!;
      expect(out.logDet.dataSync()[1]).toBeCloseTo(volume, 4);
    });
  });
});

describe('convolutionStack', () => {
  it('on a grid holds W + H numbers per convolution', () => {
    const options = { layers: 3, scale: false, slog: false };
    expect(convolutionStack(H * W, { ...options, grid: [H, W] }).paramCount).toBe(3 * (H + W));
    expect(convolutionStack(H * W, options).paramCount).toBe(3 * H * W);
  });

  it('complains about a grid of another size', () => {
    expect(() => convolutionStack(11, { grid: [H, W] })).toThrow(/have 11 points, got \[3,4\]/);
  });
});
