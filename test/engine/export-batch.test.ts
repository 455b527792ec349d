import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { type Exportable, type ExportOptions, exportOnnx } from '../../src/engine/export.js';
import { libraryVersion } from '../../src/environment.js';
import { splineCoupling } from '../../src/flows/coupling/families.js';
import { forwardKlProblem } from '../../src/objectives/density-problems.js';
import { initialState } from '../../src/problem/layout.js';
import type { Shapes } from '../../src/problem/shapes.js';
import { sharedFolder } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';

onBackend('wasm');

const folder = sharedFolder();
const path = join(folder, 'part.onnx');

type Inputs = Record<string, tf.Tensor>;
type Part = (inputs: Inputs) => tf.Tensor;
/** Writes y of some inputs. */
const write = (inputs: Shapes, y: Part, more: Partial<ExportOptions> & Partial<Exportable> = {}) =>
  exportOnnx(
    path,
    { inputs, apply: (_, tensors) => ({ y: y(tensors as Inputs) }), ...more },
    { weights: [], values: new Float32Array(0), ...more },
  );

/** y of the file for 2 columns of whole numbers in one or two inputs. */
async function runFile(rows: number, names: readonly string[] = ['x']) {
  const session = await ort.InferenceSession.create(path);
  const x = Float32Array.from({ length: 2 * rows }, (_, i) => i);
  const feeds = names.map((name) => [name, new ort.Tensor('float32', x, [rows, 2])]);
  const { y } = await session.run(Object.fromEntries(feeds));
  await session.release();
  return { shape: y!.dims, numbers: [...(y!.data as Float32Array)] };
}

describe('the batch size of a file', () => {
  it('is free in one that was made for four rows: the density of a flow', async () => {
    const problem = forwardKlProblem({ flow: splineCoupling(2), batchSize: 4 });
    const { weights: values } = initialState(problem.weights, 0, 0);
    const apply: Exportable['apply'] = (weights, { x }) => ({
      y: problem.distribution(weights).logProb(x as tf.Tensor2D),
    });
    const report = await exportOnnx(path, { inputs: { x: [4, 2] }, apply }, { weights: problem.weights, values });
    expect(report.batch).toBe('free');
    for (const rows of [4, 1, 7]) expect((await runFile(rows)).shape).toEqual([rows]);
  });

  it.each<[string, Shapes, Part]>([
    ['[-1, 2]', { x: [-1, 2] }, ({ x }) => x!],
    ['[1, 2]', { x: [1, 2] }, ({ x }) => tf.neg(x!)],
    ['two inputs of 3 rows', { x: [3, 2], z: [3, 2] }, ({ x, z }) => tf.add(x!, z!)],
    ['-1 at both', { x: [-1, 2], z: [-1, 2] }, ({ x, z }) => tf.mul(x!, z!)],
  ])('is free for %s', async (_, shapes, y) => {
    expect((await write(shapes, y)).batch).toBe('free');
    for (const rows of [1, 7, 1000]) expect((await runFile(rows, Object.keys(shapes))).shape).toEqual([rows, 2]);
  });

  it('is free where parameters of one row, and a scalar, are inputs beside the batch', async () => {
    const { batch } = await write({ x: [5, 2], p: [1, 2], t: [] }, ({ x, p, t }) => tf.mul(t!, tf.add(x!, p!)));
    expect(batch).toBe('free');
    const session = await ort.InferenceSession.create(path);
    expect(session.inputMetadata.map((input) => 'shape' in input && input.shape)).toEqual([['batch', 2], [1, 2], []]);
  });

  it.each([4, 64])('is %i where `batch` says so', async (batch) => {
    for (const rows of [4, -1]) {
      expect(await write({ x: [rows, 2] }, ({ x }) => tf.neg(x!), { batch })).toMatchObject({ batch, error: 0 });
      await expect(runFile(7)).rejects.toThrow('dimensions');
      expect((await runFile(batch)).shape).toEqual([batch, 2]);
    }
  });

  it('is none where inputs have none, or begin with different numbers', async () => {
    expect((await write({ t: [] }, ({ t }) => tf.neg(t!))).batch).toBeNull();
    expect((await write({ x: [4, 2], z: [5, 2] }, ({ x, z }) => tf.concat([x!, z!]))).batch).toBeNull();
    await expect(write({ t: [] }, ({ t }) => tf.neg(t!), { batch: 3 })).rejects.toThrow('say −1 where it is');
    await expect(write({ x: [-2, 2] }, ({ x }) => tf.neg(x!))).rejects.toThrow(RangeError);
  });
});

