import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { tanhRoot } from '../../src/flows/tanh-root.js';
import { onBackend } from '../support/tensors.js';

onBackend('wasm');

/** By bisection in doubles; x − tanh x by its series where it cancels. */
function reference(r: number, slack: number): number {
  const excess = (x: number) => (x < 1e-2 ? x ** 3 / 3 - (2 * x ** 5) / 15 : x - Math.tanh(x));
  let [low, high] = [0, Math.abs(r) + 2];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) + slack * Math.tanh(middle) < Math.abs(r)) low = middle;
    else high = middle;
  }
  return Math.sign(r) * low;
}

const slacks = [0, 1e-7, 1e-4, 0.01, 0.3, 0.9, 1, 1.1, 1.5, 2, 5, 50, 1e3, 2e4, 1e6].map(Math.fround);
const rights = [0, 1e-6, 1e-3, 0.1, 0.5, 0.9, 1, 1.5, 2, 4, 10, 49, 51, 999, 1001, 2e4 - 3, 2e4, 2e4 + 3, 1e5].map(
  Math.fround,
);

it('tanhRoot solves x + c·tanh(x) = r from c = −1 to 1e6, as well as float32 can tell x', () => {
  const grid = slacks.flatMap((slack) => [...rights, ...rights.map((r) => -r)].map((r) => ({ r, slack })));
  const column = (values: number[]) => tf.tensor2d(values, [values.length, 1]);
  const roots = tanhRoot(column(grid.map(({ r }) => r)), column(grid.map(({ slack }) => slack))).dataSync();
  const wrong = grid.flatMap(({ r, slack }, i) => {
    const x = reference(r, slack);
    const t = Math.tanh(x);
    // r and c·tanh x are known to 2⁻²⁴ of themselves; the slope turns that into an error of x.
    const size = Math.abs(x) + Math.abs(slack - 1) * Math.abs(t) + Math.abs(r);
    const slope = t * t + (1 - t * t) * slack + 1e-30;
    const error = Math.abs(roots[i]! - x);
    // Where the slope at the root is 0, x moves as the cube root of the error.
    const tolerance =
      Math.min((4 * 2 ** -24 * size) / slope, 2 * Math.cbrt(3 * 4 * 2 ** -24 * size)) + 1e-6 * Math.abs(x);
    return error <= tolerance + 1e-9 ? [] : [{ r, slack, root: roots[i], x, tolerance }];
  });
  expect(wrong).toEqual([]);
});

it('tanhRoot(NaN) is NaN: a broken input is not covered up', () => {
  expect(tanhRoot(tf.tensor2d([[Number.NaN]]), tf.tensor2d([[1]])).dataSync()[0]).toBeNaN();
});
