import * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type Call, replaceKernel } from './replace-kernel.js';

/** Kernels of tfjs's wasm backend that lose NaN, each with the operand in which they do. */
const losingNaN = { Maximum: 'b', Minimum: 'b', ClipByValue: 'x', Relu6: 'x', Sign: 'x' };

const segmentSum = 'UnsortedSegmentSum';

/**
 * Replaces the kernels of tfjs's wasm backend whose results are not those of the cpu backend: some where an operand holds
 * NaN, and a padding with NaN, which it takes for whichever number it padded with first; casts to bool, which cut off the
 * fraction, and prelu, which knows one slope per column alone, always. The sum of segments, which gradients of `gather`
 * need, it does not have.
 */
export function correctWasmKernels(): void {
  const onCpuWhere = (name: string, isWrong: (call: Call) => boolean) =>
    replaceKernel('wasm', name, (original) => (call) => (isWrong(call) ? onCpu(name, call) : original(call)));
  for (const [name, operand] of Object.entries(losingNaN)) onCpuWhere(name, (call) => mayHoldNaN(call, operand));
  onCpuWhere('PadV2', ({ attrs }) => Number.isNaN(attrs?.constantValue));
  onCpuWhere('Cast', ({ attrs }) => attrs?.dtype === 'bool');
  onCpuWhere('Prelu', () => true);
  if (!tf.getKernel(segmentSum, 'wasm')) {
    tf.registerKernel({ kernelName: segmentSum, backendName: 'wasm', kernelFunc: (call) => onCpu(segmentSum, call) });
  }
}

/** Whether a sum is NaN; that of both infinities is too. Four sums at once, as the next of one waits for the last. */
function mayHoldNaN({ inputs, backend }: Call, operand: string): boolean {
  const x = inputs[operand] as tf.TensorInfo;
  if (x.dtype !== 'float32') return false;
  const values = (backend as BackendWasm).typedArrayFromHeap(x);
  const rest = values.length % 4;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < rest; i++) a += values[i]!;
  for (let i = rest; i < values.length; i += 4) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
  }
  return Number.isNaN(a + b + c + d);
}

let cpu: MathBackendCPU | undefined;

/** What the cpu backend has for a kernel of one result. */
function onCpu(name: string, { inputs, attrs = {}, backend }: Call): tf.TensorInfo {
  cpu ??= new MathBackendCPU();
  const there = cpu;
  const wasm = backend as BackendWasm;
  const moved = Object.entries(inputs as Record<string, tf.TensorInfo>).map(
    ([key, { shape, dtype, dataId }]) => [key, there.makeTensorInfo(shape, dtype, wasm.readSync(dataId))] as const,
  );
  const { kernelFunc } = tf.getKernel(name, 'cpu');
  const result = kernelFunc({ inputs: Object.fromEntries(moved), attrs, backend: there }) as tf.TensorInfo;
  const { shape, dtype } = result;
  const dataId = wasm.write(there.readSync(result.dataId), shape, dtype);
  for (const [, { dataId: id }] of [...moved, ['', result] as const]) there.disposeData(id, true);
  return { dataId, shape, dtype };
}
