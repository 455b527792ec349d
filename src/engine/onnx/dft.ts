import { type DftMap, mapRows, type SparseMap } from '../../tensors/row-dft.js';
import type { Builder } from './builder.js';
import { binary } from './elementwise.js';
import type { Value } from './graph.js';
import { gather, reshape } from './layout.js';
import { matMul } from './products.js';

/** Up to here (16 MiB) a matrix takes the place of transforms whose length is no power of two, of which ONNX Runtime keeps four digits. */
const largestMatrix = 2048;

/** A linear map of each row of x [B, N] by a discrete Fourier transform. */
export function rowDft(g: Builder, x: Value, map: DftMap): Value {
  const [rows, n] = x.shape as [number, number];
  const isPowerOfTwo = (n & (n - 1)) === 0;
  if (!isPowerOfTwo && n <= largestMatrix) return matMul(g, x, matrixOf(g, n, map), false, false);
  const { before, after } = map;
  const signal = reshape(g, sparse(g, x, before), [rows, n, 2]);
  const [spectrum] = g.emit('DFT', [signal], [signal], { axis: 1 });
  return sparse(g, reshape(g, spectrum!, [rows, 2 * n]), after);
}

function matrixOf(g: Builder, n: number, map: DftMap): Value {
  const units = Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  return g.constant([n, n], 'float32', mapRows(units, n, map));
}

function sparse(g: Builder, x: Value, map: SparseMap): Value {
  const terms = map.map(({ from, scale }) => {
    const indices = g.constant([from.length], 'int64', from);
    return binary(g, 'Mul', gather(g, x, indices, 1), g.constant([scale.length], 'float32', Array.from(scale)));
  });
  return terms.reduce((sum, one) => binary(g, 'Add', sum, one));
}
