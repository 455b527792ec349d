import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { fullGaussian } from '../../src/densities/index.js';
import { type FitResult, fitFlow, fittedFlow } from '../../src/fitting/index.js';
import { affine } from '../../src/flows/elementwise/affine.js';
import { planar, realNvp } from '../../src/flows/index.js';
import { noise } from '../../src/random/index.js';
import { loadFlow, saveFlow } from '../../src/training/index.js';
import { sharedFolder } from '../support/folders.js';
import { runNode } from '../support/processes.js';
import { largestDifference, onBackend } from '../support/tensors.js';
import { conditional, rows, small } from './data.js';

onBackend('wasm');

const folder = sharedFolder();
const path = join(folder, 'density.safetensors');
const own = conditional('file', 300);
const columns = { x: ['height', 'width'], context: ['temperature'] };

/** Two columns and a context far from scale 1: means of 7 and 300, a spread of 0.02. */
const conditionalFit = (): Promise<FitResult> =>
  fitFlow(realNvp(2, { hidden: [8], contextDim: 1 }), own.rows, { ...small, context: own.context });

it('a conditional fit of unscaled columns, loaded in another process, scores the same', async () => {
  const q = await conditionalFit();
  await saveFlow(path, { ...q, columns });
  const table = join(folder, 'table.json');
  writeFileSync(table, JSON.stringify({ rows: own.rows, context: own.context }));
  const child = join('test', 'fitting', 'fit-file-child.ts');
  const { code, stdout, stderr } = await runNode(['--import', 'tsx', child, path, table]);
  expect([code, stderr]).toEqual([0, '']);
  const found = JSON.parse(stdout);
  expect(found.columns).toEqual(columns);
  expect(largestDifference(found.scores, q.logProb(own.rows, own.context))).toBeLessThan(1e-5);
});

it('what comes back is the density to the last bit, and its distribution that in float32', async () => {
  const q = await conditionalFit();
  await saveFlow(path, q);
  const loaded = await loadFlow(path);
  const again = fittedFlow(loaded);
  expect(again.standardisation).toEqual(q.standardisation);
  expect(again.logProb(own.rows, own.context).dataSync()).toEqual(q.logProb(own.rows, own.context).dataSync());
  const draws = (density: typeof q | typeof again) => density.sample(300, noise(1, 'draws'), own.context).dataSync();
  expect(draws(again)).toEqual(draws(q));

  const [x, context] = [tf.tensor2d(own.rows), tf.tensor2d(own.context)];
  const before = tf.memory().numTensors;
  const distribution = loaded.distribution(context);
  expect(tf.memory().numTensors).toBe(before);
  // 7 ± 0.02 in float32 is known to 2e-5 of its spread.
  expect(largestDifference(distribution.logProb(x), q.logProb(own.rows, own.context))).toBeLessThan(2e-3);
  const one = loaded.distribution([300]).logProb(x);
  expect(largestDifference(one, q.logProb(own.rows, [[300]]))).toBeLessThan(2e-3);
});

it('a mean that is large beside its spread costs no digits', async () => {
  const times = rows.map(([a]) => [1.7e9 + a! / 100]);
  const q = await fitFlow(affine(1), times, small);
  await saveFlow(path, q);
  expect(
    fittedFlow(await loadFlow(path))
      .logProb(times)
      .dataSync(),
  ).toEqual(q.logProb(times).dataSync());
});

it('it stays at the context that the file has, where no other is given', async () => {
  const q = await conditionalFit();
  await saveFlow(path, { ...q, context: [325] });
  const again = fittedFlow(await loadFlow(path));
  expect(again.logProb(own.rows).dataSync()).toEqual(q.logProb(own.rows, [[325]]).dataSync());
  expect(again.sample(5, noise(1, 'x')).dataSync()).toEqual(q.sample(5, noise(1, 'x'), [[325]]).dataSync());
  expect(again.logProb(own.rows, own.context).dataSync()).toEqual(q.logProb(own.rows, own.context).dataSync());
  await saveFlow(path, again);
  expect([...(await loadFlow(path)).context!]).toEqual([325]);
});

it('a flow without a standardisation is a density of the columns as they are', async () => {
  const flow = planar(2, { layers: 2 });
  const base = fullGaussian([1, 2], [0.1, 0, 0.7, -0.2]);
  await saveFlow(path, { flow, params: flow.initialParams(1), base });
  const loaded = await loadFlow(path);
  const q = fittedFlow(loaded);
  expect(q.standardisation).toEqual({ x: { mean: [0, 0], std: [1, 1] } });
  const x = tf.tensor2d(noise(1, 'x').normal(10), [5, 2]);
  expect(q.logProb(x).dataSync()).toEqual(loaded.distribution().logProb(x).dataSync());
});
