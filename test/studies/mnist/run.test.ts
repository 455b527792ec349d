import { rm } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadDigits } from '../../../src/data/index.js';
import { type DlgmConfig, defaultConfig } from '../../../src/runs/config.js';
import { trainDlgm } from '../../../src/runs/train-run.js';
import { mnistProfiles } from '../../../src/studies/mnist/config.js';
import { unpackScores } from '../../../src/studies/mnist/image-scores.js';
import { mnistRunPath, trainAndMeasure } from '../../../src/studies/mnist/run.js';
import { folderWith, useDataFolder } from '../../support/folders.js';
import { onBackend } from '../../support/tensors.js';

onBackend('cpu');

let folder: string;
beforeEach(() => {
  folder = folderWith();
  useDataFolder(folder);
});

const config: DlgmConfig = {
  ...defaultConfig,
  data: 'synthetic',
  images: 200,
  flow: 'planar',
  layers: 2,
  latent: 3,
  hidden: [8],
  batch: 20,
  steps: 60,
  schedule: 'cosine',
  annealingSteps: 20,
  validateEvery: 20,
  checkpointEvery: 10,
};
const measure = { samples: 20, images: 30, many: { samples: 400, images: 20 } };
const digitsOf = () => loadDigits({ data: 'synthetic', count: config.images });

describe('trainAndMeasure', () => {
  it('gives the row of an uninterrupted run after a run that was stopped, times aside', async () => {
    const digits = await digitsOf();
    const whole = await trainAndMeasure(config, digits, measure, {});
    await rm(folder, { recursive: true });
    const stop = new AbortController();
    const path = mnistRunPath(config, digits);
    await trainDlgm(path, config, { digits, signal: stop.signal, onStep: (step) => step === 34 && stop.abort() });
    const again = await trainAndMeasure(config, digits, measure, {});
    const times = { seconds: 0, processorSeconds: 0, updatesPerSecond: 0 };
    expect({ ...again.row, ...times }).toEqual({ ...whole.row, ...times });
    expect(again.curve).toEqual(whole.curve);
    expect(whole.curve.points.map(({ step }) => step)).toContain(60);
  });

  it('gives the scores of all images, whose mean is in the row; many samples tighten the estimate', async () => {
    const { row, scores } = await trainAndMeasure(config, await digitsOf(), measure, {});
    const images = unpackScores(scores);
    expect(images).toHaveLength(30);
    expect(Math.abs(images.reduce((sum, { nll }) => sum + nll / 30, 0) - row.nll)).toBeLessThan(0.005); // half a unit
    expect(Math.abs(images.reduce((sum, { bound }) => sum + bound / 30, 0) - row.bound)).toBeLessThan(0.005);
    expect(row).toMatchObject({ family: 'planar', K: 2, seed: 0, updates: 60 });
    expect(row.kl).toBeCloseTo(row.bound - row.nll, 8);
    expect(row.nll5000!).toBeLessThan(row.nllFew!);
  });
});

it('the full profile holds what is compared with the paper, each model once', () => {
  const { configs } = mnistProfiles.full;
  const models = configs.map(({ flow, layers, seed }) => `${flow} ${layers} ${seed}`);
  expect(new Set(models).size).toBe(models.length);
  for (const K of [10, 20, 40, 80]) {
    expect(models).toContain(`planar ${K} 0`);
    expect(models).toContain(`nice-perm ${K} 0`);
  }
  for (const config of configs) expect(config).toMatchObject({ latent: 40, batch: 100, binarisation: 'fixed' });
});
