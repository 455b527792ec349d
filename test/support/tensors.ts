import * as tf from '@tensorflow/tfjs';
import { beforeAll } from 'vitest';
import { type BackendName, useBackend } from '../../src/engine/backend.js';
import { noise } from '../../src/random/index.js';

/** All tests of the file, or of the `describe` around, run on this backend. */
export function onBackend(name: BackendName): void {
  beforeAll(async () => void (await useBackend(name)));
}

/** Normal numbers that depend on the name, [rows, columns]. */
export function normal(name: string, rows: number, columns: number, { scale = 1, seed = 1 } = {}): tf.Tensor2D {
  const values = noise(seed, name).normal(rows * columns);
  return tf.tensor2d(
    values.map((x) => scale * x),
    [rows, columns],
  );
}

/** The largest absolute difference of two arrays of one length; NaN if any is. */
export function largestDifference(found: Numbers, wanted: Numbers): number {
  const [a, b] = [arrayOf(found), arrayOf(wanted)];
  if (a.length !== b.length) throw new RangeError(`Expected ${b.length} numbers, got ${a.length}`);
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));
}

type Numbers = tf.Tensor | ArrayLike<number>;

const arrayOf = (x: Numbers): ArrayLike<number> => (x instanceof tf.Tensor ? x.dataSync() : x);
