import * as tf from '@tensorflow/tfjs';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { sizeOf } from '../onnx/graph.js';
import { type Call, replaceKernel } from './replace-kernel.js';

const backendName = 'cpu';

/**
 * Replaces the kernels of tfjs's cpu backend that treat NaN and infinities unlike IEEE 754, NumPy and the other
 * engines: it has sign(NaN) = 0, integers of `floorDiv` of any numbers, 1^NaN = NaN as in JavaScript, and sums of
 * segments in which NaN reaches those of the others.
 */
export function correctCpuKernels(): void {
  replaceKernel(backendName, 'Sign', (original) => (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    return x.dtype === 'float32' ? output(call, x.shape, read(call, x).map(sign)) : original(call);
  });
  replaceKernel(backendName, 'FloorDiv', (original) => (call) => {
    const { a } = call.inputs as { a: tf.TensorInfo };
    return a.dtype === 'float32' ? pairwise(call, (x, y) => Math.floor(x / y)) : original(call);
  });
  replaceKernel(backendName, 'Pow', (original) => (call) => {
    const power = original(call) as tf.TensorInfo;
    if (!read(call, power).some(Number.isNaN)) return power;
    (call.backend as MathBackendCPU).disposeIntermediateTensorInfo(power);
    return pairwise(call, (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y));
  });
  replaceKernel(backendName, 'UnsortedSegmentSum', (original) => (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    return x.dtype === 'float32' ? segmentSum(call) : original(call);
  });
}

function segmentSum(call: Call): tf.TensorInfo {
  const { x, segmentIds } = call.inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  const [values, ids] = [read(call, x), read(call, segmentIds)];
  const rowShape = x.shape.slice(segmentIds.shape.length);
  const row = sizeOf(rowShape);
  const count = call.attrs!.numSegments as number;
  const sums = new Float64Array(count * row);
  ids.forEach((id, i) => {
    for (let j = 0; id >= 0 && id < count && j < row; j++) sums[id * row + j]! += values[i * row + j]!;
  });
  return output(call, [count, ...rowShape], Float32Array.from(sums));
}

const sign = (x: number): number => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x);

const read = ({ backend }: Call, { dataId }: tf.TensorInfo) =>
  (backend as MathBackendCPU).readSync(dataId) as Float32Array;

const output = ({ backend }: Call, shape: number[], values: Float32Array): tf.TensorInfo =>
  (backend as MathBackendCPU).makeTensorInfo(shape, 'float32', values);

/** f of each pair of numbers of two tensors that broadcast. */
function pairwise(call: Call, f: (x: number, y: number) => number): tf.TensorInfo {
  const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [x, y] = [read(call, a), read(call, b)];
  const [at, bt] = [places(a.shape, shape), places(b.shape, shape)];
  return output(
    call,
    shape,
    Float32Array.from(at, (from, i) => f(x[from]!, y[bt[i]!]!)),
  );
}

/** Where in a tensor each number lies that it has when it is broadcast to a shape. */
function places(own: readonly number[], shape: readonly number[]): number[] {
  const padded = [...shape.slice(own.length).map(() => 1), ...own];
  return shape.reduce(
    (starts, n, axis) => {
      const stride = padded[axis] === 1 ? 0 : sizeOf(padded.slice(axis + 1));
      return starts.flatMap((start) => Array.from({ length: n }, (_, i) => start + i * stride));
    },
    [0],
  );
}
