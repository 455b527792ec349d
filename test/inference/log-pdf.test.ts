import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { logPdf } from '../../src/inference/index.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

// Values of SciPy 1's logpdf and logpmf.
it.each<[string, () => tf.Tensor, number]>([
  ['normal', () => logPdf.normal(0.7, 0.2, 1.5), -1.3799591968683926],
  ['halfNormal', () => logPdf.halfNormal(0.7, 1.5), -0.7401453496417807],
  ['cauchy', () => logPdf.cauchy(0.7, 0.2, 1.5), -1.6555555096153909],
  ['halfCauchy', () => logPdf.halfCauchy(0.7, 1.5), -1.0540755175812693],
  ['studentT', () => logPdf.studentT(0.7, 3, 0.2, 1.5), -1.4790892460734237],
  ['logNormal', () => logPdf.logNormal(1.3, 0.4, 0.8), -0.9729589304951217],
  ['exponential', () => logPdf.exponential(1.3, 0.8), -1.2631435513142097],
  ['gamma', () => logPdf.gamma(1.3, 2.5, 0.8), -1.488995352057207],
  ['beta', () => logPdf.beta(0.3, 5, 2), -1.7713687795803215],
  ['poissonOfLog', () => logPdf.poissonOfLog([4], tf.scalar(0.9)), -2.0376569415048955],
  ['bernoulliOfLogit', () => logPdf.bernoulliOfLogit([1], tf.scalar(0.9)), Math.log(1 / (1 + Math.exp(-0.9)))],
])('logPdf.%s', (_, logPdfAt, wanted) => {
  expect(logPdfAt().dataSync()[0]).toBeCloseTo(wanted, 5);
});

it('logPdf takes numbers, lists and tensors that broadcast', () => {
  const batch = tf.tensor2d([[0], [1]]);
  expect(logPdf.normal([1, 2, 3], batch, [1, 2, 3]).shape).toEqual([2, 3]);
});
