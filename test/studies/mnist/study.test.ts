import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DlgmConfig } from '../../../src/runs/config.js';
import { mnistProfiles } from '../../../src/studies/mnist/config.js';
import { packScores } from '../../../src/studies/mnist/image-scores.js';
import { type MnistResult, type MnistRow, mnistSchema } from '../../../src/studies/mnist/result.js';
import { loadStudyDigits, mnist } from '../../../src/studies/mnist/study.js';
import { resultMeta, writeResult } from '../../../src/studies/results.js';
import { runStudy } from '../../../src/studies/study.js';
import { folderWith, useDataFolder } from '../../support/folders.js';

const start = process.cwd();
const { meta: digits } = await loadStudyDigits('auto', {});
const [config] = mnistProfiles.quick.configs as [DlgmConfig];
let folder: string;

beforeEach(async () => {
  folder = folderWith();
  await mkdir(join(folder, 'report/results'), { recursive: true });
  useDataFolder(join(folder, 'home'));
  process.chdir(folder);
});
afterEach(() => process.chdir(start));

/** A result file of a machine that has finished one model. */
async function fileOf(given: Partial<MnistRow>, data = digits.data): Promise<MnistResult> {
  const name = { family: 'identity', K: 0, seed: 0 };
  const row = { ...name, updates: 2000, bestUpdate: 2000, bound: 104, nll: 101.5, nllStdErr: 1, nll5000: null };
  const result = {
    meta: { ...resultMeta(mnistProfiles.quick), ...digits, data, partial: { missing: 1, total: 2 } },
    rows: [
      {
        ...row,
        nllFew: null,
        ess: 2,
        kl: 2.5,
        seconds: 9,
        processorSeconds: 9,
        updatesPerSecond: 222,
        config,
        ...given,
      },
    ],
    variants: [],
    weighted: [],
    paper: [],
    curves: [{ ...name, points: [{ step: 100, trainBound: 120, validBound: null }] }],
    scores: [packScores([{ bound: 104, nll: 101.5 }])],
  };
  return writeResult<MnistResult>('mnist-quick', mnistSchema, result);
}

/** The rows of a study that trains nothing here. */
const study = () => runStudy(mnist, 'quick', { signal: AbortSignal.abort() });

describe('the study on another machine', () => {
  it('keeps the rows, curves and scores that the file has', async () => {
    const written = await fileOf({});
    const { rows, curves, scores, meta } = await study();
    expect({ rows, curves, scores }).toEqual({ rows: written.rows, curves: written.curves, scores: written.scores });
    expect(meta.partial).toEqual({ missing: 1, total: 2 });
  });

  it('drops rows of another config and of other data', async () => {
    await fileOf({ config: { ...config, latent: 3 } });
    expect((await study()).rows).toEqual([]);
    await fileOf({}, 'other digits');
    expect((await study()).rows).toEqual([]);
  });
});
