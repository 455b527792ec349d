import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { diagonalGaussian, fullGaussian, standardNormal } from '../../src/densities/index.js';
import { readSafetensors } from '../../src/files/index.js';
import { parseSafetensors, safetensorsBytes } from '../../src/files/safetensors-bytes.js';
import type { Flow } from '../../src/flows/flow.js';
import { flowDistribution } from '../../src/flows/flow-distribution.js';
import { describedFlows } from '../../src/flows/flow-from.js';
import { permutation, realNvp, residual } from '../../src/flows/index.js';
import { isObject, type Plain, plainText } from '../../src/problem/plain.js';
import { noise } from '../../src/random/index.js';
import { flowContents } from '../../src/training/flow-file/contents.js';
import { type FlowParts, loadFlow, parseFlow, saveFlow } from '../../src/training/index.js';
import { describedNames, dimsOf, drawRows, type FlowCase, tensorsOf } from '../flows/conformance/case.js';
import { flowCases } from '../flows/registry.js';
import { expectComplaint } from '../support/damage.js';
import { project, sharedFolder } from '../support/folders.js';
import { runNode } from '../support/processes.js';
import { largestDifference, normal, onBackend } from '../support/tensors.js';
import { complaintOf, moons, trained } from './moons.js';

onBackend('cpu');

const folder = sharedFolder();
const pathOf = (name: string) => join(folder, `${name}.safetensors`);

/** A parameter set per flow, away from where training starts, and three points that it can score. */
function example(item: FlowCase, flow: Flow) {
  const [z, params, context] = tensorsOf(flow, drawRows(flow, item), [4, 4, 4]);
  const points = tensorsOf(flow, drawRows(flow, item), [0, 1, 2])[0];
  const row = tf.slice(params, [0, 0], [1, -1]);
  z.dispose();
  return { params: row, context, points: flow.forward(points, row, context).z };
}

/** With the one kind of logDet that no registered flow has: an estimate, from noise that is its context. */
const cases: readonly FlowCase[] = [
  ...flowCases,
  { name: 'residual, series', make: (dim) => residual(dim, { logDet: 'series', probes: 2 }), dims: [2, 5] },
];

it('every registered flow, saved and loaded in another process, scores the same', { timeout: 120_000 }, async () => {
  const wanted = new Map<string, Float32Array>();
  const names = new Set<string>();
  for (const item of cases) {
    for (const dim of dimsOf(item)) {
      const flow = item.make(dim);
      for (const name of describedNames(flow.description)) names.add(name);
      const { params, context, points } = example(item, flow);
      const name = `${wanted.size}.safetensors`;
      await saveFlow(join(folder, 'all', name), { flow, params });
      const beside = { points: points.arraySync(), context: context?.arraySync() };
      writeFileSync(join(folder, 'all', `${name}.json`), JSON.stringify(beside));
      const q = flowDistribution(standardNormal(dim), flow, params, context);
      wanted.set(name, q.logProb(points).dataSync() as Float32Array);
    }
  }
  expect([...names].sort()).toEqual([...describedFlows].sort());
  const child = join('test', 'training', 'flow-file-child.ts');
  const { code, stdout, stderr } = await runNode(['--import', 'tsx', child, join(folder, 'all')]);
  expect([code, stderr]).toEqual([0, '']);
  const scores = JSON.parse(stdout) as Record<string, number[]>;
  expect(Object.keys(scores).length).toBe(wanted.size);
  for (const [name, values] of wanted) {
    expect(values.every(Number.isFinite), name).toBe(true);
    expect(largestDifference(scores[name]!, values), name).toBeLessThan(1e-5);
  }
});

/** Descriptions in which one option has another value, each with the place of the option. */
function* changes(value: Plain, place: string[] = []): Generator<{ place: string; changed: Plain }> {
  if (isObject(value)) {
    for (const key of Object.keys(value)) {
      for (const { place: inside, changed } of changes(value[key]!, [...place, key])) {
        const copy = Array.isArray(value) ? [...value] : { ...value };
        yield { place: inside, changed: Object.assign(copy, { [key]: changed }) };
      }
    }
    return;
  }
  const other = typeof value === 'number' ? (Number.isFinite(value) ? value + 1 : 1) : value === null ? 1 : !value;
  yield { place: place.join('.'), changed: typeof value === 'string' ? `${value}-other` : other };
}

it('a whole file of a flow with any option changed is refused by the option', async () => {
  let count = 0;
  for (const item of cases) {
    const flow = item.make(dimsOf(item).at(-1)!);
    const contents = flowContents({ flow, params: flow.initialParams(0) });
    for (const { place, changed } of changes(flow.description)) {
      const metadata = { ...contents.metadata, flow: plainText(changed) };
      const error = await complaintOf(parseFlow(await safetensorsBytes({ ...contents, metadata }, '0'), { flow }));
      expectComplaint(error, `the file: Expected a flow whose ${place} is `);
      count++;
    }
  }
  expect(count).toBeGreaterThan(400);
});

