import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDigits } from '../../../src/data/index.js';
import type { DlgmConfig } from '../../../src/runs/config.js';
import { profiles } from '../../../src/studies/mnist/config.js';
import { packScores } from '../../../src/studies/mnist/image-scores.js';
import type { MnistRow } from '../../../src/studies/mnist/run.js';
import { type MnistResult, mnistStudy } from '../../../src/studies/mnist/study.js';
import { resultMeta, writeResult } from '../../../src/studies/results.js';
import { folderWith, useDataFolder } from '../../support/folders.js';

const start = process.cwd();
const digits = await loadDigits({ data: 'synthetic', count: 100 });
const [config] = profiles.quick.configs as [DlgmConfig];
let folder: string;

beforeEach(async () => {
  folder = folderWith();
  await mkdir(join(folder, 'report/results'), { recursive: true });
  useDataFolder(join(folder, 'home'));
  process.chdir(folder);
});
afterEach(() => process.chdir(start));

/** A result file of a machine that has finished one model. */
async function fileOf(row: Partial<MnistRow>, data = digits.description): Promise<MnistResult> {
  const result = {
    meta: { ...resultMeta(profiles.quick), data, synthetic: true, partial: '1 of 2 models are missing' },
    rows: [{ family: 'identity', K: 0, seed: 0, nll: 101.5, config, ...row } as MnistRow],
    variants: [],
    curves: [{ family: 'identity', K: 0, seed: 0, points: [{ step: 100, trainBound: 120, validBound: null }] }],
    scores: [packScores([{ bound: 104, nll: 101.5 }])],
  };
  await writeResult('mnist-quick', result);
  return result;
}

/** The rows of a study that trains nothing here. */
const study = () => mnistStudy('quick', { digits, only: () => false });

describe('mnistStudy on another machine', () => {
  it('keeps the rows, curves and scores that the file has', async () => {
    const written = await fileOf({});
    const { rows, curves, scores, meta } = await study();
    expect({ rows, curves, scores }).toEqual({ rows: written.rows, curves: written.curves, scores: written.scores });
    expect(meta.partial).toBe('1 of 2 models are missing');
  });

  it('drops rows of another config and of other data', async () => {
    await fileOf({ config: { ...config, latent: 3 } });
    expect((await study()).rows).toEqual([]);
    await fileOf({}, 'other digits');
    expect((await study()).rows).toEqual([]);
  });
});