describe('sizes that have to do with the batch are computed by the file', () => {
  const rowsOf = (x: tf.Tensor) => x.shape[0]!;
  it.each<[string, Part, (rows: number) => number[]]>([
    ['all rows but the last', ({ x }) => x!.slice([0, 0], [rowsOf(x!) - 1, 2]), (rows) => [rows - 1, 2]],
    ['rows and as many of zeros', ({ x }) => tf.concat([x!, tf.zerosLike(x!)]), (rows) => [2 * rows, 2]],
    ['a constant row for each', ({ x }) => tf.mul(x!, tf.ones([rowsOf(x!), 1])), (rows) => [rows, 2]],
    ['rows of a constant alone', ({ x }) => tf.tile(tf.tensor2d([[3, 4]]), [rowsOf(x!), 1]), (rows) => [rows, 2]],
    ['all pairs', ({ x }) => tf.sub(x!.expandDims(0), x!.expandDims(1)), (rows) => [rows, rows, 2]],
    ['the other way round', ({ x }) => tf.reverse(x!, 0), (rows) => [rows, 2]],
    ['one list', ({ x }) => tf.square(x!.tile([1, 3])).reshape([-1]), (rows) => [6 * rows]],
    [
      'a margin',
      ({ x }) =>
        x!.pad([
          [2, 1],
          [0, 0],
        ]),
      (rows) => [rows + 3, 2],
    ],
    ['the mean over the batch', ({ x }) => tf.mean(x!, 0), () => [2]],
  ])('%s', async (_, y, shape) => {
    await write({ x: [-1, 2] }, y);
    for (const rows of [2, 1, 7, 31]) {
      const { shape: found, numbers } = await runFile(rows);
      const x = tf.tensor2d(
        Float32Array.from({ length: 2 * rows }, (_x, i) => i),
        [rows, 2],
      );
      expect(found).toEqual(shape(rows));
      expect(numbers).toEqual([...y({ x }).dataSync()]);
    }
  });

  it('outputs have names for them', async () => {
    await write({ x: [-1, 2] }, ({ x }) => tf.concat([x!, x!.slice([1, 0], [x!.shape[0]! - 1, 2])]));
    const session = await ort.InferenceSession.create(path);
    expect(session.outputMetadata.map((output) => 'shape' in output && output.shape)).toEqual([['2*batch-1', 2]]);
  });
});

