import * as tf from '@tensorflow/tfjs';
import type { Flow } from '../../../src/flows/flow.js';
import { noise } from '../../../src/random/index.js';
import {
  type Arguments,
  drawRows,
  epsilon,
  type FlowCase,
  indices,
  intoDomain,
  largest,
  type Rows,
  table,
  tensorsOf,
} from './case.js';
import type { Check } from './local.js';

/** Amortised parameters equal row by row, and free parameters equal their repetition, in values and gradients. */
export const rowsAreIndependent: Check = (flow, item) => {
  const data = drawRows(flow, item);
  return tf.tidy(() => {
    const together = joined(flow, tensorsOf(flow, data));
    const apart = indices(data.count).map((row) => joined(flow, tensorsOf(flow, data, [row]))[0]!);
    const failures = differences('row by row', together, apart);
    for (const row of [1, 5, 9]) {
      const repeated = tensorsOf(
        flow,
        data,
        indices(data.count).map(() => row),
      );
      const z = tensorsOf(flow, data)[0];
      const free = tensorsOf(flow, data, [row]);
      failures.push(...differences('free', joined(flow, [z, ...rest(repeated)]), joined(flow, [z, ...rest(free)])));
      const [each, sum] = [repeated, free].map((inputs) => summedGradient(flow, [z, ...rest(inputs)]));
      failures.push(...differences('gradient of free', [each!], [sum!]));
    }
    return failures;
  });
};

const rest = ([, ...others]: Arguments): [tf.Tensor2D, tf.Tensor2D?] => others;

/** z' | logDet, one row each. */
function joined(flow: Flow, inputs: Arguments): number[][] {
  const { z, logDet } = flow.forward(...inputs);
  const last = logDet.dataSync();
  return table(z).map((row, i) => [...row, last[i]!]);
}

/** Gradient of Σ z' + Σ logDet with respect to the parameters, summed over rows. */
function summedGradient(flow: Flow, [z, params, context]: Arguments): number[] {
  if (flow.paramCount === 0) return [];
  const gradient = tf.grad((p) => {
    const out = flow.forward(z, p as tf.Tensor2D, context);
    return tf.addN([tf.sum(out.z), tf.sum(out.logDet), tf.mul(0, tf.sum(p))]) as tf.Scalar;
  })(params);
  return [...tf.sum(gradient, 0).dataSync()];
}

/** Sums in another order differ by a few roundings of the largest number of the row. */
function differences(what: string, one: number[][], other: number[][]): string[] {
  return one.flatMap((row, r) => {
    const off = largest(row.map((x, i) => x - other[r]![i]!));
    return off <= 256 * epsilon() * Math.max(1, largest(row)) ? [] : [`${what}: row ${r} differs by ${off}`];
  });
}

/** At the initial parameters forward is the identity, for two seeds. */
export const startsAsIdentity: Check = (flow, item) => {
  if (item.identityStart === false) return [];
  return [1, 2].flatMap((seed) => {
    const data = drawRows(flow, item, seed);
    for (const row of indices(data.count)) data.params.set(flow.initialParams(seed), row * flow.paramCount);
    const rows = tf.tidy(() => joined(flow, tensorsOf(flow, data)));
    const off = rows.flatMap((row, r) => row.map((x, i) => x - (i < flow.dim ? data.z[r * flow.dim + i]! : 0)));
    return largest(off) <= 1e-5 ? [] : [`seed ${seed}: the initial parameters are off the identity by ${largest(off)}`];
  });
};

/** Values and gradients are finite at |z| = 1e3, at z = 0, and at saturated parameters (±50), and where they meet. */
export const staysFinite: Check = (flow, item) => {
  const data = extremes(flow, item);
  const failures = finite(flow, 'forward', tensorsOf(flow, data));
  if (!flow.inverse || item.farInverse === false || (item.domain ?? 'real') !== 'real') return failures;
  return [...failures, ...finite(flow, 'inverse', tensorsOf(flow, data))];
};