it('saved with all of its parts, it is as it was', async () => {
  const path = pathOf('parts');
  const flow = realNvp(2, { hidden: [3], contextDim: 2 });
  const parts: FlowParts = {
    ...{
      flow,
      params: tf.mul(0.1, tf.tensor1d(noise(0, 'p').normal(flow.paramCount))),
      base: diagonalGaussian([1, 2], [0, -1]),
    },
    context: tf.tensor2d([[3, 4]]),
    standardisation: { x: { mean: [5, 60], std: [0.5, 7] }, context: { mean: [2, 1], std: [4, 8] } },
    columns: { x: ['height', 'Masse in kg'], context: ['"age"', ''] },
    notes: { data: 'moons' },
  };
  await saveFlow(path, parts);
  const loaded = await loadFlow(path, { flow });
  expect(loaded.flow).toBe(flow);
  const { notes, standardisation, columns } = parts;
  expect(loaded).toMatchObject({ notes, standardisation, columns });
  expect([...loaded.context!]).toEqual([3, 4]);
  const before = tf.memory().numTensors;
  const q = loaded.distribution();
  expect(tf.memory().numTensors).toBe(before);
  const x = normal('x', 5, 2);
  const plain = flowDistribution(parts.base!, flow, parts.params, [(3 - 2) / 4, (4 - 1) / 8]);
  const scaled: tf.Tensor2D = tf.add([[5, 60]], tf.mul([[0.5, 7]], x));
  const wanted = tf.sub(plain.logProb(x), Math.log(0.5 * 7));
  expect(largestDifference(q.logProb(scaled), wanted)).toBeLessThan(1e-5);
  const contexts = tf.tensor2d([3, 4, 0, 1, 3, 4, 0, 1, 3, 4], [5, 2]);
  const rows = [0, 1, 0, 1, 0].map((i) =>
    loaded
      .distribution(
        [
          [3, 4],
          [0, 1],
        ][i],
      )
      .logProb(scaled),
  );
  const wanted5 = rows.map((logProb, i) => logProb.dataSync()[i]!);
  expect(largestDifference(loaded.distribution(contexts).logProb(scaled), wanted5)).toBeLessThan(1e-5);
  expect(largestDifference(rows[0]!, rows[1]!)).toBeGreaterThan(0.01);
  await saveFlow(pathOf('again'), loaded);
  expect(readFileSync(pathOf('again'))).toEqual(readFileSync(path));
});

it('a distribution is saved as it is, with a full Gaussian as its base too, and a flow without parameters', async () => {
  const base = fullGaussian([1, 2], [0.1, 0, 0.7, -0.2]);
  for (const [flow, params] of [
    [moons, trained],
    [permutation(2, { kind: 'swap' }), []],
  ] as const) {
    const q = flowDistribution(base, flow, params);
    await saveFlow(pathOf('full'), q);
    const x = normal('full', 5, 2);
    const { distribution } = await loadFlow(pathOf('full'));
    expect(largestDifference(distribution().logProb(x), q.logProb(x))).toBeLessThan(1e-6);
  }
});

it('the numbers are there for other programs', async () => {
  await saveFlow(pathOf('numbers'), { flow: moons, params: trained });
  const { tensors } = await readSafetensors(pathOf('numbers'));
  expect(tensors['flow/params']).toEqual({ shape: [1, 10], values: trained });
});

it.each([
  ['training/flow-file/parse.ts', 50],
  ['fitting/fitted-flow.ts', 10],
])('%s needs nothing of Node.js, nor do the more than %i files that it imports', (start, least) => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, from] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type)[^;]*? from '([^']+)';/gm)) {
      expect(from, relative(project, file)).not.toMatch(/^node:/);
      if (from!.startsWith('.')) visit(join(dirname(file), from!.replace(/js$/, 'ts')));
    }
  };
  visit(join(project, 'src', start));
  expect(seen.size).toBeGreaterThan(least);
});

it('parseFlow takes bytes that are a part of a larger buffer', async () => {
  const bytes = await safetensorsBytes(flowContents({ flow: moons, params: trained }), '0');
  const inside = new Uint8Array(bytes.length + 3);
  inside.set(bytes, 3); // Not aligned to floats.
  expect((await parseFlow(inside.subarray(3))).params).toEqual(trained);
  await expect(parseSafetensors(inside, 'shifted')).rejects.toThrow('shifted');
});
