import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';

/** A step of a random function: which operation, and numbers that decide its details. */
export interface Choice {
  operation: number;
  a: number;
  b: number;
  c: number;
}

/** Tensors from which a random function goes on, the newest last. */
type Pool = readonly tf.Tensor[];

const pick = <T>(items: readonly T[], n: number): T => items[n % items.length]!;
const axisOf = (x: tf.Tensor, n: number) => n % Math.max(1, x.rank);

/** Axes in an order that a number decides. */
function order(rank: number, n: number): number[] {
  const axes = Array.from({ length: rank }, (_, i) => i);
  return axes
    .map((_, i) => [i, (n >> i) & 3] as const)
    .sort(([i, p], [j, q]) => p - q || i - j)
    .map(([i]) => i);
}

/** Another tensor made to broadcast beside x: its like, a slice of it along an axis, or a number. */
function beside(x: tf.Tensor, other: tf.Tensor, n: number): tf.Tensor {
  if (tf.util.arraysEqual(x.shape, other.shape)) return other;
  if (x.rank === 0) return tf.mean(other);
  return tf.mean(x, axisOf(x, n), n % 2 === 0).reshape(x.shape.map((size, i) => (i === axisOf(x, n) ? 1 : size)));
}

const operations: readonly ((x: tf.Tensor, other: tf.Tensor, numbers: Choice) => tf.Tensor)[] = [
  (x, other, { a }) => tf.add(x, beside(x, other, a)),
  (x, other, { a }) => tf.mul(x, beside(x, other, a)),
  (x, other, { a }) => tf.sub(beside(x, other, a), x),
  (x, other, { a }) => tf.maximum(x, tf.add(beside(x, other, a), tf.zerosLike(x))),
  (x, other, { a }) => tf.mul(x, tf.step(tf.sub(x, tf.add(beside(x, other, a), 0.0371)), 0.5)), // Not where two are equal but for rounding.
  (x) => tf.tanh(x),
  (x) => tf.softplus(x),
  (x) => tf.exp(tf.neg(tf.abs(x))),
  (x, _, { a }) => tf.transpose(x, order(x.rank, a)),
  (x, _, { a }) => x.reshape(pick([[-1], [1, -1], [...x.shape, 1], x.size % 2 === 0 ? [2, -1] : [-1, 1]], a)),
  (x, _, { a }) => (x.rank === 0 ? x : tf.reverse(x, axisOf(x, a))),
  (x, _, { a, b }) => {
    if (x.rank === 0) return x;
    const begin = x.shape.map((size, i) => (i === axisOf(x, a) ? b % size : 0));
    return tf.slice(x, begin);
  },
  (x, _, { a, b }) => {
    if (x.rank === 0 || x.size > 400) return x;
    return tf.pad(x, x.shape.map((__, i) => (i === axisOf(x, a) ? [b % 3, 1] : [0, b % 2])) as [number, number][], 0.5);
  },
  (x, _, { a }) => (x.rank === 0 || x.size > 400 ? x : tf.concat([x, tf.neg(x)], axisOf(x, a))),
  (x, other, { a }) => {
    if (x.rank === 0 || x.size > 400) return x;
    return tf.concat([tf.mul(x, 2), beside(x, other, a).add(tf.zerosLike(x))], axisOf(x, a));
  },
  (x, _, { a }) =>
    x.size > 400
      ? x
      : tf.tile(
          x,
          x.shape.map((__, i) => (i === axisOf(x, a) ? 2 : 1)),
        ),
  (x, _, { a, b }) => (x.rank === 0 ? x : tf.sum(x, axisOf(x, a), b % 2 === 0)),
  (x, _, { a, b }) => (x.rank === 0 ? x : tf.mean(x, axisOf(x, a), b % 2 === 0)),
  (x, _, { a }) => (x.rank === 0 ? x : tf.max(x, axisOf(x, a))),
  (x, _, { b }) => (x.rank === 0 ? x : tf.cumsum(x, x.rank - 1, b % 2 === 0, b % 3 === 0)), // The only axis whose gradient tfjs has.
  (x, _, { a, b, c }) => {
    if (x.rank === 0) return x;
    const axis = axisOf(x, a);
    return tf.gather(x, tf.tensor1d([b % x.shape[axis]!, c % x.shape[axis]!, 0], 'int32'), axis);
  },
  (x, _, { a }) => (x.rank < 2 ? x : tf.stack(tf.unstack(x, axisOf(x, a)).reverse(), axisOf(x, a))),
  (x) => (x.rank === 0 ? x : tf.softmax(x)),
  (x) => {
    const rows = x.reshape([x.rank === 0 ? 1 : x.shape[0]!, -1]);
    return rows.size > 4000 ? x : tf.matMul(tf.tanh(rows), tf.sin(rows), false, true);
  },
  (x) => {
    const rows = x.reshape([x.rank === 0 ? 1 : x.shape[0]!, -1]);
    return rows.size > 4000 ? x : tf.matMul(tf.tanh(rows), tf.cos(rows), true, false).mean(0, true);
  },
  (x) => (x.rank < 3 || x.size > 4000 ? x : tf.matMul(x, tf.tanh(x), false, true)),
];

/** A function of x and y that applies one operation after another, each to one of the last results. */
export function randomFunction(choices: readonly Choice[]): (x: tf.Tensor, y: tf.Tensor) => Record<string, tf.Tensor> {
  return (x, y) => {
    let pool: Pool = [x, y];
    for (const choice of choices) {
      const [first, second] = [pool.at(-1 - (choice.a % Math.min(4, pool.length)))!, pick(pool, choice.b)];
      // Bounded, so that what differs by rounding goes on to do so.
      pool = [...pool, tf.clipByValue(pick(operations, choice.operation)(first, second, choice), -50, 50)];
    }
    return Object.fromEntries(pool.slice(-3).map((tensor, i) => [`out${i}`, tensor]));
  };
}

const number = fc.nat({ max: 1000 });

/** Random functions, and the shapes of what they are functions of. */
export const randomCases = fc.record({
  choices: fc.array(fc.record({ operation: number, a: number, b: number, c: number }), { minLength: 1, maxLength: 14 }),
  shape: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
});