function extremes(flow: Flow, item: FlowCase): Rows {
  const { dim, paramCount, contextDim } = flow;
  const reach = item.reach ?? 1000;
  const signs = (name: string, count: number) =>
    noise(1, name)
      .uniform(count)
      .map((u) => (u < 0.5 ? -1 : 1));
  const inDomain = (z: Float32Array) =>
    item.domain ? z.map((x) => intoDomain(Math.max(-8, Math.min(8, x)), item.domain!)) : z;
  const points = [
    new Float32Array(dim),
    new Float32Array(dim).fill(reach),
    new Float32Array(dim).fill(-reach),
    signs('z', dim).map((x) => reach * x),
    noise(1, 'z').normal(dim),
  ].map(inDomain);
  const saturated = [
    new Float32Array(paramCount).fill(50),
    new Float32Array(paramCount).fill(-50),
    signs('params', paramCount).map((x) => 50 * x),
  ];
  const parameters = [
    flow.initialParams(1),
    new Float32Array(paramCount),
    noise(1, 'params').normal(paramCount),
    ...(item.saturates === false ? [] : saturated),
  ];
  const pairs = points.flatMap((z) => parameters.map((params) => ({ z, params })));
  const flat = (parts: Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));
  return {
    count: pairs.length,
    z: flat(pairs.map((pair) => pair.z)),
    params: flat(pairs.map((pair) => pair.params)),
    context: noise(1, 'context').normal(pairs.length * contextDim),
  };
}

function finite(flow: Flow, direction: 'forward' | 'inverse', inputs: Arguments): string[] {
  return tf.tidy(() => {
    const { z, logDet } = flow[direction]!(...inputs);
    const gradients = tf.grads((...x: tf.Tensor[]) => {
      const out = flow[direction]!(...(x as Arguments));
      return tf.addN([tf.sum(out.z), tf.sum(out.logDet), ...x.map((y) => tf.mul(0, tf.sum(y)))]) as tf.Scalar;
    })(inputs as tf.Tensor2D[]);
    const named: Record<string, tf.Tensor> = { z, logDet: logDet.reshape([-1, 1]) };
    gradients.forEach((gradient, i) => {
      named[`gradient of ${['z', 'params', 'context'][i]}`] = gradient;
    });
    return Object.entries(named).flatMap(([what, tensor]) =>
      table(tensor).flatMap((row, r) => (row.every(Number.isFinite) ? [] : [`${direction}: ${what} row ${r}: ${row}`])),
    );
  });
}

/** forward, inverse and gradients leave no tensor behind but their results. */
export const leavesNoTensor: Check = (flow, item) => {
  const inputs = tensorsOf(flow, drawRows(flow, item));
  const before = tf.memory().numTensors;
  const { z, logDet } = flow.forward(...inputs);
  if (flow.inverse) tf.dispose({ ...flow.inverse(z, inputs[1], inputs[2]) });
  tf.dispose([z, logDet]);
  const total = (...x: tf.Tensor[]) => {
    const out = flow.forward(...(x as Arguments));
    return tf.addN([tf.sum(out.z), tf.sum(out.logDet), ...x.map((y) => tf.mul(0, tf.sum(y)))]) as tf.Scalar;
  };
  tf.dispose(tf.grads(total)(inputs as tf.Tensor2D[]));
  const left = tf.memory().numTensors - before;
  tf.dispose(inputs as tf.Tensor2D[]);
  return left === 0 ? [] : [`${left} tensors left`];
};

/** Arguments of the wrong shape are errors that say what was expected and what came. */
export const refusesWrongShapes: Check = (flow) => {
  const { dim, paramCount, contextDim } = flow;
  const [z, params, context] = [
    tf.zeros([2, dim]),
    tf.zeros([1, paramCount]),
    tf.zeros([1, contextDim]),
  ] as tf.Tensor2D[];
  const side = contextDim > 0 ? context : undefined;
  const calls: [string, typeof RangeError | typeof TypeError, () => unknown][] = [
    ['dim + 1 columns', RangeError, () => flow.forward(tf.zeros([2, dim + 1]), params!, side)],
    ['one parameter too many', RangeError, () => flow.forward(z!, tf.zeros([1, paramCount + 1]), side)],
    ['3 rows of parameters for 2 samples', RangeError, () => flow.forward(z!, tf.zeros([3, paramCount]), side)],
    ['samples of rank 1', RangeError, () => flow.forward(tf.zeros([dim]) as never, params!, side)],
  ];
  if (contextDim > 0) calls.push(['no context', TypeError, () => flow.forward(z!, params!)]);
  return tf.tidy(() =>
    calls.flatMap(([what, kind, call]) => (complains(kind, call) ? [] : [`${what}: no ${kind.name}`])),
  );
};

function complains(kind: typeof RangeError | typeof TypeError, call: () => unknown): boolean {
  try {
    call();
    return false;
  } catch (error) {
    return error instanceof kind && /^Expected .* to have shape .*, got /.test(error.message);
  }
}
