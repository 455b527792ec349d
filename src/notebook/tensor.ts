import type { Tensor } from '@tensorflow/tfjs';
import type { Bundle } from './display.js';

/** A tensor's shape, type and range, and its values as far as tfjs prints them. */
export function tensorBundle(tensor: Tensor): Bundle {
  const { shape, dtype } = tensor;
  const values = tensor
    .toString()
    .replace(/^Tensor\s*\n/, '')
    .replace(/^ {4}/gm, '');
  return { data: { 'text/plain': `${dtype} tensor [${shape.join(', ')}]${range(tensor)}\n${values}` } };
}

function range(tensor: Tensor): string {
  if (tensor.size === 0 || (tensor.dtype !== 'float32' && tensor.dtype !== 'int32')) return '';
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of tensor.dataSync()) {
    if (Number.isNaN(value)) return ', holds NaN';
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  const [least, mean, most] = [min, sum / tensor.size, max].map((value) => Number(value.toPrecision(5)));
  return `, from ${least} to ${most}, mean ${mean}`;
}
