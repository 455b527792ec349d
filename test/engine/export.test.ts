import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { exportOnnx } from '../../src/engine/export.js';
import { planar } from '../../src/flows/planar.js';
import { dlgm } from '../../src/models/dlgm.js';
import { initialState, weightTensors } from '../../src/problem/layout.js';
import { noise } from '../../src/random/index.js';
import { type DlgmPart, dlgmPart, dlgmParts } from '../../src/runs/parts.js';
import { sharedFolder } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';
import { relativeError } from './gradients.js';

onBackend('wasm');

const folder = sharedFolder();

const model = dlgm({ flow: planar(3, { layers: 2 }), dataDim: 5, hidden: [8], window: 2 });
const values = initialState(model.weights, 0, 1).weights.map((x, i) => x + 0.3 * noise(1, 'shift').normal(i + 1)[i]!);
const options = { weights: model.weights, values };

it.each(
  Object.keys(dlgmParts) as DlgmPart[],
)('exports the %s as a file that gives the same results outside the library, for any number of rows', async (name) => {
  const path = join(folder, `${name}.onnx`);
  const part = dlgmPart(model, name);
  const report = await exportOnnx(path, part, { ...options, notes: { run: 'a test' } });
  expect(report).toMatchObject({ batch: 'free', bytes: (await readFile(path)).length });
  expect(report.error).toBeLessThan(1e-5);

  const session = await ort.InferenceSession.create(path);
  expect([...session.inputNames].sort()).toEqual(Object.keys(part.inputs).sort());
  for (const rows of [1, 7, 1000]) {
    const shapes = Object.entries(part.inputs).map(([input, [, width]]) => [input, [rows, width!]] as const);
    const arrays = shapes.map(([input, shape]) => [input, noise(2, input).normal(rows * shape[1]!), shape] as const);
    const found = await session.run(
      Object.fromEntries(arrays.map(([input, array, shape]) => [input, new ort.Tensor('float32', array, shape)])),
    );
    tf.tidy(() => {
      const inputs = Object.fromEntries(arrays.map(([input, array, shape]) => [input, tf.tensor(array, [...shape])]));
      for (const [output, wanted] of Object.entries(part.apply(weightTensors(model.weights, values), inputs))) {
        expect(found[output]!.dims).toEqual(wanted.shape);
        const numbers = wanted.dataSync<'float32'>();
        expect(relativeError(found[output]!.data as Float32Array, numbers), `${output}, ${rows}`).toBeLessThan(1e-5);
      }
    });
  }
  await session.release();
});

it('writes nothing when the results differ', async () => {
  let calls = 0;
  const unsteady = {
    inputs: { x: [3] },
    apply: (_: object, { x }: Record<string, tf.Tensor>) => ({ y: tf.mul(x!, ++calls) }),
  };
  await expect(exportOnnx(join(folder, 'unsteady.onnx'), unsteady, options)).rejects.toThrow(/is not written/);
  expect(await readdir(folder)).not.toContain('unsteady.onnx');
});
