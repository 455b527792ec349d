import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type DigitSet, loadDigits } from '../../../src/data/index.js';
import { unpackPixels } from '../../../src/data/packed-pixels.js';
import { defaultConfig } from '../../../src/runs/config.js';
import { trainDlgm } from '../../../src/runs/train-run.js';
import { loadTrained } from '../../../src/runs/trained.js';
import { trainClassifier } from '../../../src/studies/mnist-analysis/classifier.js';
import { analysisControls, identityRows } from '../../../src/studies/mnist-analysis/controls.js';
import { packSet } from '../../../src/studies/mnist-analysis/nearest.js';
import { type AnalysisTools, analyseRun } from '../../../src/studies/mnist-analysis/run-analysis.js';
import { sharedFolder } from '../../support/folders.js';
import { onBackend } from '../../support/tensors.js';

const folder = sharedFolder();
onBackend('wasm');

const size = {
  curve: { images: 3, sizes: [1, 20] },
  shape: { images: 3, draws: 50 },
  active: { images: 20, draws: 10 },
  gradient: { repeats: 3 },
  aggregate: { images: 100, block: 20 },
  samples: 12,
  pictures: 4,
  classifierSteps: 200,
};

let digits: DigitSet;
let tools: AnalysisTools;
beforeAll(async () => {
  digits = await loadDigits({ data: 'synthetic', count: 500 });
  const grey = await loadDigits({ data: 'synthetic', binarisation: 'dynamic', count: 500 });
  const classifier = await trainClassifier(grey.train, { steps: size.classifierSteps });
  tools = { digits, classifier, train: packSet(digits.train) };
});

async function smallRun(flow: string) {
  const path = join(folder, flow);
  const small = {
    data: 'synthetic',
    images: 500,
    flow,
    layers: 2,
    latent: 3,
    hidden: [16],
    batch: 20,
    steps: 40,
  } as const;
  const config = { ...defaultConfig, ...small, hidden: [16], annealingSteps: 20, validateEvery: 20 };
  await trainDlgm(path, config, { digits });
  return loadTrained(path);
}

it('analyseRun looks at a trained model, the same way each time, and JSON keeps what it finds', async () => {
  const trained = await smallRun('planar');
  const found = await analyseRun(trained, tools, size);
  expect(await analyseRun(trained, tools, size)).toEqual(found);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found); // No NaN, which would become null.
  expect(found.layers).toHaveLength(2);
  expect(found.samples.images).toBe(12);
  expect(found.samples.classShares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 9);
  expect(found.aggregate.energy.count).toBe(5);
  const nearest = unpackPixels(found.pictures.nearest);
  expect(nearest).toHaveLength(4 * 784);
  const first = nearest.subarray(0, 784).join('');
  const train = Array.from({ length: digits.train.count }, (_, i) =>
    digits.train.pixels.subarray(784 * i, 784 * (i + 1)).join(''),
  );
  expect(train).toContain(first);
  trained.dispose();
});

it('analysisControls measures real images and the prior', async () => {
  const { classifier, testImages, prior } = await analysisControls(tools, size, 3);
  expect(classifier.accuracy).toBeGreaterThan(0.5);
  expect(testImages.nearest.mean).toBeGreaterThan(0);
  expect(Math.abs(prior.energy.mean)).toBeLessThan(5 * prior.energy.stdErr);
});

it('identityRows holds at a trained model, with a flow that is far from the identity', async () => {
  const trained = await smallRun('identity');
  const rows = identityRows(trained, digits, 20);
  expect(rows).toHaveLength(3);
  for (const { difference } of rows) expect(difference).toBeLessThan(1e-3);
  expect(Math.abs(rows[1]!.one - rows[0]!.one)).toBeGreaterThan(0.1); // A hundred times the rounding.
  trained.dispose();
});
