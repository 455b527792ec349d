import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type BackendName, useBackend } from '../../src/engine/backend.js';
import { compileFunction } from '../../src/engine/compiled/compile-function.js';
import { eagerFunction, type TensorFunction } from '../../src/engine/eager-function.js';
import { generateFunction } from '../../src/engine/generated/generate-function.js';
import { kernels } from '../../src/engine/trace/kernels.js';
import type { Arrays, Tensors } from '../../src/problem/problem.js';
import { specialRows, specialValues, width } from './special-numbers.js';
import { type Args, kernelRows, type Row } from './special-rows.js';

/** Times that a vector holds the values: a processor takes the first 64 numbers in eights, and the rest one by one. */
const repeats = 7;
const size = repeats * specialValues.length;
const rowCount = specialRows.length;
const shapes = { a: [size], b: [size], x: [rowCount, width], xt: [width, rowCount] } as const;

const matrix = Float32Array.from(specialRows.flat());
const lying = Float32Array.from(
  { length: width * rowCount },
  (_, i) => specialRows[i % rowCount]![Math.floor(i / rowCount)]!,
);
const turned = (by: number) =>
  Float32Array.from({ length: size }, (_, i) => specialValues[(i + by) % specialValues.length]!);

/** Every value beside every other, each of them once among the last numbers. */
const draws: readonly Arrays[] = specialValues.flatMap((_, by) =>
  [0, specialValues.length / 2].map((start) => ({ a: turned(start), b: turned(start + by), x: matrix, xt: lying })),
);
/** The draws that show a call all that it reads. */
const drawsOf = ({ reads }: Row): readonly Arrays[] => draws.slice(0, { a: 2, ab: draws.length, rows: 1 }[reads]);

/** Results of a call by name: what it gives, and its gradients. */
function resultsOf({ make, wrt = [] }: Row, args: Args): Tensors {
  const out = (all: Args) => tf.cast(make(all), 'float32');
  if (wrt.length === 0) return { value: out(args) };
  const replaced = (tensors: tf.Tensor[]) => Object.fromEntries(wrt.map((name, i) => [name, tensors[i]!]));
  const gradients = tf.grads((...tensors) => out({ ...args, ...replaced(tensors) }))(wrt.map((name) => args[name]));
  const named = wrt.map((name, i) => [`gradient of ${name}`, gradients[i]!] as const);
  return { value: out(args), ...Object.fromEntries(named) };
}

/** All calls of a kernel as one function, which is compiled once: results by the number of the call and their name. */
const together = (rows: readonly Row[]) => (inputs: Tensors) => {
  const results = rows.map((row) => Object.entries(resultsOf(row, inputs as unknown as Args)));
  return Object.fromEntries(results.flatMap((named, i) => named.map(([name, x]) => [`${i}, ${name}`, x])));
};

type Results = readonly Arrays[];

async function resultsAt(fn: TensorFunction, rows: readonly Row[]): Promise<Results> {
  const results: Arrays[] = [];
  const count = Math.max(...rows.map((row) => drawsOf(row).length));
  for (const draw of draws.slice(0, count)) results.push(await fn.run(draw));
  fn.dispose();
  return results;
}

async function eager(backend: BackendName, rows: readonly Row[]): Promise<Results> {
  await useBackend(backend);
  return resultsAt(eagerFunction(together(rows), shapes), rows);
}

async function compiled(rows: readonly Row[]): Promise<Results> {
  return resultsAt(await compileFunction(together(rows), shapes, { threads: 1 }), rows);
}

async function generated(rows: readonly Row[]): Promise<Results> {
  return resultsAt(await generateFunction(together(rows), shapes), rows);
}

/** The right results of a call, where it has them. */
function truth({ elements, rows }: Row, { a, b }: Arrays): Float32Array | undefined {
  if (elements) return a!.map((x, i) => elements(x, b![i]!));
  return rows && Float32Array.from(specialRows.flatMap((row) => rows(row.map(Math.fround))));
}

/** NaN, infinities and signs are the same, and finite numbers but for rounding; −0 is 0. */
function agree(found: number, wanted: number): boolean {
  if (!Number.isFinite(found) || !Number.isFinite(wanted)) return Object.is(found, wanted);
  return Math.abs(found - wanted) <= 1e-4 * Math.max(Math.abs(wanted), 1e-3);
}

const bothFinite = (found: number, wanted: number) => Number.isFinite(found) === Number.isFinite(wanted);

/** Where two arrays differ, as text. */
function differences(found: Float32Array, wanted: Float32Array, { finiteness }: Row): string[] {
  expect(found).toHaveLength(wanted.length);
  const isSame = finiteness ? bothFinite : agree;
  return [...wanted].flatMap((value, i) => (isSame(found[i]!, value) ? [] : [`#${i}: ${found[i]}, not ${value}`]));
}

const calledKernels = async ({ make }: Row): Promise<readonly string[]> => {
  const tensors = Object.entries(shapes).map(([key, shape]) => [key, tf.tensor(draws[0]![key]!, [...shape])]);
  return (await tf.profile(() => make(Object.fromEntries(tensors) as Args))).kernelNames;
};

it('every kernel that the compiler knows has a row', () => {
  expect(Object.keys(kernelRows).sort()).toEqual(Object.keys(kernels).sort());
});

describe('NaN, infinities, zeros and large numbers are on each engine what they should be', () => {
  it.each(Object.entries(kernelRows))('%s', async (kernel, rows) => {
    const cpu = await eager('cpu', rows);
    for (const row of rows) expect(await calledKernels(row)).toContain(kernel);
    const others = {
      wasm: await eager('wasm', rows),
      compiled: await compiled(rows),
      generated: await generated(rows),
    };
    for (const [i, row] of rows.entries()) {
      for (const [at, draw] of drawsOf(row).entries()) {
        const right = truth(row, draw);
        const wanted = Object.entries(cpu[at]!).filter(([name]) => name.startsWith(`${i}, `));
        if (right) expect(differences(cpu[at]![`${i}, value`]!, right, row), `cpu, ${i}`).toEqual([]);
        for (const [engine, found] of Object.entries(others)) {
          for (const [name, values] of wanted) {
            expect(differences(found[at]![name]!, values, row), `${engine}, ${name}`).toEqual([]);
          }
        }
      }
    }
  });
});