describe('what only holds for some batch sizes is refused by name, and `batch` fixes it', () => {
  const rowsOf = (x: tf.Tensor) => x.shape[0]!;
  it.each<[string, Part, RegExp]>([
    [
      'a sum over rows divided by their number',
      ({ x }) => tf.div(tf.sum(x!, 0), rowsOf(x!)),
      /Mul takes the number 0\.00099\d* for 1009 rows and the number 0\.00098\d* for 1013, called at .*export-batch/,
    ],
    [
      'the number of rows',
      ({ x }) => tf.add(x!, rowsOf(x!)),
      /Add takes the number 1009 for 1009 rows and the number 1013 for 1013/,
    ],
    [
      'numbers of the rows',
      ({ x }) => tf.add(x!, tf.range(0, rowsOf(x!)).reshape([-1, 1])),
      /Add takes a constant of shape \[1009,1\]/,
    ],
    [
      'a loop over rows',
      ({ x }) => tf.addN(tf.unstack(x!)),
      /Split of 2 operands with 1009 results .* is Split of 2 operands with 1013 results/,
    ],
    [
      'half of the rows',
      ({ x }) => x!.slice([0, 0], [Math.floor(rowsOf(x!) / 2), 2]),
      /Slice takes sizes \[504\] for 1009 rows and sizes \[506\] for 1013/,
    ],
    [
      'an operation that alternates',
      ({ x }) => (rowsOf(x!) % 4 === 1 ? tf.exp(x!) : tf.sin(x!)),
      /Exp of 1 operands .* is Sin of 1 operands .* for 1019/,
    ],
    [
      'weights for three rows',
      ({ x }) => tf.add(x!, tf.ones([3, 2])),
      /with 1009 rows the function fails: .*1009,2 and 3,2/,
    ],
  ])('%s', async (_, y, message) => {
    const failed = write({ x: [-1, 2] }, y);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({
      name: 'TraceError',
      message: expect.stringContaining('is not written'),
    });
    expect((await write({ x: [-1, 2] }, y, { batch: 3 })).batch).toBe(3);
  });

  it.each<[string, Part]>([
    ['large batches alone', ({ x }) => (rowsOf(x!) > 500 ? tf.exp(x!) : tf.sin(x!))],
    ['a batch of one alone', ({ x }) => (rowsOf(x!) === 1 ? tf.exp(x!) : tf.sin(x!))],
    ['squeezing every axis of length 1', ({ x }) => tf.squeeze(x!)],
  ])('%s: the check at several sizes finds it', async (_, y) => {
    await expect(write({ x: [-1, 2] }, y)).rejects.toThrow(/is not written: .* with a batch of [17]/);
  });

  it('a function that draws is named as that', async () => {
    await expect(write({ x: [-1, 2] }, ({ x }) => tf.mul(x!, tf.randomNormal([2])))).rejects.toThrow('Make an input');
  });
});

it('nothing is left where a file is refused', async () => {
  const other = join(folder, 'refused.onnx');
  const part: Exportable = { inputs: { x: [-1, 2] }, apply: (_, { x }) => ({ y: tf.add(x!, x!.shape[0]!) }) };
  await expect(exportOnnx(other, part, { weights: [], values: new Float32Array(0) })).rejects.toThrow();
  await expect(stat(other)).rejects.toThrow('ENOENT');
});

it('a sample is taken row by row, again and again, for every batch size', async () => {
  const log: Part = ({ x }) => tf.log(x!);
  await expect(write({ x: [-1, 2] }, log)).rejects.toThrow('got NaN off with a batch of');
  expect((await write({ x: [-1, 2] }, log, { sample: { x: Float32Array.of(1, 2, 3, 4, 5, 6) } })).error).toBeLessThan(
    1e-6,
  );
  await expect(write({ x: [-1, 2] }, log, { sample: { x: Float32Array.of(1, 2, 3) } })).rejects.toThrow(
    'rows of 2 numbers',
  );
});

describe('metadata of a file', () => {
  it('tells the version, inputs and outputs with units, the flow and the notes', async () => {
    const problem = forwardKlProblem({ flow: splineCoupling(2), batchSize: 4 });
    const { weights: values } = initialState(problem.weights, 0, 0);
    const part: Exportable = {
      inputs: { x: [-1, 2] },
      units: { logProb: 'nats' },
      description: 'ln q(x) of a spline coupling',
      apply: (weights, { x }) => ({ logProb: problem.distribution(weights).logProb(x as tf.Tensor2D) }),
    };
    await exportOnnx(path, part, { weights: problem.weights, values, notes: { run: 'moons' } });
    const file = await readFile(path);
    const told = ['vinf', libraryVersion(), 'ln q(x) of a spline coupling', 'input/x', '[batch, 2]', 'output/logProb'];
    const flow = ['weight/flow/params', JSON.stringify(problem.weights[0]!.of)];
    for (const words of [...told, '[batch], nats', ...flow, 'run', 'moons'])
      expect(file.includes(words), words).toBe(true);
  });

  it('refuses units of what is not there, and outputs named as inputs', async () => {
    await expect(write({ x: [-1, 2] }, ({ x }) => tf.neg(x!), { units: { z: 'nats' } })).rejects.toThrow(
      'Unknown input or output "z"; did you mean "x"?',
    );
    await expect(write({ y: [-1, 2] }, ({ y }) => tf.neg(y!))).rejects.toThrow('have other names than inputs, got y');
  });
});
