import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { linearRegression, median } from 'simple-statistics';
import { useBackend } from '../src/engine/backend.js';
import { environment, machine } from '../src/environment.js';
import { writeFileAtomic } from '../src/files/atomic.js';
import { circularConvolution } from '../src/flows/convolution/flows.js';
import { plu } from '../src/flows/linear/plu.js';
import { noise } from '../src/random/index.js';

/**
 * Time of one circular convolution, forward and logDet, against N, and of a dense linear map by its PLU factors:
 * `npx tsx bench/convolution.ts`. Each N gets as many rows as make 2¹⁶ numbers, so that the fixed cost of a call does
 * not hide the arithmetic. Writes bench/convolution.json: ms of processor time per row (median of the repetitions;
 * steadier than the clock on a busy machine), that over N·log₂N relative to N = 1024 (or the largest N below), and the
 * exponent p of a fit time ∝ (N·log₂N)ᵖ over the powers of two from 64 on.
 */
const sizes = [4, 64, 256, 1000, 1024, 4096, 16384];
const numbers = 2 ** 16;
const repetitions = 7;
/** A matrix of 16384² numbers is 1 GiB. */
const largestMatrix = 1024;

/** `fft` and `matrix` are two ways of computing the convolution; `plu` builds its matrix from the factors each time. */
type Method = 'fft' | 'matrix' | 'plu';

const methods: readonly Method[] = ['fft', 'matrix', 'plu'];

interface Row {
  method: Method;
  N: number;
  rows: number;
  msPerRow: number;
  perNLogN: number;
}

/** One timed call at each size in turn, over and over, so that a busy moment falls on all of them. */
function measure(): Row[] {
  const tasks = methods.flatMap((method) =>
    sizes
      .filter((N) => method === 'fft' || N <= largestMatrix)
      .map((N) => ({ method, N, call: callOf(method, N), ms: [] as number[] })),
  );
  for (let round = -3; round < repetitions; round++) {
    for (const { call, ms } of tasks) {
      const start = process.cpuUsage();
      call();
      const { user, system } = process.cpuUsage(start);
      if (round >= 0) ms.push((user + system) / 1000);
    }
  }
  return tasks.map(({ method, N, ms }) => {
    const rows = Math.ceil(numbers / N);
    const msPerRow = median(ms) / rows;
    return { method, N, rows, msPerRow, perNLogN: msPerRow / (N * Math.log2(N)) };
  });
}

function callOf(method: Method, N: number): () => void {
  const flow = method === 'plu' ? plu(N) : circularConvolution(N, { method });
  const rows = Math.ceil(numbers / N);
  const z = tf.tensor2d(noise(1, 'z').normal(rows * N), [rows, N]);
  const params = tf.tensor2d(
    noise(1, 'params')
      .normal(flow.paramCount)
      .map((x) => (0.1 * x) / Math.sqrt(flow.paramCount / N)),
    [1, flow.paramCount],
  );
  return () =>
    tf.tidy(() => {
      const { z: out, logDet } = flow.forward(z, params);
      out.dataSync();
      logDet.dataSync();
    });
}

/** Least squares of ln ms against ln(N·log₂N). */
function slope(method: Method): number {
  const points = measured
    .filter((row) => row.method === method && row.N >= 64 && Number.isInteger(Math.log2(row.N)))
    .map(({ N, msPerRow }) => [Math.log(N * Math.log2(N)), Math.log(msPerRow)]);
  return linearRegression(points).m;
}

const backend = await useBackend(process.env.VINF_BACKEND || 'wasm');
const measured = measure();
const rows = measured.map((row) => {
  const reference = measured.findLast(({ method, N }) => method === row.method && N <= 1024)!;
  return { ...row, perNLogN: row.perNLogN / reference.perNLogN };
});
const exponent = Object.fromEntries(methods.map((method) => [method, slope(method)]));
const conditions = { ...machine(), ...environment(), backend };
await writeFileAtomic(
  fileURLToPath(new URL('convolution.json', import.meta.url)),
  `${JSON.stringify({ machine: conditions, repetitions, exponent, rows }, null, 2)}\n`,
);
console.table(rows.map((row) => ({ ...row, msPerRow: row.msPerRow.toFixed(4), perNLogN: row.perNLogN.toFixed(2) })));
console.log(`time ∝ (N·log₂N)ᵖ: ${JSON.stringify(exponent)}`);
