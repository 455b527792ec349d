import { expect, it } from 'vitest';
import { pixelCorrelation } from '../../src/data/pixel-correlation.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

it('pixelCorrelation: the same, the opposite, unrelated, and a pixel that does not vary', () => {
  const images = [
    [0, 0, 255, 0, 9],
    [255, 255, 0, 0, 9],
    [0, 0, 255, 255, 9],
    [255, 255, 0, 255, 9],
  ];
  const pixels = Uint8Array.from(images.flat());
  const correlation = pixelCorrelation({ count: 4, height: 1, width: 5, white: 255, pixels });
  const expected = [
    [1, 1, -1, 0, 0],
    [1, 1, -1, 0, 0],
    [-1, -1, 1, 0, 0],
    [0, 0, 0, 1, 0],
    [0, 0, 0, 0, 0],
  ];
  expected.forEach((row, i) => void row.forEach((value, j) => void expect(correlation[i]![j]).toBeCloseTo(value, 6)));
});
