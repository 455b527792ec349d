import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { batchPixels, loadDigits } from '../../src/data/index.js';
import { exportOnnx } from '../../src/engine/index.js';
import { noise } from '../../src/random/index.js';
import { imageEstimates } from '../../src/runs/estimates.js';
import { loadModel } from '../../src/runs/model-file.js';
import { dlgmPart } from '../../src/runs/parts.js';
import { folderWith } from '../support/folders.js';

const python = process.env.VINF_PYTHON || 'python3';
const hasNumpy = spawnSync(python, ['-c', 'import numpy']).status === 0;
const script = fileURLToPath(new URL('nll.py', import.meta.url));
const shipped = fileURLToPath(new URL('../../notebooks/models/planar-10.safetensors', import.meta.url));

const [images, samples] = [100, 50];
const evaluationSeed = 20150706; // The library's own: both use the same draws.

it.skipIf(!hasNumpy)(
  `imageEstimates agrees with Python and NumPy in float64 on the exported model (${hasNumpy ? python : 'skipped: no python3 with numpy; name one in VINF_PYTHON'})`,
  async () => {
    const { model, weights, values } = await loadModel(shipped);
    const digits = await loadDigits({ data: 'auto' });
    const inside = await imageEstimates(model, weights, digits, { images, samples });

    const folder = folderWith();
    const file = (name: string) => join(folder, name);
    await exportOnnx(file('logweight.onnx'), dlgmPart(model, 'logweight'), { weights: model.weights, values });
    const chosen = Uint32Array.from({ length: images }, (_, i) => Math.floor((i * digits.test.count) / images));
    writeFileSync(file('images'), batchPixels(digits.test, chosen));
    const draws = Array.from({ length: samples }, (_, s) =>
      noise(evaluationSeed, 'draw/0', s).normal(images * model.flow.dim),
    );
    writeFileSync(file('noise'), Buffer.concat(draws.map((draw) => Buffer.from(draw.buffer))));
    const run = spawnSync(python, [script, ...['logweight.onnx', 'images', 'noise'].map(file)], { encoding: 'utf8' });
    expect(run.stderr).toBe('');

    const outside = JSON.parse(run.stdout) as { nll: number[]; bound: number[] };
    const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
    const nll = inside.map((image) => image.nll);
    expect(Math.abs(mean(nll) - mean(outside.nll))).toBeLessThan(0.05);
    outside.nll.forEach((value, i) => {
      expect(Math.abs(value - nll[i]!)).toBeLessThan(0.05);
      expect(Math.abs(outside.bound[i]! - inside[i]!.bound)).toBeLessThan(0.05);
    });
  },
  300_000,
);
