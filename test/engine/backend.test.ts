import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it } from 'vitest';
import { type BackendName, useBackend } from '../../src/engine/backend.js';
import { eagerStep } from '../../src/engine/eager-step.js';
import { planar } from '../../src/flows/planar.js';
import { dlgm } from '../../src/models/dlgm.js';
import { dlgmProblem } from '../../src/models/dlgm-problem.js';
import { noise } from '../../src/random/noise.js';
import { runNode } from '../support/processes.js';
import { largestDifference } from '../support/tensors.js';
import { adamOptions } from '../support/training.js';

afterEach(() => {
  delete process.env.VINF_BACKEND;
});

const nativeLoads = await useBackend('tensorflow').then(
  () => true,
  () => false,
);

it('useBackend: a mistyped name is one line with the closest one', async () => {
  await expect(useBackend('wsm')).rejects.toThrow(
    'Unknown backend "wsm"; did you mean "wasm"? (known: tensorflow, wasm, cpu)',
  );
});

it('useBackend: the environment variable chooses, an argument wins over it', async () => {
  process.env.VINF_BACKEND = 'cpu';
  expect([await useBackend(), tf.getBackend()]).toEqual(['cpu', 'cpu']);
  expect([await useBackend('wasm'), tf.getBackend()]).toEqual(['wasm', 'wasm']);
});

it('useBackend: without a choice it takes the fastest that loads', async () => {
  expect(await useBackend()).toBe(nativeLoads ? 'tensorflow' : 'wasm');
});

it('useBackend: the native backend finds what it calls of node:util, which Node.js 23 took away', () => {
  const { isArray, isNullOrUndefined } = createRequire(import.meta.url)('node:util');
  expect([null, undefined, 0, ''].map(isNullOrUndefined)).toEqual([true, true, false, false]);
  expect([[], {}].map(isArray)).toEqual([true, false]);
});

it.skipIf(nativeLoads)('useBackend: the native backend, asked for and not there, says what to install', async () => {
  await expect(useBackend('tensorflow')).rejects.toThrow(
    /^Backend "tensorflow" does not load: .*; install it with `npm install @tensorflow\/tfjs-node-gpu`/,
  );
});

/** Ten updates of a small model: the last bound and the weights. */
async function train(backend: BackendName): Promise<{ bound: number; weights: Float32Array }> {
  await useBackend(backend);
  const problem = dlgmProblem(dlgm({ flow: planar(3, { layers: 2 }), dataDim: 12, hidden: [8] }), 5);
  const step = eagerStep(problem, adamOptions(problem, 0.01));
  let bound = 0;
  for (let t = 0; t < 10; t++) {
    const x = noise(1, 'x', t).uniform(60).map(Math.round);
    bound = (await step.run({ x, noise: noise(1, 'noise', t).normal(15), beta: Float32Array.of(1) })).bound!;
  }
  return { bound, weights: step.state.weights };
}

it.each(
  nativeLoads ? (['wasm', 'tensorflow'] as const) : (['wasm'] as const),
)('training on %s equals training on cpu', async (backend) => {
  const [reference, other] = [await train('cpu'), await train(backend)];
  expect(other.bound).toBeCloseTo(reference.bound, 3);
  // Adam divides by small gradients, so rounding shows in the weights.
  expect(largestDifference(other.weights, reference.weights)).toBeLessThan(2e-3);
});

it('useBackend: prints nothing', async () => {
  const source = new URL('../../src/engine/backend.ts', import.meta.url).href;
  const script = `import('${source}').then(async ({ useBackend }) => {
    const tf = await import('@tensorflow/tfjs');
    await useBackend('wasm');
    tf.square(2).dataSync();
  })`;
  expect(await runNode(['--import', 'tsx', '-e', script])).toEqual({ code: 0, stdout: '', stderr: '' });
});

it('an uncaught error after useBackend is told without the WebAssembly around it', async () => {
  const script =
    "const { useBackend } = await import('./src/engine/backend.ts'); await useBackend('wasm'); throw new RangeError('mine');";
  const { code, stderr } = await runNode(['--import', 'tsx', '--input-type=module', '-e', script]);
  expect(stderr).toMatch(/RangeError: mine/);
  expect(stderr.length).toBeLessThan(1500);
  expect(code).toBe(1);
});
