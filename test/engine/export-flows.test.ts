import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { standardNormal } from '../../src/densities/diagonal-gaussian.js';
import { defineExportable, exportOnnx } from '../../src/engine/export.js';
import type { Flow } from '../../src/flows/flow.js';
import { flowDistribution } from '../../src/flows/flow-distribution.js';
import { flowWeights } from '../../src/flows/flow-weights.js';
import type { Arrays, Tensors } from '../../src/problem/problem.js';
import { noise } from '../../src/random/index.js';
import { drawRows, type FlowCase, intoDomain } from '../flows/conformance/case.js';
import { flowCases } from '../flows/registry.js';
import { sharedFolder } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';
import { dimOf } from './flow-dimension.js';
import { relativeError } from './gradients.js';

onBackend('wasm');

const python = process.env.VINF_PYTHON || 'python3';
const hasRuntime = spawnSync(python, ['-c', 'import numpy, onnxruntime']).status === 0;
const script = fileURLToPath(new URL('run-files.py', import.meta.url));

const folder = sharedFolder();
const batches = [1, 7, 1000];

/** Draws made of noise with their densities, and the densities of points, for any number of rows. */
const partOf = (flow: Flow) =>
  defineExportable({
    inputs: {
      noise: [-1, flow.dim],
      ...(flow.inverse ? { x: [-1, flow.dim] as const } : {}),
      ...(flow.contextDim > 0 ? { context: [-1, flow.contextDim] as const } : {}),
    },
    units: { sampleLogProb: 'nats', ...(flow.inverse ? { logProb: 'nats' } : {}) },
    apply(weights: Tensors, { noise: z0, x, context }) {
      const params = (weights['flow/params'] ?? tf.zeros([1, 0])) as tf.Tensor2D;
      const q = flowDistribution(standardNormal(flow.dim), flow, params, context);
      const { x: sample, logProb: sampleLogProb } = q.push(z0);
      return { sample, sampleLogProb, ...(x ? { logProb: q.logProb(x) } : {}) };
    },
  });

/** Inputs of a part: noise, points that other noise gives, and contexts. */
function inputsOf(flow: Flow, item: FlowCase, values: Float32Array, rows: number): Arrays {
  const draw = (name: string, width: number) => noise(rows, name).normal(rows * width);
  const points = (name: string) => draw(name, flow.dim).map((x) => intoDomain(x, item.domain ?? 'real'));
  const context = draw('context', flow.contextDim);
  const x = tf.tidy(() => {
    const given = flow.contextDim > 0 ? tf.tensor2d(context, [rows, flow.contextDim]) : undefined;
    const z0 = tf.tensor2d(points('other'), [rows, flow.dim]);
    return flow.forward(z0, tf.tensor2d(values, [1, flow.paramCount]), given).z.dataSync<'float32'>();
  });
  return { noise: points('noise'), x: Float32Array.from(x), context };
}

it.each(
  flowCases.map((item, i) => [item.name, item, String(i)] as const),
)('%s: draws and densities in a file for any number of rows', async (_, item, name) => {
  const flow = item.make(dimOf(item));
  const part = partOf(flow);
  const values = drawRows(flow, item).params.slice(0, flow.paramCount);
  const given = (rows: number) => {
    const all = Object.entries(inputsOf(flow, item, values, rows));
    return Object.fromEntries(all.filter(([input]) => input in part.inputs));
  };
  const home = join(folder, name);
  mkdirSync(home);
  const path = join(home, 'q.onnx');
  const report = await exportOnnx(path, part, { weights: flowWeights(flow), values, sample: given(5) });
  expect(report.batch).toBe('free');

  const session = await ort.InferenceSession.create(path);
  for (const rows of batches) {
    const arrays = given(rows);
    const shape = (input: string) => part.inputs[input]!.map((n) => (n === -1 ? rows : n));
    const inputs = Object.entries(arrays).map(([input, array]) => [input, array, shape(input)] as const);
    const found = await session.run(
      Object.fromEntries(inputs.map(([input, array, sizes]) => [input, new ort.Tensor('float32', array, sizes)])),
    );
    tf.tidy(() => {
      const weights: Tensors = { 'flow/params': tf.tensor2d(values, [1, flow.paramCount]) };
      const tensors = inputs.map(([input, array, sizes]) => [input, tf.tensor(array, sizes)]);
      for (const [output, wanted] of Object.entries(part.apply(weights, Object.fromEntries(tensors)))) {
        expect(found[output]!.dims).toEqual(wanted.shape);
        const numbers = wanted.dataSync<'float32'>();
        expect(relativeError(found[output]!.data as Float32Array, numbers), `${output}, ${rows}`).toBeLessThan(1e-5);
        writeFileSync(join(home, `${rows}.${output}.wanted`), numbers);
      }
    });
    for (const [input, array] of inputs) writeFileSync(join(home, `${rows}.${input}.input`), array);
  }
  await session.release();
});

it.skipIf(!hasRuntime)(
  `Python's onnxruntime gives the same of all these files (${hasRuntime ? python : 'skipped: no python3 with numpy and onnxruntime; name one in VINF_PYTHON'})`,
  () => {
    const { stdout, stderr, status } = spawnSync(python, [script, folder], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    const files = JSON.parse(stdout) as { name: string; error: number; producer: string; inputs: unknown[][] }[];
    expect(files.map(({ name }) => name).sort()).toEqual(readdirSync(folder).sort());
    for (const { name, error, producer, inputs } of files) {
      expect(error, flowCases[Number(name)]!.name).toBeLessThan(1e-5);
      expect([producer, ...inputs.map(([rows]) => rows)]).toEqual(['vinf', ...inputs.map(() => 'batch')]);
    }
  },
);
